import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { explainDistance } from '../../../src/engine/explain/distance';
import type { Eye } from '../../../src/engine/explain/eye';
import { momentsIn, styleErrorOf } from '../../../src/engine/explain/measures';
import { explainOrigin } from '../../../src/engine/explain/origin';
import { trimmed } from '../../../src/engine/explain/smallCopy';
import type { Network } from '../../../src/engine/network/runtime';
import { paintStudied } from '../../../src/engine/paint';
import { readReference } from '../../../src/engine/pictures/read';
import { openExecutor } from '../../../src/engine/train/executors';
import { perceptualEye } from '../../../src/engine/train/judge';
import { computeStyleTerms, momentsLength } from '../../../src/engine/train/losses';
import { input } from '../../../src/engine/train/tape';
import { draw, tempFolder } from '../support';
import { builtin, openEye, opened, openNetwork, PAINTING, weightsIn } from './explaining';

let network: Network;
let eye: Eye;
let source: string;
beforeAll(async () => {
  [network, eye] = [await openNetwork(), await openEye()];
  source = await draw(join(await tempFolder(), 'waves.png'), { width: 96, height: 72 });
});

const distanceOf = async (style: string, strength: number) => {
  const { ruler, study, code } = await opened(network, eye, source, builtin(style), 96);
  const painted = await paintStudied(network, study, code, { ...PAINTING, strength });
  return explainDistance(ruler, eye.judge.centred, eye.judge.layers, painted);
};

describe('how far', () => {
  it('is nothing lost and nothing reached for the picture as it was', async () => {
    const { figures } = await distanceOf('ink', 0);
    expect(figures.style).toBeCloseTo(0, 6);
    expect(figures.structure).toBeCloseTo(1, 6);
    for (const { content, style, styleBefore } of figures.layers) {
      expect(content).toBeCloseTo(0, 6);
      expect(style).toBeCloseTo(styleBefore, 6);
    }
  });

  it('is more of the style and less of the structure with more strength; weights are 1 in the mean', async () => {
    const [some, all] = [(await distanceOf('ink', 0.5)).figures, (await distanceOf('ink', 1)).figures];
    expect(some.style).toBeGreaterThan(0.02);
    expect(all.style).toBeGreaterThan(some.style);
    expect(all.structure).toBeLessThan(some.structure);
    expect(all.layers.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(4, 5);
  });

  it('has maps whose means are the figures', async () => {
    const { figures, content } = await distanceOf('ink', 1);
    for (const [i, { data }] of content.entries())
      expect(data.reduce((sum, value) => sum + value, 0) / data.length).toBeCloseTo(figures.layers[i]!.content, 5);
    const { values, columns, rows } = figures.lost;
    expect([columns, rows]).toEqual([8, 6]);
    expect(values.reduce<number>((sum, value) => sum + value!, 0) / values.length).toBeCloseTo(
      figures.layers.at(-1)!.content,
      5,
    );
  });

  it('is not more along the borders: what looks sees the picture continued there', async () => {
    const { content } = await distanceOf('halftone', 1);
    for (const { data, width, height } of content.slice(0, 2)) {
      const isEdge = (i: number) =>
        [0, width - 1].includes(i % width) || [0, height - 1].includes(Math.floor(i / width));
      const mean = (edge: boolean) => {
        const values = data.filter((_, i) => isEdge(i) === edge);
        return values.reduce((sum, value) => sum + value, 0) / values.length;
      };
      expect(mean(true) / mean(false)).toBeLessThan(1.5);
    }
  });

  it('measures style as training does', async () => {
    const judge = perceptualEye(weightsIn('perceptual')).judge;
    const [picture, style] = [
      trimmed(await readReference(source, 64)),
      trimmed(await readReference(builtin('riso'), 64)),
    ];
    const wanted = (await eye.look(style)).map((map) => momentsIn(map)!);
    const planes = input('picture', [1, 3, picture.height, picture.width]);
    const looked = judge.look(planes); // as training does: with nothing beyond the borders
    const terms = computeStyleTerms(judge, looked, input('targets', [1, momentsLength(judge)]));
    const executor = await openExecutor('cpu', 1, '');
    const outputs = [
      ...terms.map((term, i) => [`${i}`, term] as const),
      ...looked.map((map, i) => [`map ${i}`, map] as const),
    ];
    const program = await executor.compile(Object.fromEntries(outputs));
    const targets = Float32Array.from(wanted.flatMap(({ mean, deviation }) => [...mean, ...deviation]));
    const trained = await program.run({ picture: picture.data, targets });
    for (const [i, channels] of judge.channels.entries()) {
      const map = { data: trained[`map ${i}`]!, channels, width: picture.width >> i, height: picture.height >> i };
      const error = styleErrorOf(momentsIn(map)!, wanted[i]!, judge.centred);
      expect(Math.abs(error / trained[`${i}`]![0]! - 1)).toBeLessThan(1e-3);
    }
    await program.release();
  });
});

describe('where from', () => {
  const pause = async () => {};

  it('finds each patch of a reference in the reference itself, where it lies', async () => {
    const maps = await eye.look(trimmed(await readReference(builtin('halftone'), 64)));
    const { columns, rows, spots } = await explainOrigin(maps, [maps], undefined, pause);
    for (const [at, [best]] of spots.entries()) {
      expect(best!.strength).toBeCloseTo(1, 4);
      expect(Math.abs(best!.x - ((at % columns) + 0.5) / columns)).toBeLessThan(1e-6);
      expect(Math.abs(best!.y - (Math.floor(at / columns) + 0.5) / rows)).toBeLessThan(1e-6);
    }
  });

  it('tells which of several references, and nothing of what is not seen', async () => {
    const [ink, neon] = [
      await eye.look(trimmed(await readReference(builtin('ink'), 64))),
      await eye.look(trimmed(await readReference(builtin('neon'), 64))),
    ];
    const { width, height } = neon.at(-1)!;
    const coverage = Float32Array.from({ length: width * height }, (_, i) => (i < 2 * width ? 0 : 1));
    const { columns, spots } = await explainOrigin(neon, [ink, neon], coverage, pause);
    expect(spots.slice(0, columns).every((matches) => matches.length === 0)).toBe(true);
    for (const matches of spots.slice(columns)) {
      expect(matches).toHaveLength(3);
      expect(matches[0]!.reference).toBe(1);
      expect(matches[0]!.strength).toBeGreaterThanOrEqual(matches[2]!.strength);
    }
  });
});
