import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it, vi } from 'vitest';
import { loadTfjs } from '../../src/engine/network/tfjs';
import { openTfjs } from '../../src/engine/network/tfjsBackend';
import { parseSafetensors } from '../../src/engine/network/weights';
import { ROOT } from './support';

it('the networks of a style that nobody uses any more take no memory', async () => {
  const { tf, backend } = await loadTfjs('tfjs-cpu', '');
  const weights = parseSafetensors(readFileSync(join(ROOT, 'models/base.safetensors')));
  const before = tf.memory().numTensors;
  await openTfjs(tf, backend, weights).then(async (network) => {
    await network.styleCode({ data: new Float32Array(3 * 16 * 16), width: 16, height: 16 });
    expect(tf.memory().numTensors).toBe(before + weights.tensors.size);
  });
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  await vi.waitFor(
    () => {
      collect();
      expect(tf.memory().numTensors).toBe(before);
    },
    { timeout: 30_000 },
  );
});
