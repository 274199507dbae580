import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Eye } from '../../../src/engine/explain/eye';
import { lookAtStyle, Ruler } from '../../../src/engine/explain/ruler';
import { readCopy } from '../../../src/engine/explain/smallCopy';
import { Network } from '../../../src/engine/network/runtime';
import { parseSafetensors, type Weights } from '../../../src/engine/network/weights';
import { type Study, studyPicture } from '../../../src/engine/paint';
import { readReference } from '../../../src/engine/pictures/read';
import { openExecutor } from '../../../src/engine/train/executors';
import { perceptualEye } from '../../../src/engine/train/judge';
import { BUILTIN_STYLES } from '../../../src/shared/builtinStyles';
import { ROOT } from '../support';

export const weightsIn = (name: string): Weights =>
  parseSafetensors(readFileSync(join(ROOT, 'models', `${name}.safetensors`)));

export const openNetwork = (weights = weightsIn('base')): Promise<Network> => Network.open(weights, 'cpu', 1, () => {});

export const openEye = async (weights = weightsIn('perceptual')): Promise<Eye> =>
  new Eye(perceptualEye(weights).judge, await openExecutor('cpu', 1, ''));

/** Built-in styles to explain others by. */
export const exemplarsOf = (...ids: string[]) =>
  BUILTIN_STYLES.filter(({ id }) => ids.includes(id)).map(({ id, traits }) => ({ id, path: builtin(id), traits }));

export const builtin = (id: string): string => join(ROOT, 'media/styles', `${id}.webp`);

export const PAINTING = {
  strength: 1,
  preserveColor: false,
  tile: 896,
  progress() {},
  pause: async () => {},
};

export interface Case {
  ruler: Ruler;
  study: Study;
  code: Float32Array;
}

/** A picture and a style, ready to be explained at `side` pixels. */
export async function opened(network: Network, eye: Eye, source: string, style: string, side = 64): Promise<Case> {
  const copy = await readCopy(source, side);
  const looked = await lookAtStyle(eye, [{ picture: await readReference(style, 64), weight: 1 }]);
  const ruler = await Ruler.open(eye, copy, looked);
  const study = await studyPicture(network, copy.picture, PAINTING);
  return { ruler, study, code: (await network.styleCode(await readReference(style, 128))).slice() };
}
