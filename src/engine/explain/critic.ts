import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Planes } from '../network/backend';
import { CODE_LENGTH } from '../network/definition';
import { parseSafetensors } from '../network/weights';
import type { Picture } from '../pictures/picture';
import { DISCRIMINATOR, discriminate } from '../train/discriminator';
import type { Executor, Program } from '../train/executor';
import { constants } from '../train/operations';
import { input } from '../train/tape';
import type { Trial } from './faithfulness';
import { type LayerMap, meanOver } from './measures';
import { cutOut, MARGIN, mirrored } from './mirrored';
import { opaque, type SmallCopy, seen } from './smallCopy';

/**
 * The discriminator that the base model was trained against, looking at single pictures. It learnt to tell pictures of a style from
 * painted ones, and from those of another style: what it is not convinced of is told apart from what a judge measures.
 */
export class Critic {
  private readonly programs = new Map<string, Promise<Program>>();
  private readonly weights: (name: string) => ReturnType<typeof input>;

  private constructor(
    file: ReturnType<typeof parseSafetensors>,
    private readonly executor: Executor,
  ) {
    this.weights = constants(file);
    for (const name of DISCRIMINATOR.places.keys()) this.weights(name); // rather now than at the first picture
  }

  /** Or why there is none. @param path of models/discriminator.safetensors */
  static async open(path: string, modelHash: string, executor: Executor): Promise<Critic | { missing: string }> {
    try {
      const file = parseSafetensors(await readFile(path));
      if (file.metadata.model !== modelHash)
        return { missing: 'the discriminator that is there is that of another base model' };
      return new Critic(file, executor);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const missing =
        code === 'ENOENT' ? 'no discriminator comes with this base model' : `it can't be read (${message})`;
      return { missing };
    }
  }

  /**
   * How unlike a style each cell of 8 pixels looks: 0 where the discriminator takes it for the style, 1 where it does not, by the scale
   * of the hinge that it was trained with. Both of its scales count alike.
   * @param picture with sides that are multiples of 8
   * @param code [256] of the style that is claimed
   */
  async look(picture: Planes, code: Float32Array): Promise<LayerMap> {
    const { data, width, height } = mirrored(picture);
    const program = await this.compiled(width, height);
    const maps = await program.run({ picture: data, code });
    const [columns, rows] = [width >> 3, height >> 3];
    const across = Math.floor(columns / 2);
    const down = Math.floor(rows / 2);
    const unlike = Float32Array.from({ length: columns * rows }, (_, i) => {
      const [x, y] = [Math.min(across - 1, (i % columns) >> 1), Math.min(down - 1, Math.floor(i / columns) >> 1)];
      return (doubt(maps.fine![i]!) + doubt(maps.coarse![y * across + x]!)) / 2;
    });
    return cutOut({ data: unlike, channels: 1, width: columns, height: rows }, MARGIN / 8);
  }

  private compiled(width: number, height: number): Promise<Program> {
    const key = `${width} ${height}`;
    const names = [...DISCRIMINATOR.places.keys()];
    const compile = () => {
      const weights = new Map(names.map((name) => [name, this.weights(name)]));
      const [fine, coarse] = discriminate(
        weights,
        input('picture', [1, 3, height, width]),
        input('code', [1, CODE_LENGTH]),
      );
      return this.executor.compile({ fine: fine!, coarse: coarse! });
    };
    const program = this.programs.get(key) ?? compile();
    this.programs.set(key, program);
    return program;
  }
}

/**
 * The trial of what the discriminator says of a painted picture: regions are exchanged for the style's own picture, of which it
 * ought to be convinced.
 */
export async function unlikeTrial(
  critic: Critic,
  claim: Float32Array,
  copy: SmallCopy,
  painted: Picture,
  reference: Planes,
): Promise<Trial> {
  const { width, height, channels } = painted;
  const { pixels, ...raw } = opaque(reference);
  const laid = sharp(pixels, { raw }).resize(width, height, { fit: 'cover' });
  const data = await (channels === 4 ? laid.ensureAlpha() : laid).raw().toBuffer();
  if (channels === 4) for (let at = 3; at < data.length; at += 4) data[at] = painted.pixels[at]!;
  return {
    ...{ map: 'unlike', painted, rises: false },
    other: { ...painted, pixels: data },
    measure: async (picture) => meanOver((await critic.look(seen(copy, picture), claim)).data, copy.coverage.at(-1)),
  };
}

/** Hinge: from 1 on it is sure that the picture is real, from −1 down that it is not. */
function doubt(logit: number): number {
  return Math.min(1, Math.max(0, (1 - logit) / 2));
}
