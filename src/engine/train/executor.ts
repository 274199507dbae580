import type { Value } from './tape';

/** What computes a graph of tape.ts: onnxExecutor.ts by onnxruntime, tfjsExecutor.ts by TensorFlow.js. */
export interface Executor {
  /** As a person knows it: the provider's name. */
  readonly name: string;
  /** Makes what computes `outputs` ready. @throws Error where the device can't */
  compile(outputs: Record<string, Value>): Promise<Program>;
}

export interface Program {
  /**
   * Computes the outputs by name.
   * @param feeds every input that the outputs come from, in row-major order
   */
  run(feeds: Record<string, Float32Array>): Promise<Record<string, Float32Array>>;
  /** Frees what it holds; it can't run any more. */
  release(): Promise<void>;
}
