import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadTfjs } from '../../../src/engine/network/tfjs';
import { gradients, sum } from '../../../src/engine/train/tape';
import { tfjsExecutor } from '../../../src/engine/train/tfjsExecutor';
import { runtimesFolder } from '../../../src/pipeline/cacheFolder';
import type { TfjsProvider } from '../../../src/shared/providers';
import { CASES } from '../../unit/engine/train/cases';
import { compute } from '../../unit/engine/train/interpreter';

const hasTensorflow = existsSync(join(runtimesFolder(), 'tfjs-node', 'node_modules'));

describe.each([
  ['tfjs-cpu', true, ''],
  ['tfjs-wasm', true, ''],
  ['tfjs-node', hasTensorflow, ' (skipped until `stylize setup-gpu tfjs-node` was run)'],
] as const)('%s', (provider, isThere, skipped) => {
  describe.skipIf(!isThere)(`at work${skipped}`, () => {
    // the interpreter's gradients agree with finite differences: test/unit/engine/train/tape.test.ts
    it.each(CASES)('computes $name, and its gradients', async ({ inputs, output, feeds }) => {
      const values = [output, ...gradients(sum(output), inputs)];
      const { tf, executor } = await open(provider);
      const before = tf.memory().numTensors;
      const program = await executor.compile(Object.fromEntries(values.map((value, i) => [`y${i}`, value])));
      const fed = Object.fromEntries(Object.entries(feeds).map(([name, list]) => [name, Float32Array.from(list)]));
      const results = await program.run(fed);
      for (const [i, expected] of compute(values, feeds).entries()) {
        const actual = [...results[`y${i}`]!];
        expect(actual.length).toBe(expected.length);
        for (const [k, number] of expected.entries()) expect(actual[k]).toBeCloseTo(number, 4);
      }
      await program.release();
      expect(tf.memory().numTensors).toBe(before);
    });

    it('says which input is missing, and keeps nothing', async () => {
      const { output } = CASES.find(({ name }) => name === 'add')!;
      const { tf, executor } = await open(provider);
      const before = tf.memory().numTensors;
      const program = await executor.compile({ output });
      await expect(program.run({ x0: new Float32Array(24) })).rejects.toThrow('x1 was not given as [1,3,1,1]');
      await program.release();
      expect(tf.memory().numTensors).toBe(before);
    });
  });
});

async function open(provider: TfjsProvider) {
  const { tf, backend } = await loadTfjs(provider, runtimesFolder());
  return { tf, executor: tfjsExecutor(tf, backend, provider) };
}
