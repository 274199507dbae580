import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadTfjs } from '../../../src/engine/network/tfjs';
import { tfjsExecutor } from '../../../src/engine/train/tfjsExecutor';
import { runtimesFolder } from '../../../src/pipeline/cacheFolder';
import type { TfjsProvider } from '../../../src/shared/providers';
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
