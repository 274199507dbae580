import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadTfjs } from '../../../src/engine/network/tfjs';
import { adam, adamCorrection, adamInputs } from '../../../src/engine/train/adam';
import { mean, square } from '../../../src/engine/train/operations';
import { GENERATOR_ADAM } from '../../../src/engine/train/step';
import { constant, convolve, gradients, input, reshape, subtract, type Value } from '../../../src/engine/train/tape';
import { tfjsExecutor } from '../../../src/engine/train/tfjsExecutor';
import { runtimesFolder } from '../../../src/pipeline/cacheFolder';
import type { TfjsProvider } from '../../../src/shared/providers';
import { random } from '../../random';
import { CASES } from '../../unit/engine/train/cases';
import { expectEqual, expectMissingInput } from './expectEqual';

const hasTensorflow = existsSync(join(runtimesFolder(), 'tfjs-node', 'node_modules'));

describe.each([
  ['tfjs-cpu', true, ''],
  ['tfjs-wasm', true, ''],
  ['tfjs-node', hasTensorflow, ' (skipped until `stylize setup-gpu tfjs-node` was run)'],
] as const)('%s', (provider, isThere, skipped) => {
  describe.skipIf(!isThere)(`at work${skipped}`, () => {
    it.each(CASES)('computes $name, and its gradients, and keeps nothing', async (example) => {
      const { tf, executor } = await open(provider);
      const before = tf.memory().numTensors;
      await expectEqual(executor, example);
      expect(tf.memory().numTensors).toBe(before);
    });

    it('keeps nothing over a thousand steps of a training, which finds what it looks for', async () => {
      const { tf, executor } = await open(provider);
      const state = adamInputs('filter', 9);
      const picture = input('picture', [1, 1, 6, 6]);
      const seen = (filter: Value) =>
        convolve(picture, reshape(filter, [1, 1, 3, 3]), constant(new Float32Array(1), [1]), { stride: 1, pad: 0 });
      const wanted = Float32Array.from({ length: 9 }, (_, i) => (i - 4) / 10);
      const loss = mean(square(subtract(seen(state.values), seen(constant(wanted, [9])))));
      const next = adam(state, gradients(loss, [state.values])[0]!, input('pace', []), GENERATOR_ADAM);
      const outputs = { filter: next.values, 'filter.first': next.first, 'filter.second': next.second, loss };
      const program = await executor.compile(outputs);
      const draw = random(3);
      let vectors: Record<string, Float32Array> = {};
      for (const name of ['filter', 'filter.first', 'filter.second']) vectors[name] = new Float32Array(9);
      const held: number[] = [];
      for (let step = 0; step < 1000; step++) {
        const pace = Float32Array.of(0.02 * (1 - step / 1000) * adamCorrection(step, GENERATOR_ADAM));
        const feeds = { ...vectors, pace, picture: Float32Array.from({ length: 36 }, draw) };
        vectors = await program.run(feeds);
        held.push(tf.memory().numTensors);
      }
      expect(new Set(held).size).toBe(1);
      for (const [i, weight] of vectors.filter!.entries()) expect(weight).toBeCloseTo(wanted[i]!, 2);
      await program.release();
    });

    it('says which input is missing, and keeps nothing', async () => {
      const { tf, executor } = await open(provider);
      const before = tf.memory().numTensors;
      await expectMissingInput(executor, CASES.find(({ name }) => name === 'add')!);
      expect(tf.memory().numTensors).toBe(before);
    });
  });
});

async function open(provider: TfjsProvider) {
  const { tf, backend } = await loadTfjs(provider, runtimesFolder());
  return { tf, executor: tfjsExecutor(tf, backend, provider) };
}
