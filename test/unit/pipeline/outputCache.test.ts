import { existsSync, readdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { clearCache, measureCache, pruneCache } from '../../../src/pipeline/cacheUpkeep';
import { type KeptOutput, OutputCache } from '../../../src/pipeline/outputCache';
import type { Fingerprint } from '../../../src/shared/plan';
import { tempFolder } from './workspace';

let folder: string;
beforeEach(() => {
  folder = join(tempFolder(), 'outputs');
});

const open = (limit = 1e9) => new OutputCache({ folder, limit });
const made = (source: string): Fingerprint => ({ source, style: 's', parameters: 'p', model: 'm' });
const output = (text: string): KeptOutput => ({
  bytes: Buffer.from(text),
  picture: { width: 3, height: 2, frames: 1, notices: ['noted'] },
});
const content = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath.includes('content-'))
    .map((entry) => join(entry.parentPath, entry.name));

describe('the cache of outputs', () => {
  it('gives back what was made from the same, also to another process', async () => {
    await open().keep(made('a'), output('painted'));
    expect(await open().find(made('a'))).toEqual(output('painted'));
  });

  it.each(['source', 'style', 'parameters', 'model'] as const)('knows nothing of another %s', async (part) => {
    await open().keep(made('a'), output('painted'));
    expect(await open().find({ ...made('a'), [part]: 'other' })).toBeUndefined();
  });

  it.each<[how: string, damage: (file: string) => void]>([
    ['cut short', (file) => truncateSync(file, 3)],
    ['empty', (file) => truncateSync(file, 0)],
    ['changed', (file) => writeFileSync(file, 'Painted')],
    ['longer', (file) => writeFileSync(file, 'painted and more')],
  ])('drops what is %s, and takes it anew', async (_, damage) => {
    await open().keep(made('a'), output('painted'));
    damage(content()[0]!);
    const cache = open();
    expect(await cache.find(made('a'))).toBeUndefined();
    expect(content()).toEqual([]);
    await cache.keep(made('a'), output('painted'));
    expect(await cache.find(made('a'))).toEqual(output('painted'));
    expect(cache.trouble).toBeUndefined();
  });

  it('does not believe an index that was changed', async () => {
    await open().keep(made('a'), output('painted'));
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.parentPath.includes('index-')) continue;
      const file = join(entry.parentPath, entry.name);
      writeFileSync(file, readFileSync(file, 'utf8').replace('"width":3', '"width":4'));
    }
    expect(await open().find(made('a'))).toBeUndefined();
  });

  it('leaves out what would take more than a tenth of its room', async () => {
    const cache = open(1000);
    await cache.keep(made('a'), output('x'.repeat(101)));
    expect(await cache.find(made('a'))).toBeUndefined();
    expect(existsSync(folder)).toBe(false);
  });

  it('is of no more use after trouble, which it tells', async () => {
    writeFileSync(folder, 'a file where the folder should be');
    const cache = open();
    await cache.keep(made('a'), output('painted'));
    expect(cache.trouble).toContain(`the cache in ${folder} is not used (`);
    expect(await cache.find(made('a'))).toBeUndefined();
    await cache.finish();
  });
});

describe('pruning', () => {
  /** Ten outputs of 100 bytes, used one after the other, the first the longest ago. */
  const fill = async (limit?: number) => {
    const cache = open(limit);
    for (let i = 0; i < 10; i++) {
      await cache.keep(made(String(i)), output(String(i).repeat(100)));
      for (const file of content())
        if (readFileSync(file, 'utf8').startsWith(String(i))) utimesSync(file, 1000 + i, 1000 + i);
    }
    return cache;
  };
  const left = async () => {
    const found = await Promise.all(Array.from({ length: 10 }, (_, i) => open().find(made(String(i)))));
    return found.flatMap((kept, i) => (kept ? [i] : []));
  };

  it('removes what was not used for longest, down to nine tenths of the limit, and its index', async () => {
    await fill();
    expect(await open().find(made('0'))).toBeDefined(); // used now
    expect(await pruneCache({ folder, limit: 500 })).toEqual({ outputs: 6, bytes: 600 });
    expect(await measureCache(folder)).toEqual({ outputs: 4, bytes: 400 });
    expect(await left()).toEqual([0, 7, 8, 9]);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.filter(({ parentPath }) => parentPath.includes('index-'))).toHaveLength(4);
  });

  it('leaves all where it is within the limit', async () => {
    await fill();
    expect(await pruneCache({ folder, limit: 1000 })).toEqual({ outputs: 0, bytes: 0 });
    expect((await left()).length).toBe(10);
  });

  it('comes by itself at the end of a run that makes it too much', async () => {
    await (await fill(1e9)).finish();
    const cache = open(1050);
    await cache.keep(made('x'), output('x'.repeat(90)));
    await cache.finish();
    expect((await measureCache(folder)).bytes).toBeLessThanOrEqual(0.9 * 1050);
    expect(await left()).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('goes on beside others that read, write and prune', async () => {
    await fill();
    const work = Array.from({ length: 6 }, async (_, n) => {
      const cache = open();
      for (let i = 0; i < 20; i++) {
        const source = `${(i + n) % 7}`;
        await cache.keep(made(source), output(source.repeat(100)));
        const kept = await cache.find(made(source));
        if (kept) expect(kept.bytes.toString()).toBe(source.repeat(100));
        if (i % 5 === n % 5) await pruneCache({ folder, limit: 300 });
      }
      expect(cache.trouble).toBeUndefined();
    });
    await Promise.all(work);
  });

  it('of nothing is nothing, and clearing leaves what is not the cache’s', async () => {
    expect(await measureCache(folder)).toEqual({ outputs: 0, bytes: 0 });
    await fill();
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    expect(await clearCache(folder)).toEqual({ outputs: 10, bytes: 1000 });
    expect(readdirSync(folder)).toEqual(['notes.txt']);
    expect(statSync(join(folder, 'notes.txt')).size).toBe(4);
  });
});
