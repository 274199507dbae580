import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../../src/engine/engine';
import { draw, problemIn, ROOT, tempFolder } from '../support';
import { builtin, exemplarsOf } from './explaining';

let engine: Engine;
let folder: string;
const HOOKS = { progress() {}, pause: async () => {} };
const NEON = [{ path: builtin('neon'), weight: 1 }];
const STYLE = { references: NEON, strength: 1, preserveColor: false };
beforeAll(async () => {
  folder = await tempFolder();
  const options = { provider: 'cpu', cacheFolder: join(folder, 'cache'), threads: 1 };
  engine = await Engine.open(join(ROOT, 'models/base.safetensors'), options, () => {});
});

describe('an explanation', () => {
  it('of a sprite with alpha says nothing of what is not seen, and writes every picture it names', async () => {
    const source = join(folder, 'sprite.png');
    const dot =
      '<svg xmlns="http://www.w3.org/2000/svg" width="128" height="96"><circle cx="40" cy="48" r="30" fill="#c63"/></svg>';
    await sharp(Buffer.from(dot)).png().toFile(source);
    const steps: number[] = [];
    const progress = (done: number, total: number) => void steps.push(done / total);
    const exemplars = exemplarsOf('neon', 'riso', 'ink', 'blueprint');
    const params = { source, style: STYLE, folder: join(folder, 'told'), exemplars };
    const told = await engine.explain(params, { ...HOOKS, progress });
    const { pictures, distance, origin, sizes } = told;
    expect(sizes.maps).toEqual({ width: 128, height: 96 });
    const files = [pictures.before, pictures.after, ...pictures.references, ...pictures.content, ...pictures.without];
    expect(files).toHaveLength(2 + 1 + 4 + 5);
    for (const file of files) expect(existsSync(file), file).toBe(true);
    expect(distance.lost.values.filter((value) => value === null).length).toBeGreaterThan(
      distance.lost.values.length / 3,
    );
    expect(origin.spots[origin.columns - 1]).toEqual([]);
    expect(distance.style).toBeGreaterThan(0.1);
    const { parts } = told.recipe!;
    expect(parts.map(({ id }) => id)).not.toContain('neon'); // that it is itself says nothing
    expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps.at(-1)).toBe(1);
  });

  it('of nothing visible is refused, by name', async () => {
    const source = join(folder, 'empty.png');
    await sharp({ create: { width: 64, height: 64, channels: 4, background: '#0000' } })
      .png()
      .toFile(source);
    const problem = await problemIn(engine.explain({ source, style: STYLE, folder }, HOOKS));
    expect(problem).toMatchObject({ file: source, cause: 'nothing of it is visible' });
  });

  it('ends between two steps once nobody waits', async () => {
    const source = await draw(join(folder, 'waves.png'));
    let asked = 0;
    const pause = async () => {
      if (++asked > 3) throw new Error('cancelled');
    };
    await expect(engine.explain({ source, style: STYLE, folder }, { ...HOOKS, pause })).rejects.toThrow('cancelled');
    expect(asked).toBe(4);
  });
});

describe('the strength that reaches a style', () => {
  it('makes pictures more alike than one strength does', async () => {
    const params = { references: NEON, preserveColor: false };
    const sources = [];
    for (const seed of [1, 2, 3])
      sources.push(await draw(join(folder, `set-${seed}.png`), { width: 64, height: 64, seed }));
    const curves = [];
    for (const source of sources)
      curves.push(await engine.measureStrengths({ ...params, source, strengths: [0.7] }, HOOKS));
    expect(curves[0]!.map(({ strength }) => strength)).toEqual([0.125, 0.25, 0.375, 0.5, 0.625, 0.7, 0.75, 0.875, 1]);
    const fixed = curves.map((points) => points[5]!.style);
    const least = Math.min(...fixed);
    for (const [i, source] of sources.entries()) {
      const wanted = { ...params, source, reach: least, structure: 0.3, points: curves[i]! };
      const solved = await engine.solveStrength(wanted, HOOKS);
      expect(Math.abs(solved.style - least)).toBeLessThan(0.05);
      expect(solved.strength).toBeLessThanOrEqual(0.75);
    }
    expect(Math.max(...fixed) - least).toBeGreaterThan(0.02);
  });
});
