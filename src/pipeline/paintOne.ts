import type { ApplyParams, OutputRequest, PaintedOutput } from '../shared/protocol';
import type { EngineClient } from './client';

/** Has one picture painted to one file. @throws EngineFailure */
export async function paintOne(
  client: Pick<EngineClient, 'request'>,
  { output, format, quality, size, ...painting }: Omit<ApplyParams, 'outputs'> & OutputRequest,
  signal?: AbortSignal,
): Promise<PaintedOutput> {
  const { outputs } = await client.request(
    'apply',
    { ...painting, outputs: [{ output, format, quality, size }] },
    signal,
  );
  return outputs[0]!; // had it not been written, the request would have failed
}
