import type { Curves } from '../../src/shared/trainingLog';

/** Columns for uPlot: steps, then the values of each series. Undefined is no gap: the other run has a point there. */
export type Columns = [number[], ...(number | null | undefined)[][]];

/**
 * The figures of a run, and behind them those of another, over the steps of both.
 * @param names of figures; those that a run lacks are columns of null
 * @param log values that no logarithmic axis can show become null
 */
export function columnsOf(names: readonly string[], log: boolean, run: Curves, other?: Curves): Columns {
  const steps = [...new Set([...run.steps, ...(other?.steps ?? [])])].sort((a, b) => a - b);
  const column = ({ steps: own, values }: Curves, name: string) => {
    const at = new Map(own.map((step, i) => [step, values[name]?.[i] ?? null]));
    return steps.map((step) => {
      const value = at.get(step);
      return log && typeof value === 'number' && value <= 0 ? null : value;
    });
  };
  const runs = other ? [run, other] : [run];
  return [steps, ...runs.flatMap((curves) => names.map((name) => column(curves, name)))];
}

/** A figure in few letters. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 100_000)) return value.toExponential(1);
  return String(Number(value.toPrecision(3)));
}
