import { describe, it } from 'vitest';
import { openExecutor } from '../../../src/engine/train/executors';
import { CASES } from '../../unit/engine/train/cases';
import { expectEqual, expectMissingInput } from './expectEqual';

describe('onnxruntime on the CPU', () => {
  it.each(CASES)('computes $name, and its gradients', async (example) => {
    await expectEqual(await openExecutor('cpu', 1, ''), example);
  });

  it('says which input is missing', async () => {
    await expectMissingInput(await openExecutor('cpu', 1, ''), CASES.find(({ name }) => name === 'add')!);
  });
});
