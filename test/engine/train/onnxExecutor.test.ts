import { describe, expect, it } from 'vitest';
import { openExecutor } from '../../../src/engine/train/executors';
import { gradients, sum } from '../../../src/engine/train/tape';
import { CASES } from '../../unit/engine/train/cases';
import { compute } from '../../unit/engine/train/interpreter';

describe('onnxruntime on the CPU', () => {
  it.each(CASES)('computes $name, and its gradients', async ({ inputs, output, feeds }) => {
    const values = [output, ...gradients(sum(output), inputs)];
    const outputs = Object.fromEntries(values.map((value, i) => [`y${i}`, value]));
    const program = await (await openExecutor('cpu', 1, '')).compile(outputs);
    const fed = Object.fromEntries(Object.entries(feeds).map(([name, list]) => [name, Float32Array.from(list)]));
    const results = await program.run(fed);
    for (const [i, expected] of compute(values, feeds).entries()) {
      const actual = [...results[`y${i}`]!];
      expect(actual.length).toBe(expected.length);
      for (const [k, number] of expected.entries()) expect(actual[k]).toBeCloseTo(number, 4);
    }
    await program.release();
  });

  it('says which input is missing', async () => {
    const { output } = CASES.find(({ name }) => name === 'add')!;
    const program = await (await openExecutor('cpu', 1, '')).compile({ output });
    await expect(program.run({ x0: new Float32Array(24) })).rejects.toThrow('x1 was not given as [1,3,1,1]');
  });
});
