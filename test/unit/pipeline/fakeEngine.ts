import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { EngineClient } from '../../../src/pipeline/client';
import { EngineFailure } from '../../../src/pipeline/failure';
import type { PaintingEngine } from '../../../src/pipeline/painter';
import type { ApplyParams, ApplyResult, OutputRequest } from '../../../src/shared/protocol';

/**
 * Answers as an engine does, at once: an output holds a hash of all that it is made from.
 * @param before awaited before each picture
 * @param paint what it makes of a request instead
 */
export function fakeEngine(
  before: (params: ApplyParams) => unknown = () => {},
  paint: (params: ApplyParams, request: OutputRequest) => Promise<Buffer> = hashed,
): EngineClient {
  const engine: PaintingEngine = {
    info: async () => ({ protocolVersion: 1, modelHash: '' }),
    request: async (_, params) => {
      await before(params);
      const result: ApplyResult = { outputs: [], failures: [] };
      for (const request of params.outputs) {
        const bytes = await paint(params, request);
        await mkdir(dirname(request.output), { recursive: true });
        await writeFileAtomic(request.output, bytes, { fsync: false });
        const milliseconds = { decode: 1, network: 2, encode: 1 };
        const picture = { width: 1, height: 1, frames: 1, bytes: bytes.length, milliseconds, notices: [] };
        result.outputs.push({ source: params.source, output: request.output, ...picture });
      }
      return result;
    },
  };
  return engine as EngineClient;
}

/** @throws EngineFailure when a file is missing */
async function hashed({ source, style }: ApplyParams, { format, quality, size }: OutputRequest): Promise<Buffer> {
  const hash = createHash('sha256').update(
    JSON.stringify([style.strength, style.preserveColor, format, quality, size]),
  );
  for (const path of [source, ...style.references.map((reference) => reference.path)])
    hash.update(
      await readFile(path).catch(() => {
        throw new EngineFailure({
          kind: 'missing',
          file: path,
          cause: 'there is no such file',
          remedy: 'Check the path.',
        });
      }),
    );
  return Buffer.from(hash.digest('hex'));
}
