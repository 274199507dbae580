import { appendFile, cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EngineClient } from '../../src/pipeline/client';
import type { ManifestInput } from '../../src/shared/manifest';
import { fakeEngine } from '../unit/pipeline/fakeEngine';
import { draw, filesIn, newClient, tempFolder } from './support';
import { fate, Watching, writeManifest } from './watching';

let client: EngineClient;
beforeAll(async () => {
  ({ client } = newClient(await tempFolder()));
});
afterAll(() => client.dispose());

/** Results lie among the pictures, where a loop would feed on them. */
const MANIFEST: ManifestInput = {
  version: 1,
  styles: { ink: { reference: 'styles/ink.png' } },
  assets: [{ input: '**/*.png', exclude: 'styles/**', style: 'ink', output: '{dir}/{name}-{style}.png' }],
};

let folder: string;
beforeEach(async () => {
  folder = join(await tempFolder(), 'project');
  await draw(join(folder, 'art/a.png'), { seed: 1 });
  await draw(join(folder, 'styles/ink.png'), { seed: 2 });
  await writeManifest(folder, MANIFEST);
});

const at = (path: string) => join(folder, path);
const picture = (path: string, seed: number) => draw(at(path), { seed });
/** The bytes of a picture that was never at a watched place. */
const bytesOf = async (seed: number) => readFile(await draw(join(await tempFolder(), 'new.png'), { seed }));
/** Watches; the first run is over. */
const begin = async (engine = client, options = {}): Promise<Watching> => {
  const watching = new Watching(folder, engine, options);
  await watching.next('watching');
  await watching.run();
  return watching;
};

describe('watching a manifest', () => {
  it('paints all that is stale, then what changes or comes, and its own results lead to nothing', async () => {
    const watching = new Watching(folder, client);
    await watching.next('watching');
    expect(await watching.run()).toEqual({ toPaint: 1, told: ['art/a.png: done'] });
    const before = await readFile(at('art/a-ink.png'));
    await picture('art/a.png', 9);
    expect(await watching.run()).toEqual({ toPaint: 1, told: ['art/a.png: done'] });
    expect((await readFile(at('art/a-ink.png'))).equals(before)).toBe(false);
    await picture('more/deep/b.png', 3);
    expect(await watching.run()).toEqual({ toPaint: 1, told: ['more/deep/b.png: done'] });
    expect(await filesIn(at('art'))).toEqual(['a-ink.png', 'a.png']);
  });

  it('tells of its first run also when there is nothing to paint', async () => {
    await (await begin()).stop();
    const watching = new Watching(folder, client);
    await watching.next('watching');
    expect(await watching.run()).toEqual({ toPaint: 0, told: [] });
  });

  it('paints once what an editor writes to a temporary file and renames', async () => {
    const watching = await begin();
    await writeFile(at('art/.a.png.tmp'), await bytesOf(9));
    await rename(at('art/.a.png.tmp'), at('art/a.png'));
    expect(await watching.run()).toEqual({ toPaint: 1, told: ['art/a.png: done'] });
    await writeFile(at('art/b~.png'), await bytesOf(3));
    await rename(at('art/b~.png'), at('art/b.png'));
    expect(await watching.run()).toEqual({ toPaint: 1, told: ['art/b.png: done'] });
  });

  it('waits for a picture that is being written', async () => {
    const watching = await begin(client, { settling: 1500 });
    const bytes = await bytesOf(3);
    for (let i = 0; i < 10; i++) {
      await appendFile(at('art/b.png'), bytes.subarray((i * bytes.length) / 10, ((i + 1) * bytes.length) / 10));
      await new Promise((go) => setImmediate(go));
    }
    expect(await watching.run()).toEqual({ toPaint: 1, told: ['art/b.png: done'] });
  });

  it('tells that a picture is broken when nobody goes on writing it, and paints it once it is whole', async () => {
    const watching = await begin();
    const bytes = await bytesOf(3);
    await writeFile(at('art/b.png'), bytes.subarray(0, 200));
    expect(await watching.run()).toEqual({ toPaint: 1, told: ['art/b.png: failed'] });
    await appendFile(at('art/b.png'), bytes.subarray(200));
    expect(await watching.run()).toEqual({ toPaint: 1, told: ['art/b.png: done'] });
  });

  it('does not try again what failed until it changes, but counts it and shows it with each run', async () => {
    await writeFile(at('art/broken.png'), 'no picture');
    const watching = await begin();
    await picture('art/b.png', 3);
    const { toPaint, failures } = await watching.next('begins');
    expect({ toPaint, failed: failures.map(fate) }).toEqual({ toPaint: 1, failed: ['art/broken.png: failed'] });
    expect((await watching.next('ended')).summary).toMatchObject({ done: 1, cached: 1, failed: 1 });
    await rm(at('art/broken.png'));
    expect((await watching.next('begins')).failures).toEqual([]);
    expect((await watching.next('ended')).summary).toMatchObject({ done: 0, cached: 2, failed: 0 });
  });

  it('plans one run for five thousand pictures that come at once', async () => {
    const watching = await begin(fakeEngine(), { settling: 1000 }); // a busy machine may need a while to list them
    const bytes = await bytesOf(3);
    const elsewhere = await tempFolder();
    for (let i = 0; i < 5000; i++) await writeFile(join(elsewhere, `${i}.png`), bytes);
    await rename(elsewhere, at('many'));
    const begun = await watching.next('begins');
    expect(begun.toPaint).toBe(5000);
    await watching.stop(); // painting them all would show nothing more
    expect(watching.events.filter(({ type }) => type === 'begins')).toHaveLength(2);
  });

  it('paints again what changed while it was painted, or while others were, after the run', async () => {
    await picture('art/b.png', 3);
    let isFirst = true;
    const engine = fakeEngine(async ({ source }) => {
      if (!isFirst || !source.endsWith('a.png')) return;
      isFirst = false;
      await picture('art/a.png', 9);
    });
    const watching = new Watching(folder, engine);
    await watching.next('watching');
    expect((await watching.run()).told).toEqual(['art/a.png: done', 'art/b.png: done']);
    expect(await watching.run()).toEqual({ toPaint: 1, told: ['art/a.png: done'] });
  });

  it('follows a reference that lies elsewhere, also one that is not there yet', async () => {
    const elsewhere = join(folder, '../shared/ink.png');
    await draw(elsewhere, { seed: 5 });
    await rm(elsewhere);
    await writeManifest(folder, { ...MANIFEST, styles: { ink: { reference: '../shared/ink.png' } } });
    const watching = new Watching(folder, client);
    await watching.next('watching');
    expect((await watching.run()).told).toEqual(['art/a.png: failed']);
    await draw(elsewhere, { seed: 5 });
    expect((await watching.run()).told).toEqual(['art/a.png: done']);
    await draw(`${elsewhere}.new.png`, { seed: 6 });
    await rename(`${elsewhere}.new.png`, elsewhere);
    expect((await watching.run()).told).toEqual(['art/a.png: done']);
  });

  it('makes an output again that somebody deletes, and does not replace one that somebody changes', async () => {
    const watching = await begin();
    await rm(at('art/a-ink.png'));
    expect(await watching.run()).toEqual({ toPaint: 1, told: ['art/a.png: done'] });
    await writeFile(at('art/a-ink.png'), 'mine');
    expect(await watching.run()).toEqual({ toPaint: 1, told: ['art/a.png: failed'] });
    expect(await readFile(at('art/a-ink.png'), 'utf8')).toBe('mine');
    await rm(at('art/a-ink.png'));
    expect(await watching.run()).toEqual({ toPaint: 1, told: ['art/a.png: done'] });
  });

  it('by looking again and again sees the same', async () => {
    const watching = await begin(client, { poll: true });
    await picture('art/a.png', 9);
    expect(await watching.run()).toEqual({ toPaint: 1, told: ['art/a.png: done'] });
  });
});

describe('a manifest that changes', () => {
  it('cancels the run in flight and is run anew; what is done stays done', async () => {
    await draw(at('art/b.png'), { width: 3000, height: 2000 });
    await picture('new/c.png', 3);
    await writeManifest(folder, { ...MANIFEST, assets: [{ ...MANIFEST.assets![0]!, input: 'art/*.png' }] });
    const watching = new Watching(folder, client);
    expect(fate((await watching.next('asset')).outcome)).toBe('art/a.png: done');
    await writeManifest(folder, {
      ...MANIFEST,
      assets: [{ ...MANIFEST.assets![0]!, exclude: ['styles/**', 'art/b.png'] }],
    });
    expect((await watching.next('ended')).summary).toMatchObject({ done: 1, failed: 0, cancelled: true });
    expect(await watching.run()).toEqual({ toPaint: 1, told: ['new/c.png: done'] });
    expect(await filesIn(at('art'))).toEqual(['a-ink.png', 'a.png', 'b.png']);
  });

  it('is told where it is broken, once, keeps the outputs, and goes on when it is put right', async () => {
    const watching = await begin();
    await writeManifest(folder, JSON.stringify(MANIFEST, null, 2).replace('"style": "ink"', '"style": "inc"'));
    expect((await watching.next('unusable')).problems).toMatchObject([{ suggestion: 'ink', start: { line: 11 } }]);
    await picture('art/b.png', 3);
    expect(await filesIn(at('art'))).toContain('a-ink.png');
    await writeManifest(folder, MANIFEST);
    expect(await watching.run()).toEqual({ toPaint: 1, told: ['art/b.png: done'] });
  });

  it('may vanish and come back', async () => {
    const watching = await begin();
    await rm(at('stylize.json'));
    expect((await watching.next('gone')).path).toBe(at('stylize.json'));
    await picture('art/b.png', 3);
    await writeManifest(folder, MANIFEST);
    expect(await watching.run()).toEqual({ toPaint: 1, told: ['art/b.png: done'] });
  });
});

describe('the folder of a manifest', () => {
  it('may vanish and come back: told once, and not made anew meanwhile', async () => {
    const watching = await begin();
    await rename(folder, `${folder}-elsewhere`);
    expect((await watching.next('gone')).path).toBe(folder);
    await picture('../project-elsewhere/art/b.png', 3);
    await rename(`${folder}-elsewhere`, folder);
    expect(await watching.run()).toEqual({ toPaint: 1, told: ['art/b.png: done'] });
    await picture('art/c.png', 4);
    expect(await watching.run()).toEqual({ toPaint: 1, told: ['art/c.png: done'] });
  });

  it.each([['project'], ['project/art']])('is still watched when %s is replaced at once', async (path) => {
    const watching = await begin();
    const old = join(folder, '..', path);
    const copy = join(await tempFolder(), 'copy');
    await cp(old, copy, { recursive: true });
    await rename(old, `${await tempFolder()}/old`);
    await rename(copy, old);
    for (const [seed, name] of ['art/b.png', 'art/c.png'].entries()) {
      await picture(name, seed);
      expect(await watching.run()).toEqual({ toPaint: 1, told: [`${name}: done`] });
    }
  });

  it('is not there from the beginning: that is an error, as of a run', async () => {
    await rm(at('stylize.json'));
    await expect(new Watching(folder, client).ended).rejects.toMatchObject({
      problems: [{ message: 'There is no such file.' }],
    });
  });
});

it('the end of watching cancels the picture in flight', async () => {
  await draw(at('art/b.png'), { width: 3000, height: 2000 });
  const watching = new Watching(folder, client);
  await watching.next('asset');
  await watching.stop();
  expect(watching.events.at(-1)).toMatchObject({ type: 'ended', summary: { done: 1, failed: 0, cancelled: true } });
  expect(await filesIn(at('art'))).toEqual(['a-ink.png', 'a.png', 'b.png']);
});
