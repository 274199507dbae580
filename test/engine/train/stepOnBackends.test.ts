import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTfjs } from '../../../src/engine/network/tfjs';
import { parseSafetensors } from '../../../src/engine/network/weights';
import type { Executor } from '../../../src/engine/train/executor';
import { openExecutor } from '../../../src/engine/train/executors';
import { stepGraph } from '../../../src/engine/train/step';
import { tfjsExecutor } from '../../../src/engine/train/tfjsExecutor';
import { runtimesFolder } from '../../../src/pipeline/cacheFolder';
import { ROOT } from '../support';
import { feedsFor, smallSetting } from './smallStep';

const hasTensorflow = existsSync(join(runtimesFolder(), 'tfjs-node', 'node_modules'));

/** One step of the discriminator and the generator, of the code and of all that decodes. */
describe('one training step', () => {
  const setting = smallSetting(parseSafetensors(readFileSync(join(ROOT, 'models/base.safetensors'))), 16);
  const feeds = feedsFor(setting);
  const graph = stepGraph(setting, true);
  let expected: Record<string, Float32Array>;

  beforeAll(async () => {
    expected = await stepOn(await openExecutor('cpu', 1, ''));
    expect(expected.gradient![0]).toBeGreaterThan(0);
  });

  it.each(['tfjs-wasm', 'tfjs-cpu'] as const)('is the same on %s as by onnxruntime', async (provider) => {
    expectSame(await stepOn(await openExecutor(provider, 1, runtimesFolder())));
  });

  it.skipIf(!hasTensorflow)(
    'is the same on tfjs-node as by onnxruntime (skipped until `stylize setup-gpu tfjs-node` was run)',
    async () => {
      expectSame(await stepOn(await openExecutor('tfjs-node', 1, runtimesFolder())));
    },
  );

  it('keeps no memory, however often it is repeated', async () => {
    const { tf, backend } = await loadTfjs('tfjs-wasm', runtimesFolder());
    const program = await tfjsExecutor(tf, backend, 'tfjs-wasm').compile(graph);
    await program.run(feeds);
    const { numTensors, numBytes } = tf.memory();
    for (let i = 0; i < 3; i++) await program.run(feeds);
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    await program.release();
  });

  async function stepOn(executor: Executor): Promise<Record<string, Float32Array>> {
    const program = await executor.compile(graph);
    const results = await program.run(feeds);
    await program.release();
    return results;
  }

  /** To a thousandth of the largest number of each output: weights, moments, loss and figures. */
  function expectSame(actual: Record<string, Float32Array>): void {
    expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
    for (const [name, numbers] of Object.entries(expected)) {
      const largest = numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
      const apart = numbers.reduce((most, number, i) => Math.max(most, Math.abs(number - actual[name]![i]!)), 0);
      expect(apart / Math.max(largest, 1e-6), name).toBeLessThan(1e-3);
    }
  }
});
