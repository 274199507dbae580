import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSafetensors } from '../../../src/engine/network/weights';
import { CropSource } from '../../../src/engine/train/crops';
import type { Executor } from '../../../src/engine/train/executor';
import { openExecutor } from '../../../src/engine/train/executors';
import { Trainer } from '../../../src/engine/train/trainer';
import { ROOT } from '../support';
import { smallEye } from './smallStep';

type Results = Record<string, Float32Array>;
type Spoil = (compute: () => Promise<Results>) => Promise<Results>;

/** What becomes of steps and of examinations. */
let spoil: { step: Spoil; score: Spoil };
const sound: Spoil = (compute) => compute();
const nothing: Spoil = async () => ({ loss: Float32Array.of(Number.NaN) });
let trainer: Trainer;

/** A device that computes rightly, but for what `spoil` says. */
async function faulty(): Promise<Executor> {
  const executor = await openExecutor('cpu', 2, '');
  return {
    name: 'faulty',
    async compile(outputs) {
      const { run, release } = await executor.compile(outputs);
      const how = 'loss' in outputs ? 'step' : 'painted' in outputs ? 'score' : undefined;
      return { release, run: (feeds) => (how ? spoil[how] : sound)(() => run(feeds)) };
    },
  };
}

beforeAll(async () => {
  const [width, height] = [64, 64];
  const pictures = await Promise.all(
    [3, 5, 7, 11].map((period) => {
      const data = Float32Array.from({ length: 3 * width * height }, (_, i) => ((i * period) % 97) / 97);
      return CropSource.of({ data, width, height });
    }),
  );
  const [reference, ...contents] = pictures;
  spoil = { step: sound, score: sound };
  trainer = await Trainer.begin({
    ...smallEye(),
    executor: await faulty(),
    base: parseSafetensors(readFileSync(join(ROOT, 'models/base.safetensors'))),
    code: new Float32Array(256).fill(0.1),
    references: [reference!],
    contents,
    seed: 1,
    minutes: 60,
    steps: 1000,
  });
  await trainer.examine();
});

afterAll(() => trainer.release());

describe('a training that goes astray', () => {
  it('goes back to where it last did well, at half the rate', async () => {
    const good = trainer.save();
    await trainer.optimise();
    expect(trainer.step).toBe(1);
    expect(trainer.save().vectors.weights).not.toEqual(good.vectors.weights);
    spoil.step = nothing;
    expect(await trainer.optimise()).toMatchObject({ wentBack: 1, step: 0, rate: 0.5 });
    expect(trainer.step).toBe(0);
    expect(trainer.save().vectors).toEqual(good.vectors);
  });

  it('goes back from a collapse, which only the examination shows', async () => {
    const good = trainer.save();
    spoil.step = sound;
    await trainer.optimise();
    spoil.score = async (compute) => {
      const results = await compute();
      return { ...results, style: Float32Array.of(3 * results.style![0]!) };
    };
    expect((await trainer.examine()).figures).toMatchObject({ wentBack: 1, step: 0, rate: 0.25 });
    expect(trainer.save().vectors).toEqual(good.vectors);
  });

  it('is given up when going back does not help, and leaves what was good', async () => {
    spoil.step = nothing;
    for (let setbacks = 2; setbacks < 6; setbacks++) {
      expect(trainer.ended).toBeUndefined();
      await trainer.optimise();
    }
    expect(trainer.ended).toBe('unstable');
    expect([...trainer.best().tensors.values()].every(({ data }) => data.every(Number.isFinite))).toBe(true);
  });
});
