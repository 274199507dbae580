import { readFileSync } from 'node:fs';
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import product from '../../package.json';
import type { EngineClient } from '../../src/pipeline/client';
import { runManifest } from '../../src/pipeline/run';
import { newClient, ROOT, tempFolder } from './support';

/** Pages whose examples are manifests of the sample workspace. */
const PAGES = ['sprite-sheets', 'sequences', 'seamless'];

const examples = PAGES.flatMap((page) =>
  Array.from(readFileSync(join(ROOT, `docs/${page}.md`), 'utf8').matchAll(/```json\r?\n(.*?)```/gs), ([, text]) => ({
    page,
    text: text!,
  })),
);

let client: EngineClient;
let folder: string;
beforeAll(async () => {
  folder = await tempFolder();
  ({ client } = newClient(folder));
  for (const part of ['assets', 'styles'])
    await cp(join(ROOT, 'samples', part), join(folder, part), { recursive: true });
});
afterAll(() => client.dispose());

describe('the examples of pages about modes', () => {
  it.each(examples)('are painted in the sample workspace, each rule with a picture: $page', async ({ text }) => {
    await rm(join(folder, 'out'), { recursive: true, force: true });
    const manifestPath = join(folder, 'stylize.json');
    await writeFile(manifestPath, text);
    const installation = { modelPath: join(ROOT, 'models/base.safetensors'), stylesFolder: join(ROOT, 'media/styles') };
    const options = { ...installation, manifestPath, engineVersion: product.version, client, onEvent() {} };
    const first = await runManifest(options);
    expect(first.problems.filter(({ severity }) => severity !== 'info')).toEqual([]); // maps are told of
    expect(first).toMatchObject({ failed: 0, cancelled: false });
    const rules = new Set(first.outcomes.map(({ job }) => job.rule));
    expect(rules.size).toBe(JSON.parse(text).assets.length);
    expect(await runManifest(options)).toMatchObject({ done: 0, cached: first.done, failed: 0 });
  });
});
