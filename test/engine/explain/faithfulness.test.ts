import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Critic, unlikeTrial } from '../../../src/engine/explain/critic';
import { explainDistance, lostBy } from '../../../src/engine/explain/distance';
import type { Eye } from '../../../src/engine/explain/eye';
import { trialOf, tryMap } from '../../../src/engine/explain/faithfulness';
import { explainOrigin } from '../../../src/engine/explain/origin';
import { Ruler } from '../../../src/engine/explain/ruler';
import { copyOf, seen } from '../../../src/engine/explain/smallCopy';
import { explainStages } from '../../../src/engine/explain/stages';
import type { Network } from '../../../src/engine/network/runtime';
import { formatSafetensors, parseSafetensors, type Weights } from '../../../src/engine/network/weights';
import { paintStudied } from '../../../src/engine/paint';
import type { Picture } from '../../../src/engine/pictures/picture';
import { readReference } from '../../../src/engine/pictures/read';
import { openExecutor } from '../../../src/engine/train/executors';
import type { Faithfulness } from '../../../src/shared/explanation';
import { random } from '../../random';
import { draw, ROOT, tempFolder } from '../support';
import { builtin, type Case, openEye, opened, openNetwork, PAINTING, weightsIn } from './explaining';

const pause = async () => {};
const paint = (network: Network, { study, code }: Case) => paintStudied(network, study, code, PAINTING);
const explained = async (eye: Eye, { ruler }: Case, painted: Awaited<ReturnType<typeof paint>>) =>
  (await explainDistance(ruler, eye.judge.centred, eye.judge.layers, painted)).figures;

let network: Network;
let eye: Eye;
let waves: string;
beforeAll(async () => {
  [network, eye] = [await openNetwork(), await openEye()];
  waves = await draw(join(await tempFolder(), 'waves.png'), { width: 128, height: 96 });
});

describe('maps of how far', () => {
  it('do better than chance by deletion and insertion, in the mean over pairs', async () => {
    const gains: Record<string, number[]> = {};
    for (const source of ['posters/tidekeeper.jpg', 'products/veluma.jpg'])
      for (const style of ['neon', 'ink']) {
        const it = await opened(network, eye, join(ROOT, 'samples/assets', source), builtin(style), 128);
        const painted = await paint(network, it);
        const figures = await explained(eye, it, painted);
        for (const map of ['lost', 'reached'] as const)
          for (const { way, gain } of await tryMap(figures[map], trialOf(map, it.ruler, painted), pause))
            gains[`${map} ${way}`] = [...(gains[`${map} ${way}`] ?? []), gain];
      }
    for (const [name, found] of Object.entries(gains)) {
      const mean = found.reduce((sum, gain) => sum + gain, 0) / found.length;
      expect(mean, `${name}: ${found.map((gain) => gain.toFixed(3)).join()}`).toBeGreaterThan(0);
    }
    expect(Object.keys(gains)).toHaveLength(4);
  });

  it('do worse than chance in the opposite order', async () => {
    const it = await opened(network, eye, join(ROOT, 'samples/assets/posters/tidekeeper.jpg'), builtin('neon'), 128);
    const painted = await paint(network, it);
    const { lost } = await explained(eye, it, painted);
    const opposite = { ...lost, values: lost.values.map((value) => value && -value) };
    const gains: Faithfulness[] = await tryMap(opposite, trialOf('lost', it.ruler, painted), pause);
    for (const { gain } of gains) expect(gain).toBeLessThan(0);
  });
});

describe('what the discriminator thinks', () => {
  const path = join(ROOT, 'models/discriminator.safetensors');
  const openCritic = async (file = path, hash?: string) => {
    const known = hash ?? parseSafetensors(await readFile(path)).metadata.model!;
    const critic = await Critic.open(file, known, await openExecutor('cpu', 1, ''));
    if ('missing' in critic) throw new Error(critic.missing);
    return critic;
  };
  /** Of the style's own picture: what is claimed is its code. */
  const claimed = async (critic: Critic, it: Case, painted: Picture, style: string) => {
    const map = await critic.look(seen(it.ruler.copy, painted), it.code);
    const reference = await readReference(builtin(style), 128);
    return { map: lostBy(it.ruler.copy, map), reference };
  };

  it('is told of the regions that it is about: exchanged for the style, they convince it sooner than others', async () => {
    const critic = await openCritic();
    const gains: number[] = [];
    for (const source of ['posters/tidekeeper.jpg', 'products/veluma.jpg'])
      for (const style of ['neon', 'ink']) {
        const it = await opened(network, eye, join(ROOT, 'samples/assets', source), builtin(style), 128);
        const painted = await paint(network, it);
        const { map, reference } = await claimed(critic, it, painted, style);
        const trial = await unlikeTrial(critic, it.code, it.ruler.copy, painted, reference);
        for (const { gain } of await tryMap(map, trial, pause)) gains.push(gain);
      }
    expect(
      gains.reduce((sum, gain) => sum + gain, 0),
      gains.map((gain) => gain.toFixed(3)).join(),
    ).toBeGreaterThan(0);
  });

  it('is something else with the weights in another order, and stays where the picture is one pixel further', async () => {
    const file = join(await tempFolder(), 'scrambled.safetensors');
    const { tensors, metadata } = parseSafetensors(await readFile(path));
    await writeFile(file, formatSafetensors({ ...scrambledWeights({ tensors }), metadata }));
    const it = await opened(network, eye, join(ROOT, 'samples/assets/posters/tidekeeper.jpg'), builtin('ink'), 128);
    const painted = await paint(network, it);
    const { map } = await claimed(await openCritic(), it, painted, 'ink');
    const strange = await claimed(await openCritic(file), it, painted, 'ink');
    expect(correlation(map.values, strange.map.values)).toBeLessThan(0.7);
    const moved = await claimed(await openCritic(), it, shifted(painted), 'ink');
    expect(correlation(map.values, moved.map.values)).toBeGreaterThan(0.9);
  });

  it('of another base model is not asked', async () => {
    await expect(openCritic(path, 'abc')).rejects.toThrow('that of another base model');
  });
});

describe('every map', () => {
  it('is another once the weights of the network are exchanged', async () => {
    const it = await opened(network, eye, waves, builtin('neon'), 128);
    const scrambled = await openNetwork(scrambledWeights(weightsIn('base')));
    const other = await opened(scrambled, eye, waves, builtin('neon'), 128);
    const [painted, strange] = [await paint(network, it), await paint(scrambled, other)];
    const [figures, strangely] = [await explained(eye, it, painted), await explained(eye, other, strange)];
    for (const map of ['lost', 'reached'] as const)
      expect(correlation(figures[map].values, strangely[map].values), map).toBeLessThan(0.7);
    const [stages, strangeStages] = [
      await explainStages(network, it.ruler, it.study, it.code, PAINTING),
      await explainStages(scrambled, other.ruler, other.study, other.code, PAINTING),
    ];
    // five numbers correlate by chance: what counts is how much of the whole is told of other stages
    const shares = ({ figures }: typeof stages) => {
      const styles = figures.actors.map(({ shares }) => shares.style);
      return styles.map((style) => style / styles.reduce((sum, each) => sum + Math.abs(each), 0));
    };
    const strangeShares = shares(strangeStages);
    const moved = shares(stages).reduce((sum, share, at) => sum + Math.abs(share - strangeShares[at]!), 0) / 2;
    expect(moved).toBeGreaterThan(0.1);
    const reference = await it.ruler.look(it.ruler.copy.picture);
    const origins = await Promise.all(
      [painted, strange].map(async (picture) =>
        explainOrigin(await it.ruler.look(picture), [reference], undefined, pause),
      ),
    );
    const [one, two] = origins.map(({ spots }) => spots.map(([best]) => `${best!.x} ${best!.y}`)) as [
      string[],
      string[],
    ];
    expect(one.filter((place, at) => place !== two[at]).length).toBeGreaterThan(one.length / 4);
  });

  it('of the judge is another once the weights of the judge are exchanged', async () => {
    const it = await opened(network, eye, waves, builtin('neon'), 128);
    const blind = await openEye(scrambledWeights(weightsIn('perceptual')));
    const other = await opened(network, blind, waves, builtin('neon'), 128);
    const painted = await paint(network, it);
    const [figures, blindly] = [await explained(eye, it, painted), await explained(blind, other, painted)];
    expect(correlation(figures.lost.values, blindly.lost.values)).toBeLessThan(0.7);
  });

  it('stays, where the picture is one pixel further', async () => {
    const it = await opened(network, eye, waves, builtin('neon'), 128);
    const painted = await paint(network, it);
    const { content } = await explainDistance(it.ruler, eye.judge.centred, eye.judge.layers, painted);
    const { copy, style } = it.ruler;
    const moved = copyOf(shifted(copy.picture));
    const ruler = await Ruler.open(eye, moved, style);
    const after = await explainDistance(ruler, eye.judge.centred, eye.judge.layers, shifted(painted));
    const [one, two] = [lostBy(copy, content.at(-1)!), lostBy(moved, after.content.at(-1)!)];
    expect(correlation(one.values, two.values)).toBeGreaterThan(0.9);
  });
});

/** Each tensor's numbers in another order. */
function scrambledWeights({ tensors }: Weights): Weights {
  const next = random(11);
  const out: Weights['tensors'] = new Map();
  for (const [name, { shape, data }] of tensors) {
    const mixed = Float32Array.from(data);
    for (let i = mixed.length - 1; i > 0; i--) {
      const j = Math.floor(next() * (i + 1));
      [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
    }
    out.set(name, { shape, data: mixed });
  }
  return { tensors: out };
}

/** One pixel to the right; the first column stays. */
function shifted<P extends { width: number; height: number; channels: number; pixels: Uint8Array | Uint16Array }>(
  picture: P,
): P {
  const { width, height, channels, pixels } = picture;
  const out = Uint8Array.from(pixels);
  for (let y = 0; y < height; y++)
    for (let at = width * channels - 1; at >= channels; at--)
      out[y * width * channels + at] = pixels[y * width * channels + at - channels]!;
  return { ...picture, pixels: out };
}

function correlation(a: readonly (number | null)[], b: readonly (number | null)[]): number {
  const pairs = a.flatMap((value, i) => (value === null || b[i] === null ? [] : [[value, b[i]!] as const]));
  const mean = (k: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[k], 0) / pairs.length;
  const [x, y] = [mean(0), mean(1)];
  const product = (k: 0 | 1, l: 0 | 1) =>
    pairs.reduce((sum, pair) => sum + (pair[k] - [x, y][k]!) * (pair[l] - [x, y][l]!), 0);
  return product(0, 1) / Math.sqrt(product(0, 0) * product(1, 1));
}
