import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import product from '../../package.json';
import type { EngineClient } from '../../src/pipeline/client';
import { runManifest } from '../../src/pipeline/run';
import { Surveyor } from '../../src/pipeline/surveyor';
import { reportSurvey } from '../../src/pipeline/surveyReport';
import type { ManifestInput } from '../../src/shared/manifest';
import { draw, newClient, ROOT, tempFolder } from './support';

const INSTALLATION = {
  modelPath: join(ROOT, 'models/base.safetensors'),
  engineVersion: product.version,
  stylesFolder: join(ROOT, 'media/styles'),
};

let client: EngineClient;
let folder: string;
beforeAll(async () => {
  ({ client } = newClient(await tempFolder()));
});
afterAll(() => client.dispose());
beforeEach(async () => {
  folder = await tempFolder();
  for (const [seed, name] of ['a.png', 'b.png', 'ink.png'].entries())
    await draw(join(folder, name), { seed: seed + 1 });
  await write('{a,b}.png');
});

const write = (input: string) => {
  const assets = [{ input, style: 'ink', output: 'out/{name}.png' }];
  const manifest: ManifestInput = { version: 1, styles: { ink: { reference: 'ink.png' } }, assets };
  return writeFile(join(folder, 'stylize.json'), JSON.stringify(manifest));
};
const options = () => ({ manifestPath: join(folder, 'stylize.json'), ...INSTALLATION });
const states = async () =>
  Object.fromEntries(
    (await reportSurvey(options())).assets.map(({ output, state, reason }) => [output, `${state}: ${reason}`]),
  );

describe('a survey', () => {
  it('tells of each output whether it is true to the manifest, and why not', async () => {
    expect(await states()).toEqual({ 'out/a.png': 'stale: new', 'out/b.png': 'stale: new' });
    await runManifest({ ...options(), client, onEvent: () => {} });
    expect(await states()).toEqual({ 'out/a.png': 'fresh: up to date', 'out/b.png': 'fresh: up to date' });
    await draw(join(folder, 'a.png'), { seed: 9 });
    await writeFile(join(folder, 'out/b.png'), 'painted over by hand');
    expect(await states()).toEqual({ 'out/a.png': 'stale: source changed', 'out/b.png': 'blocked: output changed' });
  });

  it('lists what nothing plans any more', async () => {
    await runManifest({ ...options(), client, onEvent: () => {} });
    await write('a.png');
    expect((await reportSurvey(options())).orphans).toEqual(['out/b.png']);
    await rm(join(folder, 'out/b.png'));
    expect((await reportSurvey(options())).orphans).toEqual([]);
  });

  it('is a report also where the manifest, or the model, can not be read', async () => {
    const lost = await reportSurvey({ ...options(), modelPath: join(folder, 'gone') });
    expect(lost.failure?.cause).toBe("the model can't be read");
    await writeFile(join(folder, 'stylize.json'), '{');
    const broken = await reportSurvey(options());
    expect(broken.manifest).toBeUndefined();
    expect(broken.problems).toHaveLength(1);
  });
});

describe("a surveyor's thread", () => {
  it('answers each question with its own report', async () => {
    const surveyor = new Surveyor(join(ROOT, 'dist/surveyor.js'));
    const missing = { ...options(), manifestPath: join(folder, 'none.json') };
    const [found, lost] = await Promise.all([surveyor.survey(options()), surveyor.survey(missing)]);
    expect(found).toEqual(await reportSurvey(options()));
    expect(lost.problems[0]?.message).toBe('There is no such file.');
    surveyor.dispose();
  });

  it('lists the pictures of a folder, hidden ones too, but nothing that tools keep for themselves', async () => {
    const place = await tempFolder();
    for (const file of ['b.PNG', 'deep/er/a.jpg', '.c.webp', 'notes.txt', 'node_modules/d.png', '.stylize/e.png']) {
      await mkdir(dirname(join(place, file)), { recursive: true });
      await writeFile(join(place, file), '');
    }
    const surveyor = new Surveyor(join(ROOT, 'dist/surveyor.js'));
    expect(await surveyor.picturesIn(place)).toEqual(['.c.webp', 'b.PNG', 'deep/er/a.jpg']);
    surveyor.dispose();
    await rm(place, { recursive: true });
  });

  it('rejects what is open when it is ended', async () => {
    const surveyor = new Surveyor(join(ROOT, 'dist/surveyor.js'));
    const open = surveyor.survey(options());
    surveyor.dispose();
    await expect(open).rejects.toThrow('the surveyor was ended');
  });
});
