import { describe, expect, it } from 'vitest';
import {
  constant,
  gradients,
  inOrder,
  input,
  multiply,
  sizeOf,
  stop,
  sum,
  type Value,
} from '../../../../src/engine/train/tape';
import { CASES, numbers } from './cases';
import { compute } from './interpreter';

describe('gradients', () => {
  it.each(CASES.filter(({ inputs }) => inputs.length > 0))(
    'of $name agree with finite differences',
    ({ inputs, output, feeds }) => {
      const loss = weighed(output);
      const found = compute(gradients(loss, inputs), feeds);
      for (const [i, list] of inputs.entries()) expectClose(found[i]!, differences(loss, list, feeds));
    },
  );

  it('do not pass where they are stopped', () => {
    const x = input('x', [3]);
    const [gradient] = compute(gradients(sum(multiply(x, stop(x))), [x]), { x: [1, 2, 3] });
    expect(gradient).toEqual([1, 2, 3]);
  });

  it('are zeros for what a number does not depend on', () => {
    const [x, y] = [input('x', [2]), input('y', [1, 3])];
    const [gradient] = compute(gradients(sum(x), [y]), { x: [1, 2] });
    expect(gradient).toEqual([0, 0, 0]);
  });

  it('are refused of more than one number', () => {
    const x = input('x', [2]);
    expect(() => gradients(x, [x])).toThrow('[2]');
  });
});

describe('the order of computation', () => {
  it('has each value once, after its inputs', () => {
    const order = inOrder(CASES.map(({ output }) => output));
    expect(new Set(order).size).toBe(order.length);
    for (const [i, value] of order.entries())
      for (const from of value.inputs) expect(order.indexOf(from)).toBeLessThan(i);
  });
});

/** A single number in which every place counts differently. */
function weighed(value: Value): Value {
  return sum(multiply(value, constant(vector(sizeOf(value.shape)), value.shape)));
}

function vector(length: number): Float32Array {
  return Float32Array.from(numbers(length, 9));
}

/** By central differences. */
function differences(loss: Value, by: Value, feeds: Record<string, number[]>): number[] {
  const { name } = by.primitive as { name: string };
  const STEP = 1e-5;
  const moved = (i: number, step: number) => {
    const feed = feeds[name]!.map((number, k) => (k === i ? number + step : number));
    return compute([loss], { ...feeds, [name]: feed })[0]![0]!;
  };
  return feeds[name]!.map((_, i) => (moved(i, STEP) - moved(i, -STEP)) / (2 * STEP));
}

function expectClose(actual: number[], expected: number[]): void {
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(1, ...expected.map(Math.abs));
  const worst = Math.max(...actual.map((number, i) => Math.abs(number - expected[i]!)));
  expect(worst / scale).toBeLessThan(1e-6);
}
