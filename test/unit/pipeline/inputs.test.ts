import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planApply } from '../../../src/pipeline/inputs';

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'stylize-test-')));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = (path: string) => join(folder, path);
async function files(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(at(path)), { recursive: true });
    await writeFile(at(path), '');
  }
}

/** Jobs as "source → output", all paths relative to the test's folder. */
async function plan(inputs: string[], out?: string): Promise<{ jobs: string[]; problems: string[] }> {
  const { jobs, problems } = await planApply(inputs.map(at), out === undefined ? undefined : folder + out);
  const short = (path: string) => relative(folder, path).replaceAll('\\', '/');
  return {
    jobs: jobs.map(({ source, output }) => `${short(source)} → ${short(output)}`),
    problems: problems.map(({ file, cause }) => `${short(file)}: ${cause.replaceAll(folder, '')}`),
  };
}

describe('what apply has to do', () => {
  it('is each picture once, sorted, however often it is named', async () => {
    await files('b.png', 'a.png');
    const { jobs, problems } = await plan(['b.png', '', '*.png'], '/out');
    expect({ jobs, problems }).toEqual({ jobs: ['a.png → out/a.png', 'b.png → out/b.png'], problems: [] });
  });

  it('searches folders for pictures, but not what tools keep for themselves', async () => {
    await files('a.PNG', 'x/b.jpeg', 'x/notes.txt', 'node_modules/c.png', '.git/d.png', '.stylize/e.png');
    expect((await plan([''], '/out')).jobs).toEqual(['a.PNG → out/a.PNG', 'x/b.jpeg → out/x/b.jpeg']);
  });

  it('keeps the folders below the part of a pattern that is plain', async () => {
    await files('art/x/a.png', 'art/y/z/b.png');
    expect((await plan(['art/*/**/*.png'], '/out')).jobs).toEqual([
      'art/x/a.png → out/x/a.png',
      'art/y/z/b.png → out/y/z/b.png',
    ]);
  });

  it('takes a file by its name even where that looks like a pattern', async () => {
    await files('icon [1].png', 'icon 1.png');
    expect((await plan(['icon [1].png'])).jobs).toEqual(['icon [1].png → icon [1]-stylized.png']);
  });

  it('writes PNG where the format of a picture is not written', async () => {
    await files('a.svg');
    const { jobs } = await planApply([at('a.svg')], undefined);
    expect(jobs).toEqual([{ source: at('a.svg'), output: at('a-stylized.png'), format: 'png' }]);
  });

  it('names what is not there and does the rest', async () => {
    await files('a.png');
    const { jobs, problems } = await plan(['a.png', 'b.png', 'c/*.png']);
    expect(jobs).toEqual(['a.png → a-stylized.png']);
    expect(problems).toEqual(['b.png: there is no such picture', 'c/*.png: there is no such picture']);
  });
});

describe('--out', () => {
  beforeEach(() => files('art/a.png'));

  it('is a file when it has the extension of a format, which it then decides', async () => {
    const { jobs } = await planApply([at('art')], at('new/b.JPG'));
    expect(jobs).toEqual([{ source: at('art/a.png'), output: at('new/b.JPG'), format: 'jpeg' }]);
  });

  it('is a folder otherwise', async () => {
    await mkdir(at('there.png'));
    for (const out of ['/out', '/out.v2', '/out.png/', '/there.png'])
      expect((await plan(['art/a.png'], out)).jobs).toEqual([`art/a.png → ${join(out.slice(1), 'a.png')}`]);
  });

  it('cannot be one file for several pictures', async () => {
    await files('art/b.png');
    const { jobs, problems } = await plan(['art'], '/c.png');
    expect({ jobs, problems }).toEqual({
      jobs: [],
      problems: ['c.png: it names one file, but there are 2 pictures'],
    });
  });
});

describe('harm', () => {
  const overwrite = (source: string, output = source) => [`${source}: its result would overwrite /${output}`];

  it('is kept from the picture itself', async () => {
    await files('art/a.png');
    for (const [input, out] of [
      ['art/a.png', '/art/a.png'],
      ['art/a.png', '/art'],
      ['art', '/art'],
    ] as const)
      expect(await plan([input], out)).toEqual({ jobs: [], problems: overwrite('art/a.png') });
  });

  it('is kept from the other pictures', async () => {
    await files('x/a.png', 'y/a.png', 'b.png', 'b-stylized.png');
    expect(await plan(['x', 'y'], '/y')).toEqual({
      jobs: [],
      problems: [...overwrite('x/a.png', 'y/a.png'), ...overwrite('y/a.png')],
    });
    expect((await plan(['b.png', 'b-stylized.png'])).problems).toEqual(overwrite('b.png', 'b-stylized.png'));
  });

  it('is kept from pictures behind links, whichever side is the link', async () => {
    await files('art/a.png');
    await symlink(at('art'), at('link'), 'junction');
    expect((await plan(['link/a.png'], '/art')).problems).toEqual(overwrite('link/a.png', 'art/a.png'));
    expect((await plan(['art/a.png'], '/link')).problems).toEqual(overwrite('art/a.png', 'link/a.png'));
  });

  it('is kept from a result by another of the same name', async () => {
    await files('x/a.png', 'y/a.png');
    expect(await plan(['x/a.png', 'y/a.png'], '/out')).toEqual({
      jobs: ['x/a.png → out/a.png'],
      problems: ['y/a.png: its result and that of /x/a.png would both be /out/a.png'],
    });
  });
});

describe('a result', () => {
  it('is kept from one whose name differs in case only: on most disks they are one file', async () => {
    await files('Fox.svg', 'fox.png');
    expect(await plan([''])).toEqual({
      jobs: ['Fox.svg → Fox-stylized.png'],
      problems: ['fox.png: its result and that of /Fox.svg would both be /fox-stylized.png'],
    });
  });
});

describe('a repeated command', () => {
  it('does not take results beside the pictures for pictures', async () => {
    await files('a.png', 'a-stylized.png', 'a-stylized-stylized.png', 'lone-stylized.png');
    expect(await plan([''])).toEqual({
      jobs: ['a.png → a-stylized.png', 'lone-stylized.png → lone-stylized-stylized.png'],
      problems: [],
    });
  });

  it('does not take results in a folder, or a file, within the pictures for pictures', async () => {
    await files('a.png', 'out/a.png', 'out/x/b.png', 'x/b.png', 'outer.png');
    for (const input of ['', '**/*.png'])
      expect(await plan([input], '/out')).toEqual({
        jobs: ['a.png → out/a.png', 'outer.png → out/outer.png', 'x/b.png → out/x/b.png'],
        problems: [],
      });
    await files('only/c.png', 'only/d.png');
    expect(await plan(['only'], '/only/d.png')).toEqual({ jobs: ['only/c.png → only/d.png'], problems: [] });
  });
});
