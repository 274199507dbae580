import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Engine } from '../../src/engine/engine';
import { Fault } from '../../src/engine/fault';
import type { ApplyParams, OutputRequest, Problem, ProblemKind } from '../../src/shared/protocol';
import { hostileFiles, svg, texture, wholePictures } from './hostileCorpus';

const windows = process.platform === 'win32';
const root = process.getuid?.() === 0;
const folder = await mkdtemp(join(tmpdir(), 'stylize-hostile-'));
const files = await hostileFiles();
const whole = await wholePictures();
let engine: Engine;

beforeAll(async () => {
  // temporary files of the engine land where nobody else's do
  await mkdir(join(folder, 'tmp'));
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, join(folder, 'tmp'));
  engine = await Engine.open(
    join(__dirname, '../../models/base.safetensors'),
    { provider: 'cpu', threads: 2, cacheFolder: join(folder, 'cache') },
    () => {},
  );
  await texture(24, 16).png().toFile(at('reference.png'));
  await texture(16, 16).png().toFile(at('good.png'));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);
const out = (): string => at('out/picture.png');

type Change = Partial<Omit<ApplyParams, 'outputs'> & OutputRequest>;

async function apply(source: string, change: Change = {}): Promise<Buffer> {
  const style = { references: [{ path: at('reference.png'), weight: 1 }], strength: 1, preserveColor: false };
  const { output, format, ...params } = { source, output: out(), style, format: 'png' as const, ...change };
  await engine.apply({ ...params, outputs: [{ output, format }] }, { progress() {}, async pause() {} });
  const bytes = await readFile(output);
  await rm(output);
  return bytes;
}

/** Applies, and checks all that holds of every refusal. */
async function refusal(source: string, change: Change = {}): Promise<Problem> {
  const error = await apply(source, change).then(
    () => expect.fail('it was painted'),
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(Fault);
  const { problem } = error as Fault;
  expect(problem.cause).not.toBe('');
  expect(problem.remedy).not.toBe('');
  expect(problem.cause).not.toMatch(/Error:|node_modules|at Object|vips|glib|libpng|sharp|undefined|NaN|\n/i);
  expect(existsSync(at('out')) ? await readdir(at('out')) : []).toEqual([]);
  expect((await readdir(at('tmp'))).filter((name) => name.startsWith('stylize-'))).toEqual([]);
  return problem;
}

async function expectRefused(source: string, kinds: ProblemKind[]): Promise<void> {
  const { file, kind } = await refusal(source);
  expect(file).toBe(source);
  expect(kinds).toContain(kind);
}

describe('hostile files', () => {
  let good: Buffer;
  beforeAll(async () => {
    good = await apply(at('good.png'));
  });

  it.each(files.map((file) => [file.name, file] as const))(
    'refuses %s and paints the next picture',
    async (name, { bytes, kinds }) => {
      await writeFile(at(name), bytes);
      await expectRefused(at(name), kinds);
      expect((await apply(at('good.png'))).equals(good)).toBe(true);
    },
  );

  it('are many, each with a name of its own', () => {
    expect(files.length).toBeGreaterThanOrEqual(45);
    expect(new Set(files.map(({ name }) => name)).size).toBe(files.length);
  });

  it.each([...whole])('are hostile by what was done to them: the whole %s is painted', async (ext, bytes) => {
    await writeFile(at(`whole.${ext}`), bytes);
    expect(await sharp(await apply(at(`whole.${ext}`))).metadata()).toMatchObject({ width: 96, height: 64 });
  });
});

describe('things that are no files', () => {
  it('refuses a folder with a name like a picture', async () => {
    await mkdir(at('folder.png'));
    await expectRefused(at('folder.png'), ['unreadable']);
  });

  it('says that a file is missing, also where its folder is a file', async () => {
    await expectRefused(at('nothing.png'), ['missing']);
    await expectRefused(join(at('good.png'), 'nothing.png'), ['missing']);
  });

  it.skipIf(windows)('refuses a link to nowhere and a link to itself', async () => {
    await symlink(at('nowhere.png'), at('dangling.png'));
    await expectRefused(at('dangling.png'), ['missing']);
    await symlink(at('loop.png'), at('loop.png'));
    await expectRefused(at('loop.png'), ['unreadable']);
  });

  it.skipIf(windows)('does not wait for a pipe that nobody writes to', async () => {
    execFileSync('mkfifo', [at('pipe.png')]);
    await expectRefused(at('pipe.png'), ['unreadable']);
  });

  it.skipIf(windows)('does not read a device', async () => {
    await symlink('/dev/zero', at('device.png'));
    await expectRefused(at('device.png'), ['unreadable']);
  });

  it.skipIf(windows)('refuses a socket', async () => {
    const server = createSocket();
    await new Promise<void>((listening) => server.listen(at('socket.png'), listening));
    await expectRefused(at('socket.png'), ['unreadable']);
    await new Promise((closed) => server.close(closed));
  });

  it.skipIf(windows || root)('refuses a file it may not read', async () => {
    await writeFile(at('secret.png'), await readFile(at('good.png')));
    await chmod(at('secret.png'), 0);
    await expectRefused(at('secret.png'), ['unreadable']);
  });

  it('refuses names that no file can have', async () => {
    await expectRefused(at(`${'long'.repeat(100)}.png`), ['unreadable', 'missing']);
    await expectRefused(at('nul\0.png'), ['unreadable']);
  });
});

describe('files that change', () => {
  it('says that a file is missing when it vanished after it was planned', async () => {
    await writeFile(at('vanishing.png'), await readFile(at('good.png')));
    await apply(at('vanishing.png'));
    await rm(at('vanishing.png'));
    await expectRefused(at('vanishing.png'), ['missing']);
  });

  it('reads a file again after it was replaced under its name', async () => {
    const style = { references: [{ path: at('reference.png'), weight: 1 }], strength: 0, preserveColor: false };
    for (const colour of ['#ff0000', '#0000ff']) {
      const picture = sharp({ create: { width: 4, height: 4, channels: 3, background: colour } });
      await writeFile(at('changing.png'), await picture.clone().png().toBuffer());
      const painted = await sharp(await apply(at('changing.png'), { style }))
        .raw()
        .toBuffer();
      expect(painted.equals(await picture.raw().toBuffer())).toBe(true);
    }
  });
});

describe('references and outputs', () => {
  const referring = (path: string) => ({
    style: { references: [{ path, weight: 1 }], strength: 1, preserveColor: false },
  });

  it.each([
    ['missing', 'no-reference.png', undefined],
    ['unreadable', 'empty-reference.png', ''],
    ['unsupported', 'text-reference.png', 'this is not a picture'],
  ] as const)('names a reference that is %s, not the picture', async (kind, name, text) => {
    if (text !== undefined) await writeFile(at(name), text);
    expect(await refusal(at('good.png'), referring(at(name)))).toMatchObject({ kind, file: at(name) });
  });

  it('refuses a JPEG reference with garbage inside', async () => {
    const { bytes } = files.find(({ name }) => name === 'restart-markers-inside.jpg')!;
    await writeFile(at('garbage-reference.jpg'), bytes);
    const problem = await refusal(at('good.png'), referring(at('garbage-reference.jpg')));
    expect(problem).toMatchObject({ kind: 'unreadable', file: at('garbage-reference.jpg') });
  });

  it('refuses an output that is a folder or lies below a file', async () => {
    await mkdir(at('taken.png'));
    for (const output of [at('taken.png'), join(at('good.png'), 'below.png')])
      expect(await refusal(at('good.png'), { output })).toMatchObject({ kind: 'unwritable', file: output });
    expect(await readdir(at('taken.png'))).toEqual([]);
  });

  it.each(['webp', 'avif'] as const)('says that a side is too long for %s', async (format) => {
    await sharp({ create: { width: 17_000, height: 1, channels: 3, background: '#765' } })
      .png()
      .toFile(at('wide.png'));
    const style = { references: [], strength: 0, preserveColor: false };
    const problem = await refusal(at('wide.png'), { format, style });
    expect(problem).toMatchObject({ kind: 'too-large', file: at('wide.png') });
  });
});

describe('pictures that only look odd', () => {
  it.each([
    [1, 1],
    [1, 5000],
    [5000, 1],
    [3, 2],
  ])('paints %i×%i', async (width, height) => {
    await texture(width, height).png().toFile(at('odd.png'));
    expect(await sharp(await apply(at('odd.png'))).metadata()).toMatchObject({ width, height });
  });

  const names = [
    'with space.png',
    ' leading and trailing .png',
    `quo"te's.png`,
    'ünï-日本語-🎨.png',
    'e\u0301-decomposed.png',
    'new\nline.png',
    '-dash.png',
    '--help.png',
    '100%20.png',
    'hash#tag?.png',
    'star*.png',
    'brackets[1].png',
    'page[page=2,n=-1].png',
    'back\\slash.png',
    'semi;$(touch pwned)&|`.png',
    'UPPER.PNG',
    'two..dots.png',
    '.hidden.png',
  ].filter((name) => !windows || !/["\n*?\\|<>:]/.test(name));
  it.each(names)('paints a picture named %j, and names it so when it is damaged', async (name) => {
    const bytes = await texture(16, 16).png().toBuffer();
    await writeFile(at(name), bytes);
    const output = join(folder, 'out', name);
    expect(await sharp(await apply(at(name), { output })).metadata()).toMatchObject({ width: 16, height: 16 });
    await writeFile(at(name), bytes.subarray(0, 200));
    await expectRefused(at(name), ['unreadable']);
  });

  it('paints a JPEG whose camera wrote odd but harmless markers', async () => {
    const bytes = await texture(16, 16).jpeg().toBuffer();
    const scan = bytes.indexOf(Buffer.from([0xff, 0xda]));
    bytes[scan + 12] = 0; // the last coefficient of a sequential scan, which ought to be 63
    await writeFile(at('camera.jpg'), bytes);
    expect(await sharp(await apply(at('camera.jpg'))).metadata()).toMatchObject({ width: 16, height: 16 });
  });

  it('paints a PNG and a JPEG with something behind their end', async () => {
    for (const format of ['png', 'jpeg'] as const) {
      const bytes = await texture(16, 16).toFormat(format).toBuffer();
      await writeFile(at(`tail.${format}`), Buffer.concat([bytes, Buffer.from('a tail')]));
      expect(await sharp(await apply(at(`tail.${format}`))).metadata()).toMatchObject({ width: 16, height: 16 });
    }
  });
});

describe('SVG that reaches out', () => {
  const size = 'width="40" height="40"';
  const square = '<rect x="5" y="5" width="20" height="20" fill="#a52"/>';
  const painted = async (document: string): Promise<Buffer> => {
    await writeFile(at('reaching.svg'), document);
    return sharp(await apply(at('reaching.svg')))
      .raw()
      .toBuffer();
  };

  it.skipIf(windows)('shows nothing of other files of the machine', async () => {
    const plain = await painted(svg(size, square));
    const image = '<image width="40" height="40" xlink:href="file:///etc/passwd"/>';
    const include =
      '<text y="20"><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="/etc/passwd"/></text>';
    for (const inside of [image, include]) expect((await painted(svg(size, square + inside))).equals(plain)).toBe(true);
    const entity = `<!DOCTYPE svg [<!ENTITY secret SYSTEM "file:///etc/passwd">]>`;
    const text = await painted(entity + svg(size, `${square}<text y="20">&secret;</text>`));
    expect(text.equals(plain)).toBe(true);
  });

  it('asks nothing of the network', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as { port: number };
    const plain = await painted(svg(size, square));
    const image = `<image width="40" height="40" xlink:href="http://127.0.0.1:${port}/beacon.png"/>`;
    const style = `<style>@import url(http://127.0.0.1:${port}/beacon.css);</style>`;
    expect((await painted(svg(size, style + square + image))).equals(plain)).toBe(true);
    expect(asked).toEqual([]);
    await new Promise((closed) => server.close(closed));
  });
});
