import { expect } from 'vitest';
import type { Executor } from '../../../src/engine/train/executor';
import { gradients, sum } from '../../../src/engine/train/tape';
import type { Case } from '../../unit/engine/train/cases';
import { compute } from '../../unit/engine/train/interpreter';

/** Holds what an executor computes, and its gradients, to the interpreter's, which test/unit/engine/train/tape.test.ts holds to finite differences. */
export async function expectEqual(executor: Executor, { inputs, output, feeds }: Case): Promise<void> {
  const values = [output, ...gradients(sum(output), inputs)];
  const program = await executor.compile(Object.fromEntries(values.map((value, i) => [`y${i}`, value])));
  const fed = Object.fromEntries(Object.entries(feeds).map(([name, list]) => [name, Float32Array.from(list)]));
  const results = await program.run(fed);
  for (const [i, expected] of compute(values, feeds).entries()) {
    const actual = [...results[`y${i}`]!];
    expect(actual.length).toBe(expected.length);
    for (const [k, number] of expected.entries()) expect(actual[k]).toBeCloseTo(number, 4);
  }
  await program.release();
}

/** An executor has to refuse a run that lacks an input. */
export async function expectMissingInput(executor: Executor, { output }: Case): Promise<void> {
  const program = await executor.compile({ output });
  await expect(program.run({ x0: new Float32Array(24) })).rejects.toThrow('x1 was not given as [1,3,1,1]');
  await program.release();
}
