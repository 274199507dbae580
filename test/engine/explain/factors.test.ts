import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../../src/engine/engine';
import { explainFactors } from '../../../src/engine/explain/factors';
import { ShippedFactors } from '../../../src/engine/factors';
import type { FirstAnswer } from '../../../src/shared/explanation';
import type { Factors } from '../../../src/shared/factors';
import { draw, problemIn, tempFolder } from '../support';
import { builtin, exemplarsOf } from './explaining';
import { MADE_UP, modelsWithFactors } from './ships';

const HOOKS = { progress() {}, pause: async () => {} };
const REFERENCES = [{ path: builtin('ink'), weight: 1 }];
let folder: string;
let source: string;
let models: string;
let engine: Engine;
const open = (path: string) =>
  Engine.open(path, { provider: 'cpu', cacheFolder: join(folder, 'cache'), threads: 1 }, () => {});
beforeAll(async () => {
  folder = await tempFolder();
  source = await draw(join(folder, 'waves.png'), { width: 128, height: 96 });
  models = await modelsWithFactors(join(folder, 'models'));
  engine = await open(models);
});

async function painted(factors: Factors | undefined, strength = 1): Promise<Buffer> {
  const output = join(folder, 'out.png');
  const style = { references: REFERENCES, strength, preserveColor: false, factors };
  await engine.apply({ source, style, outputs: [{ output, format: 'png' }] }, HOOKS);
  return readFile(output);
}

describe('a factor', () => {
  it('changes what is painted, more and less in different ways; 0 changes nothing', async () => {
    const plain = await painted(undefined);
    const [more, less] = [await painted({ contrast: 1 }), await painted({ contrast: -1 })];
    expect(await painted({ contrast: 0 })).toEqual(plain);
    expect(more).not.toEqual(plain);
    expect(less).not.toEqual(plain);
    expect(less).not.toEqual(more);
  });

  it('leaves the picture as it is at strength 0', async () => {
    expect(await painted({ contrast: 1 }, 0)).toEqual(await readFile(source));
  });

  it('that the base model does not have is refused, with those that it has', async () => {
    expect(await problemIn(painted({ hatching: 0.5 }))).toMatchObject({
      kind: 'unsupported',
      cause: 'this base model has no factor "hatching"',
      remedy: 'It has these: lightness, contrast.',
    });
  });
});

describe('factors of another base model', () => {
  it('are refused where they are asked for; explanations do without, and say so', async () => {
    const other = await open(await modelsWithFactors(join(folder, 'other'), 'abc'));
    const style = { references: REFERENCES, strength: 1, preserveColor: false };
    const output = join(folder, 'other.png');
    const asked = {
      source,
      style: { ...style, factors: { contrast: 1 } },
      outputs: [{ output, format: 'png' as const }],
    };
    const problem = await problemIn(other.apply(asked, HOOKS));
    expect(problem).toMatchObject({ kind: 'unsupported', cause: expect.stringContaining('another base model') });
    await other.apply({ ...asked, style }, HOOKS);
    const told = await other.explain({ source, style, folder: join(folder, 'told-other') }, HOOKS);
    expect(told.factors).toBeUndefined();
    expect(told.pictures.factors).toEqual([]);
    expect(told.notices.join()).toContain('Factors are not told: the factors that are there were learnt with another');
  });

  it('that are not there, or no factors at all, are said to be so', async () => {
    const path = join(folder, 'other', 'factors.safetensors');
    await rm(path);
    expect(await new ShippedFactors(path, 'abc').of()).toEqual({ missing: 'no factors come with this base model' });
    expect(await new ShippedFactors(source, 'abc').of()).toMatchObject({
      missing: expect.stringContaining("can't be read"),
    });
  });
});

describe('the recipe by factors', () => {
  it('finds what a style is made of, leaves out what is hardly there, and says what is left open', async () => {
    const learnt = await new ShippedFactors(join(folder, 'models/factors.safetensors'), engine.modelHash).of();
    if ('missing' in learnt) throw new Error(learnt.missing);
    const [one, two] = learnt.factors as [(typeof learnt.factors)[0], (typeof learnt.factors)[0]];
    const code = learnt.mean.map((value, i) => value - 1.5 * one.direction[i]! + 0.1 * two.direction[i]!);
    const exemplars = [
      { id: 'most', code: learnt.mean.map((value, i) => value + one.direction[i]!) },
      { id: 'least', code: learnt.mean.map((value, i) => value - one.direction[i]!) },
    ];
    const { parts, open } = explainFactors(learnt, code, { contrast: 0.5 }, exemplars);
    expect(parts.map(({ id }) => id)).toEqual(MADE_UP);
    expect(parts[0]!.amount).toBeCloseTo(-1.5, 5);
    expect(parts[0]).toMatchObject({ set: 0, most: 'most', least: 'least' });
    expect(parts[1]).toMatchObject({ amount: 0, set: 0.5 });
    expect(parts[0]!.effects[0]).toEqual({ id: 'grain', change: -3 }); // the strongest, whatever it is called by
    expect(open).toBeGreaterThan(0);
    expect(open).toBeLessThan(0.02);
  });

  it('comes with the first answer, before all is known, and with pictures of less and more', async () => {
    const answers: FirstAnswer[] = [];
    let isDone = false;
    const style = { references: REFERENCES, strength: 1, preserveColor: false, factors: { lightness: 0.5 } };
    const exemplars = exemplarsOf('ink', 'riso', 'neon');
    const params = { source, style, folder: join(folder, 'told'), exemplars };
    const first = (answer: FirstAnswer) => {
      expect(isDone).toBe(false);
      for (const file of [answer.pictures.before, answer.pictures.after, ...answer.pictures.content])
        expect(existsSync(file), file).toBe(true);
      answers.push(answer);
    };
    const told = await engine.explain(params, { ...HOOKS, first }).finally(() => {
      isDone = true;
    });
    expect(answers).toHaveLength(1);
    const { pictures, ...rest } = answers[0]!;
    expect(told).toMatchObject({ ...rest, pictures });
    expect(told.factors!.parts.map(({ set }) => set)).toEqual([0.5, 0]);
    expect(told.recipe!.parts.length).toBeGreaterThan(0);
    expect(told.pictures.factors.map(({ id }) => id)).toEqual(MADE_UP);
    for (const { less, more } of told.pictures.factors) expect(await readFile(less)).not.toEqual(await readFile(more));
  });
});
