import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Explanation, ExplanationPictures } from '../shared/explanation';
import type { ExplainParams } from '../shared/protocol';
import type { EngineClient } from './client';

/** What the engine says of a picture, with its pictures as `data:` URIs. @throws EngineFailure */
export async function explain(
  client: Pick<EngineClient, 'request'>,
  params: Omit<ExplainParams, 'folder'>,
  signal?: AbortSignal,
): Promise<{ explanation: Omit<Explanation, 'pictures'>; pictures: ExplanationPictures }> {
  const folder = await mkdtemp(join(tmpdir(), 'stylize-explain-'));
  try {
    const { pictures, ...explanation } = await client.request('explain', { ...params, folder }, signal);
    const { before, after, factors, unlike, ...rows } = pictures;
    const rowsAs = async (paths: string[]) => Promise.all(paths.map(uriOf));
    return {
      explanation,
      pictures: {
        before: await uriOf(before),
        after: await uriOf(after),
        references: await rowsAs(rows.references),
        content: await rowsAs(rows.content),
        without: await rowsAs(rows.without),
        factors: await Promise.all(
          factors.map(async ({ id, less, more }) => ({ id, less: await uriOf(less), more: await uriOf(more) })),
        ),
        ...(unlike && {
          unlike: {
            before: await uriOf(unlike.before),
            base: unlike.base && (await uriOf(unlike.base)),
            after: await uriOf(unlike.after),
          },
        }),
      },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function uriOf(path: string): Promise<string> {
  return `data:image/${extname(path).slice(1)};base64,${(await readFile(path)).toString('base64')}`;
}
