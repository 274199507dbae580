import { square } from './operations';
import { add, divide, input, multiply, relu, sqrt, subtract, sum, type Value } from './tape';

/** What an optimiser knows of its parameters, each as long as they are. */
export interface AdamState<T> {
  values: T;
  /** Running means of the gradient and of its square. */
  first: T;
  second: T;
}

export interface AdamOptions {
  beta1: number;
  beta2: number;
  /** The gradient is shortened to this length where it is longer. */
  longest: number;
}

/** Inputs named `<name>`, `<name>.first` and `<name>.second` of a vector's length. */
export function adamInputs(name: string, length: number): AdamState<Value> {
  const part = (suffix: string) => input(`${name}${suffix}`, [length]);
  return { values: part(''), first: part('.first'), second: part('.second') };
}

/**
 * One step of Adam (Kingma and Ba 2015, 1412.6980).
 * @param pace how far this step may go: the rate times `adamCorrection`; [] or one number per parameter
 */
export function adam(
  { values, first, second }: AdamState<Value>,
  gradient: Value,
  pace: Value,
  { beta1, beta2, longest }: AdamOptions,
): AdamState<Value> {
  const length = sqrt(add(sum(square(gradient)), 1e-20));
  const shortened = divide(gradient, add(relu(subtract(divide(length, longest), 1)), 1)); // by max(1, length / longest)
  const m = add(multiply(first, beta1), multiply(shortened, 1 - beta1));
  const v = add(multiply(second, beta2), multiply(square(shortened), 1 - beta2));
  return { values: subtract(values, divide(multiply(m, pace), add(sqrt(v), 1e-8))), first: m, second: v };
}

/** What makes up for running means that began at zero. @param step from 0 */
export function adamCorrection(step: number, { beta1, beta2 }: AdamOptions): number {
  return Math.sqrt(1 - beta2 ** (step + 1)) / (1 - beta1 ** (step + 1));
}
