/** What computes, by the names that the command line and the settings take. */
export const PROVIDERS = [
  'auto',
  'cpu',
  'cuda',
  'dml',
  'coreml',
  'webgpu',
  'tfjs-node-gpu',
  'tfjs-node',
  'tfjs-webgpu',
  'tfjs-wasm',
  'tfjs-cpu',
] as const;

/** Those by TensorFlow.js; the others are onnxruntime's. */
export type TfjsProvider = Extract<(typeof PROVIDERS)[number], `tfjs-${string}`>;

export function isTfjs(provider: string): provider is TfjsProvider {
  return provider.startsWith('tfjs-') && (PROVIDERS as readonly string[]).includes(provider);
}
