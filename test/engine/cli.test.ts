import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import { draw, filesIn, ROOT, tempFolder } from './support';

const CLI = join(ROOT, 'dist/cli.js');

let folder: string;
let cache: string;
beforeEach(async () => {
  [folder, cache] = [await tempFolder(), await tempFolder()];
  await draw(join(folder, 'ink.png'), { seed: 7 });
});

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command in the test's folder, as a group of processes of its own, as a terminal does. */
function stylize(args: string[], onOutput?: (stdout: string, pid: number) => void, cli = CLI): Promise<Ended> {
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: folder,
    detached: process.platform !== 'win32',
    env: { ...process.env, STYLIZE_CACHE: cache },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text: Buffer) => {
    stdout += text;
    onOutput?.(stdout, child.pid!);
  });
  child.stderr.on('data', (text: Buffer) => {
    stderr += text;
  });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done({ code, stdout, stderr }));
  });
}

/** The command line of an installation whose engine is not there. */
async function withoutEngine(): Promise<string> {
  const home = await tempFolder();
  for (const file of ['dist/cli.js', 'models/base.safetensors']) {
    await mkdir(dirname(join(home, file)), { recursive: true });
    await copyFile(join(ROOT, file), join(home, file));
  }
  return join(home, 'dist/cli.js');
}

/** How many files one user may watch, in a user namespace of its own. */
const LIMIT = '/proc/sys/user/max_inotify_watches';
function mayLimitWatches(): boolean {
  return spawnSync('unshare', ['-Ur', 'bash', '-c', `echo 2 > ${LIMIT}`]).status === 0;
}

const apply = (...args: string[]) => stylize(['apply', ...args, '--style', 'ink.png', '--provider', 'cpu']);
const run = (...args: string[]) => stylize(['run', ...args, '--provider', 'cpu']);
const parsed = (stdout: string): Record<string, unknown>[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
const picture = (name: string, options = {}) => draw(join(folder, name), options);
const bytes = (name: string) => readFile(join(folder, name));
const TIMES = { decode: expect.any(Number), network: expect.any(Number), encode: expect.any(Number) };

describe('built-in styles', () => {
  it('paint as their pictures do, and blend with a picture by weight', async () => {
    await picture('fox.png');
    const paint = async (...styles: string[]) => {
      const args = styles.flatMap((style) => ['--style', style]);
      const { code, stderr } = await stylize(['apply', 'fox.png', ...args, '--out', 'new.png', '--provider', 'cpu']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return bytes('new.png');
    };
    const gouache = await paint('builtin:gouache');
    expect(gouache.equals(await paint(join(ROOT, 'media/styles/gouache.webp')))).toBe(true);
    expect(gouache.equals(await paint('builtin:neon'))).toBe(false);
    expect(gouache.equals(await paint('builtin:gouache', 'ink.png:0.5'))).toBe(false);
  });

  it('are listed, for people and as JSON', async () => {
    const { code, stdout } = await stylize(['styles']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^builtin:gouache {8}Gouache: Opaque dabs .+\n/);
    expect(stdout).toMatch(/\n12 styles, for --style and for "reference" in a manifest\n$/);
    const lines = parsed((await stylize(['styles', '--json'])).stdout);
    expect(lines[0]).toMatchObject({ id: 'gouache', title: 'Gouache', reference: 'builtin:gouache' });
    expect(lines.slice(0, -1).filter(({ file }) => !existsSync(file as string))).toEqual([]);
    expect(lines.at(-1)).toEqual({ summary: true, styles: 12 });
  });

  it('are refused with a suggestion when misspelt', async () => {
    const { code, stderr } = await stylize(['apply', 'fox.png', '--style', 'builtin:guache']);
    expect(code).toBe(64);
    expect(stderr).toContain('There is no built-in style "guache". Did you mean "builtin:gouache"?');
  });
});

describe('stylize apply', () => {
  it('paints sheets cell by cell, by numbers or by the atlas beside them, and frames alike', async () => {
    for (const seed of [1, 2]) await picture(`art/run_${seed}.png`, { width: 32, height: 16, seed });
    const atlas = { frames: [0, 16].map((x) => ({ frame: { x, y: 0, w: 16, h: 16 } })) };
    for (const seed of [1, 2]) await writeFile(join(folder, `art/run_${seed}.json`), JSON.stringify(atlas));
    const paint = async (...args: string[]) => {
      const { code, stderr } = await apply('art', ...args, '--out', 'new');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return bytes('new/run_2.png');
    };
    const plain = await paint();
    const cells = await paint('--sheet', '16x16');
    expect(cells.equals(plain)).toBe(false);
    expect(cells.equals(await paint('--sheet', '{dir}/{name}.json'))).toBe(true);
    const alike = await paint('--sequence');
    expect(alike.equals(plain)).toBe(false);
    expect(alike.equals(await paint('--sequence', '--smooth', '1'))).toBe(false);
  });

  it('paints a picture to the file that --out names, in its format', async () => {
    await picture('fox.png');
    const { code, stdout, stderr } = await apply('fox.png', '--out', 'new/fox.webp');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^✓ fox\.png → new[\\/]fox\.webp {2}48×40 in .+\n1 picture painted in .+\n$/);
    expect((await sharp(join(folder, 'new/fox.webp')).metadata()).format).toBe('webp');
  });

  it('puts results beside their pictures, and gives the same when repeated', async () => {
    await picture('art/fox.png');
    const files = ['art/fox-stylized.png', 'art/fox.png', 'ink.png'];
    for (let time = 1; time <= 2; time++) {
      const { code, stdout } = await apply('art');
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('1 picture painted') });
      expect(await filesIn(folder)).toEqual(files);
    }
  });

  it.each([
    ['a folder', 'art'],
    ['a pattern', 'art/**/*.{png,jpg}'],
  ])('keeps the folders below %s when --out is a folder', async (_, input) => {
    await picture('art/a.png');
    await picture('art/deep/er/b.jpg');
    await writeFile(join(folder, 'art/notes.txt'), 'no picture');
    const { code } = await apply(input, '--out', 'painted');
    expect(code).toBe(0);
    expect(await filesIn(join(folder, 'painted'))).toEqual(['a.png', 'deep/er/b.jpg']);
    expect((await sharp(join(folder, 'painted/deep/er/b.jpg')).metadata()).format).toBe('jpeg');
  });

  it('refuses to overwrite a source, also by way of a link', async () => {
    await picture('art/fox.png');
    await symlink(join(folder, 'art'), join(folder, 'link'), 'junction');
    const before = await bytes('art/fox.png');
    for (const args of [
      ['art/fox.png', '--out', 'art'],
      ['link/fox.png', '--out', 'art'],
    ]) {
      const { code, stdout } = await apply(...args);
      expect(code).toBe(1);
      expect(stdout).toMatch(/✗ .*fox\.png: its result would overwrite .*fox\.png\. Choose another --out\./);
    }
    expect((await bytes('art/fox.png')).equals(before)).toBe(true);
  });

  it('refuses a second picture whose result would have the same name', async () => {
    await picture('x/fox.png', { seed: 2 });
    await picture('y/fox.png', { seed: 3 });
    const { code, stdout } = await apply('x/fox.png', 'y/fox.png', '--out', 'out');
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ .*y.fox\.png: its result and that of .*x.fox\.png would both be/);
    expect(stdout).toMatch(/1 picture painted, 1 failed/);
    expect(await filesIn(join(folder, 'out'))).toEqual(['fox.png']);
  });

  it('blends several styles by weight', async () => {
    await picture('fox.png');
    await picture('sand.png', { seed: 3 });
    for (const [out, ink, sand] of [
      ['more-ink.png', 3, 1],
      ['more-sand.png', 1, 3],
    ] as const) {
      const styles = ['--style', `ink.png:${ink}`, '--style', `sand.png:${sand}`];
      expect((await stylize(['apply', 'fox.png', ...styles, '--out', out, '--provider', 'cpu'])).code).toBe(0);
    }
    expect((await bytes('more-ink.png')).equals(await bytes('more-sand.png'))).toBe(false);
    expect(await filesIn(join(cache, 'codes'))).toHaveLength(2);
  });

  it('speaks JSON: an object a line, a summary last', async () => {
    await picture('art/a.png');
    await writeFile(join(folder, 'art/b.png'), 'no picture');
    const { code, stdout } = await apply('art', '--out', 'out', '--json');
    expect(code).toBe(1);
    const lines = parsed(stdout);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatchObject({ status: 'done', cached: false, milliseconds: TIMES, width: 48, height: 40 });
    expect(lines[0]).toMatchObject({ source: join(folder, 'art/a.png'), output: join(folder, 'out/a.png') });
    const source = join(folder, 'art/b.png');
    expect(lines[1]).toEqual({
      ...{ source, output: join(folder, 'out/b.png'), status: 'failed', cached: false },
      problem: { kind: 'unsupported', file: source, cause: expect.any(String), remedy: expect.any(String) },
    });
    const totals = { done: 1, failed: 1, cancelled: false, milliseconds: expect.any(Number) };
    expect(lines[2]).toEqual({ summary: true, ...totals });
  });

  it('names the picture also where the cause is another file', async () => {
    await picture('art/fox.png');
    await writeFile(join(folder, 'out'), 'a file where the folder should be');
    const { code, stdout } = await apply('art', '--out', 'out');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^✗ art.fox\.png: out.fox\.png: /m);
  });

  it('says once that the style cannot be read, and paints nothing', async () => {
    for (const name of ['art/a.png', 'art/b.png']) await picture(name);
    await writeFile(join(folder, 'ink.png'), 'no picture');
    const { code, stdout } = await apply('art', '--out', 'out');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^✗ style ink\.png: it is no picture.*\n0 pictures painted in .*\n$/);
    const json = await apply('art', '--out', 'out', '--json');
    expect(json.code).toBe(1);
    expect(parsed(json.stdout)).toMatchObject([{ summary: true, done: 0, problem: { file: join(folder, 'ink.png') } }]);
  });

  it('says that a picture is not there', async () => {
    const { code, stdout } = await apply('nowhere.png', '--out', 'out');
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ nowhere\.png: there is no such picture\. Check the path or the pattern\./);
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it.skipIf(process.platform === 'win32')(
    'stops at Ctrl-C with exit code 130: what is done stays, nothing is half-written, nothing is called failed',
    async () => {
      await picture('art/a.png');
      for (const name of ['art/b.png', 'art/c.png']) await picture(name, { width: 1000, height: 900 });
      let interrupted = false;
      const args = ['apply', 'art', '--style', 'ink.png', '--out', 'out', '--tile', '256', '--provider', 'cpu'];
      const { code, stdout, stderr } = await stylize(args, (output, pid) => {
        if (interrupted || !output.includes('a.png')) return;
        interrupted = true;
        process.kill(-pid, 'SIGINT'); // the whole group, as a terminal does
      });
      expect(interrupted).toBe(true);
      expect(code).toBe(130);
      expect(stderr).toMatch(/stopping/);
      expect(stdout).toMatch(/^stopped: 1 picture painted in/m);
      expect(stdout).not.toMatch(/✗|failed/);
      expect(await filesIn(join(folder, 'out'))).toEqual(['a.png']);
    },
  );
});

describe('stylize run', () => {
  const manifest = (assets: object[] = [{ input: 'art/*.png', style: 'ink', output: 'out/{name}.png' }]) =>
    JSON.stringify({ version: 1, styles: { ink: { reference: 'ink.png' } }, assets }, null, 2);
  beforeEach(async () => {
    await writeFile(join(folder, 'stylize.json'), manifest());
    await picture('art/fox.png');
  });

  it('paints, then has nothing to do, with exit code 0', async () => {
    const first = await run('--json');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const [asset, summary, ...others] = parsed(first.stdout);
    expect(others).toEqual([]);
    expect(asset).toMatchObject({ source: 'art/fox.png', output: 'out/fox.png', style: 'ink', milliseconds: TIMES });
    expect(asset).toMatchObject({ status: 'done', reason: 'new', cached: false });
    expect(summary).toMatchObject({ summary: true, done: 1, cached: 0, failed: 0, cancelled: false, problems: [] });

    const second = await run('--json');
    expect(second.code).toBe(0);
    const [cached, nothing] = parsed(second.stdout);
    expect(cached).not.toHaveProperty('milliseconds');
    expect(cached).toMatchObject({
      ...{ source: 'art/fox.png', output: 'out/fox.png', style: 'ink' },
      ...{ status: 'cached', reason: 'up to date', cached: true },
    });
    expect(nothing).toMatchObject({ summary: true, done: 0, cached: 1 });
  });

  it('has exit code 1 when an asset failed, and names it', async () => {
    await writeFile(join(folder, 'art/broken.png'), 'no picture');
    const { code, stdout } = await run();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^✗ art.broken\.png: it is no picture/m);
    expect(stdout).toMatch(/^✓ art.fox\.png/m);
    expect(stdout).toMatch(/1 picture painted, 0 up to date, 1 failed/);
  });

  it('names the picture, the style and the reference that cannot be read', async () => {
    await writeFile(join(folder, 'ink.png'), 'no picture');
    expect((await run()).stdout).toMatch(/^✗ art.fox\.png: style ink\.png: it is no picture/m);
    const [asset] = parsed((await run('--json')).stdout);
    expect(asset).toMatchObject({ source: 'art/fox.png', status: 'failed', problem: { file: 'ink.png' } });
  });

  it('leaves the file of somebody else alone until it is forced', async () => {
    await mkdir(join(folder, 'out'));
    await writeFile(join(folder, 'out/fox.png'), 'mine');
    const { code, stdout } = await run();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^✗ art.fox\.png: out.fox\.png: it exists already and was not made by Stylize\. .*--force/m);
    expect((await bytes('out/fox.png')).toString()).toBe('mine');
    expect((await run('--force')).code).toBe(0);
    expect((await sharp(join(folder, 'out/fox.png')).metadata()).format).toBe('png');
  });

  it('counts as failed, and names, what the planner refuses', async () => {
    await picture('art/owl.png');
    await writeFile(
      join(folder, 'stylize.json'),
      manifest([
        { input: 'art/*.png', style: 'ink', output: 'out/{name}.png' },
        { input: 'art/owl.png', style: 'ink', output: '../owl.png' },
      ]),
    );
    const { code, stdout, stderr } = await run('--json');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^stylize\.json:\d+:\d+: error: The result for art\/owl\.png would lie outside/m);
    const lines = parsed(stdout);
    expect(lines.map(({ status }) => status)).toEqual(['failed', 'done', 'done', undefined]);
    expect(lines[0]).toMatchObject({ problem: { kind: 'manifest', cause: expect.stringContaining('art/owl.png') } });
    expect(lines[3]).toMatchObject({ summary: true, done: 2, failed: 1 });
  });

  it('has exit code 2 when the manifest is unusable, with the place of each problem', async () => {
    await writeFile(join(folder, 'stylize.json'), manifest().replace('"style": "ink"', '"style": "inc"'));
    const { code, stdout, stderr } = await run();
    expect(code).toBe(2);
    expect(stderr).toMatch(/^stylize\.json:11:16: error: There is no style "inc"\./m);
    expect(stdout).toBe("stylize.json can't be used; nothing was done\n");
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it('has exit code 2 when there is no manifest', async () => {
    const { code, stderr } = await run('nowhere.json');
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'nowhere.json: error: There is no such file.\n' });
  });

  it('says what it would do and why with --dry-run, and does nothing', async () => {
    const before = await filesIn(folder);
    const { code, stdout } = await run('--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain('→ art/fox.png → out/fox.png in ink: new, time unknown\n');
    expect(stdout).toMatch(/1 picture to paint \(time unknown\), 0 up to date; nothing was done/);
    expect(await filesIn(folder)).toEqual(before);
  });

  it('fails a build with --check while an output is not up to date, and changes nothing', async () => {
    const before = await filesIn(folder);
    const stale = await run('--check');
    expect(stale).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('1 picture to paint (time unknown), 0 up to date'),
    });
    expect(await filesIn(folder)).toEqual(before);
    await run();
    expect(await run('--check', '--quiet')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^0 pictures/) });
  });

  it('paints only what --only names, and says so where that is nothing', async () => {
    await picture('art/owl.png');
    await run('--only', 'art/o*', '--only', 'elsewhere/*');
    expect(await filesIn(join(folder, 'out'))).toEqual(['owl.png']);
    expect((await run('--only', 'owl.png')).stderr).toContain('--only matches no picture that a rule takes');
  });

  it('paints each picture on one machine when the work is sharded', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await picture(`art/${name}.png`);
    const planned = async (shard: string) =>
      parsed((await run('--dry-run', '--json', '--shard', shard)).stdout).flatMap(({ source }) => source ?? []);
    const parts = await Promise.all(['1/2', '2/2'].map(planned));
    expect(parts.flat().sort()).toEqual(['art/a.png', 'art/b.png', 'art/c.png', 'art/d.png', 'art/fox.png']);
    expect(await planned('1/2')).toEqual(parts[0]);
  });

  it('is silent about what went well with --quiet', async () => {
    await writeFile(join(folder, 'art/broken.png'), 'no picture');
    const { stdout } = await run('--quiet');
    expect(stdout.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^✗ art.broken\.png/),
      expect.stringMatching(/^1 picture painted, 0 up to date, 1 failed/),
    ]);
  });

  it('writes a before/after page that needs nothing else, in a folder made for it', async () => {
    const { code, stderr } = await run('--report', 'html=pages/new/index.html');
    expect(code).toBe(0);
    expect(stderr).toContain(`before/after page: ${join(folder, 'pages/new/index.html')}`);
    expect(await filesIn(join(folder, 'pages'))).toEqual(['new/index.html']);
    const page = readFileSync(join(folder, 'pages/new/index.html'), 'utf8');
    const model = JSON.parse(/<script type="application\/json" id="model">(.*?)<\/script>/s.exec(page)![1]!);
    expect(model.totals).toMatchObject({ done: 1, cached: 0, failed: 0 });
    for (const uri of [model.assets[0].before, model.assets[0].after, model.styles[0].thumbnail])
      expect(uri).toMatch(/^data:image\/webp;base64,/);
    expect(model.assets[0].before).not.toBe(model.assets[0].after);
    // of all addresses in the page only names of XML namespaces may be left
    const addresses = page.match(/https?:\/\/[^\s"'`)[$]+/g) ?? []; // not the beginning of one, for a check of texts
    expect(addresses.filter((address) => !address.startsWith('http://www.w3.org/'))).toEqual([]);
    expect(page).not.toMatch(/<(?:link|iframe|img|script)[^>]*(?:src|href)=/);
  });

  it('says so when it cannot keep its notes, and paints all the same', async () => {
    await writeFile(join(folder, '.stylize'), 'a file where the folder should be');
    const { code, stdout, stderr } = await run();
    expect(code).toBe(0);
    expect(stdout).toMatch(/1 picture painted/);
    expect(stderr).toMatch(/^warning: .*\.stylize: it can't be written/m);
  });
});

describe('stylize clean', () => {
  beforeEach(async () => {
    const assets = [{ input: 'art/**/*.png', style: 'ink', output: 'out/{dir}/{name}.png' }];
    const manifest = { version: 1, styles: { ink: { reference: 'ink.png' } }, assets };
    await writeFile(join(folder, 'stylize.json'), JSON.stringify(manifest));
    for (const name of ['fox', 'old/owl', 'old/hen']) await picture(`art/${name}.png`);
    await run();
    await rm(join(folder, 'art/old'), { recursive: true });
  });

  it('removes outputs whose picture is gone, and their empty folders; once', async () => {
    expect((await run()).stderr).toContain('2 outputs of no rule any more: stylize clean removes them');
    const listed = await stylize(['clean', '--dry-run']);
    expect(listed.stdout).toBe(
      '- out/art/old/hen.png\n- out/art/old/owl.png\n2 outputs to remove; nothing was done (--dry-run)\n',
    );
    expect(await filesIn(join(folder, 'out'))).toHaveLength(3);
    expect(await stylize(['clean'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^2 outputs removed$/m) });
    expect(existsSync(join(folder, 'out/art/old'))).toBe(false);
    expect(existsSync(join(folder, 'out/art/fox.png'))).toBe(true);
    expect((await stylize(['clean'])).stdout).toBe('0 outputs removed\n');
  });

  it('leaves what somebody has painted over', async () => {
    await writeFile(join(folder, 'out/art/old/owl.png'), 'mine');
    expect((await stylize(['clean'])).stdout).toBe('- out/art/old/hen.png\n1 output removed\n');
    expect((await bytes('out/art/old/owl.png')).toString()).toBe('mine');
  });

  it('does nothing with a manifest that is unusable', async () => {
    await writeFile(join(folder, 'stylize.json'), '{');
    expect((await stylize(['clean'])).code).toBe(2);
    expect(await filesIn(join(folder, 'out'))).toHaveLength(3);
  });
});

describe('stylize init', () => {
  it('writes a manifest that runs at once, and never replaces one', async () => {
    await rm(join(folder, 'ink.png'));
    await picture('art/fox.png');
    const first = await stylize(['init']);
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('1 picture found') });
    expect(await run('--dry-run')).toMatchObject({ code: 0, stdout: expect.stringContaining('1 picture to paint') });
    const before = await bytes('stylize.json');
    expect(await stylize(['init'])).toMatchObject({ code: 1, stderr: expect.stringContaining('it exists already') });
    expect(await bytes('stylize.json')).toEqual(before);
    expect(await stylize(['init', 'none'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no such folder'),
    });
  });
});

describe('stylize watch', () => {
  const manifest = (style = 'ink') =>
    JSON.stringify({
      version: 1,
      styles: { ink: { reference: 'ink.png' } },
      assets: [{ input: 'art/*.png', style, output: 'out/{name}.png' }],
    });
  beforeEach(async () => {
    await writeFile(join(folder, 'stylize.json'), manifest());
    await picture('art/fox.png');
  });
  /** Does one step after each run that has ended, then presses Ctrl-C. */
  const watchThrough = (steps: (() => unknown)[], ...options: string[]) => {
    let ended = 0;
    return stylize(['watch', '--provider', 'cpu', ...options], (stdout, pid) => {
      const runs = stdout.match(/^run ended|"summary":true,"done"/gm)?.length ?? 0;
      for (; ended < runs; ended++)
        if (steps[ended]) void steps[ended]!();
        else process.kill(-pid, 'SIGINT'); // the whole group, as a terminal does
    });
  };

  it.skipIf(process.platform === 'win32')('paints, again after each change, until Ctrl-C: exit code 130', async () => {
    const { code, stdout, stderr } = await watchThrough([
      () => picture('art/fox.png', { seed: 9 }),
      () => writeFile(join(folder, 'art/broken.png'), 'no picture'),
      () => writeFile(join(folder, 'stylize.json'), manifest('inc')),
    ]);
    const lines = stdout.trimEnd().split('\n');
    const painted = [
      /^run begins: 1 picture to paint$/,
      /^✓ art.fox\.png/,
      /^run ended: 1 picture painted, 0 up to date in /,
    ];
    const expected = [
      ...painted,
      ...painted,
      /^run begins: 1 picture to paint$/,
      /^✗ art.broken\.png: it is no picture/,
      /^run ended: 0 pictures painted, 1 up to date, 1 failed in /,
      /^run begins: 0 pictures to paint$/,
      /^run ended: stylize\.json can't be used; the outputs stay as they are$/,
      /^stopped: 2 pictures painted in .* of watching$/,
    ];
    expect(lines).toEqual(expected.map((line) => expect.stringMatching(line)));
    expect(stderr).toMatch(/^Watching stylize\.json and its pictures\. Ctrl-C stops\.\n/);
    expect(stderr).toMatch(/^stylize\.json:1:\d+: error: There is no style "inc"/m);
    expect(code).toBe(130);
  });

  it.skipIf(process.platform === 'win32')(
    'speaks JSON: a line for each run that begins, and each summary',
    async () => {
      const { code, stdout } = await watchThrough([() => picture('art/owl.png', { seed: 9 })], '--json');
      expect(code).toBe(130);
      expect(parsed(stdout)).toMatchObject([
        { run: 'begins', toPaint: 1 },
        { source: 'art/fox.png', status: 'done' },
        { summary: true, done: 1, cached: 0 },
        { run: 'begins', toPaint: 1 },
        { source: 'art/owl.png', status: 'done' },
        { summary: true, done: 1, cached: 1 },
        { summary: true, stopped: true, done: 2 },
      ]);
    },
  );

  it.skipIf(!mayLimitWatches())(
    'says how to go on where the system watches no more files, with exit code 1 (skipped where no limit can be set)',
    async () => {
      await mkdir(join(folder, 'art/deep/er'), { recursive: true });
      const command = `echo 2 > ${LIMIT} && exec "$0" "$1" watch --provider cpu`;
      const child = spawn('unshare', ['-Ur', 'bash', '-c', command, process.execPath, CLI], { cwd: folder });
      let stderr = '';
      child.stderr.on('data', (text) => {
        stderr += text;
      });
      expect(await new Promise((done) => child.once('close', done))).toBe(1);
      expect(stderr).toMatch(
        /limit of watched files is reached \(ENOSPC\)\. Raise fs\.inotify\.max_user_watches .*--poll/,
      );
    },
  );

  it('has exit code 2 when there is no manifest', async () => {
    const { code, stderr } = await stylize(['watch', 'nowhere.json']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'nowhere.json: error: There is no such file.\n' });
  });
});

describe('stylize doctor', () => {
  it('names the provider that works here, with exit code 0', async () => {
    const { code, stdout } = await stylize(['doctor', '--provider', 'cpu']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}● cpu +passed: reference, golden picture in \d+ ms$/m);
    expect(stdout).toContain(`${cache}`);
  });

  it('speaks JSON', async () => {
    const { code, stdout } = await stylize(['doctor', '--provider', 'cpu', '--json']);
    expect(code).toBe(0);
    const [report, ...others] = parsed(stdout);
    expect(others).toEqual([]);
    expect(report).toMatchObject({ active: 'cpu', modelHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(report).toMatchObject({ cache: { folder: join(cache, 'outputs'), outputs: 0, bytes: 0 } });
  });
});

describe('when the engine cannot start', () => {
  const style = ['--style', 'ink.png'];
  beforeEach(async () => {
    await picture('art/fox.png');
    const assets = [{ input: 'art/*.png', style: 'ink', output: 'out/{name}.png' }];
    const manifest = { version: 1, styles: { ink: { reference: 'ink.png' } }, assets };
    await writeFile(join(folder, 'stylize.json'), JSON.stringify(manifest));
  });

  it.each([['run'], ['apply', 'art', ...style]])('%s ends with a summary that says so', async (...args) => {
    const { code, stdout } = await stylize([...args, '--json'], undefined, await withoutEngine());
    expect(code).toBe(1);
    expect(parsed(stdout)).toMatchObject([{ summary: true, done: 0, problem: { kind: 'engine', file: 'engine' } }]);
  });

  it('doctor tells what it knows, and the problem', async () => {
    const cli = await withoutEngine();
    const { code, stdout } = await stylize(['doctor'], undefined, cli);
    expect(code).toBe(1);
    expect(stdout).toContain(`node         ${process.version}\n`);
    expect(stdout).toContain(`system       ${process.platform} ${process.arch}\n`);
    expect(stdout).toContain(cache);
    expect(stdout).toMatch(/^✗ engine: it ended while starting .*reinstall/m);
    const json = await stylize(['doctor', '--json'], undefined, cli);
    expect(json.code).toBe(1);
    expect(parsed(json.stdout)).toMatchObject([
      { versions: { node: process.version }, cache: { folder: join(cache, 'outputs') }, problem: { kind: 'engine' } },
    ]);
  });

  it('nothing is lost where there is nothing to paint', async () => {
    expect((await run()).code).toBe(0);
    const { code, stdout } = await stylize(['run'], undefined, await withoutEngine());
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('0 pictures painted, 1 up to date') });
  });
});

describe('options', () => {
  const style = ['--style', 'ink.png'];
  it.each<[args: string[], word: RegExp]>([
    [['apply', 'fox.png'], /required option '-s, --style/],
    [['apply', ...style], /missing required argument 'inputs'/],
    [
      ['apply', 'fox.png', ...style, '--sheet', '32'],
      /It is cells such as 32x32 or 16x16\+1\+2, 8\*4, or a \.json file/,
    ],
    [['apply', 'fox.png', ...style, '--strength', '2'], /It is a number from 0 to 1\./],
    [['apply', 'fox.png', ...style, '--strength', ''], /It is a number from 0 to 1\./],
    [['apply', 'fox.png', ...style, '--quality', '101'], /It is a whole number from 1 to 100\./],
    [['apply', 'fox.png', ...style, '--tile', '0'], /It is a whole number from 1 on\./],
    [['apply', 'fox.png', '--style', 'ink.png:0'], /The weight of ink\.png is a number above 0\./],
    [['apply', 'fox.png', ...style, '--sharpness', '3'], /unknown option '--sharpness'/],
    [['run', '--shard', '4/3'], /It is a part of a whole, such as 2\/3\./],
    [
      ['run', '--report', 'pdf=x.pdf'],
      /argument 'pdf=x\.pdf' is invalid\. Known are html=<file>, junit=<file>, json=<file>\./,
    ],
    [['paint'], /unknown command 'paint'/],
  ])('are refused with a plain word: %j', async (args, word) => {
    await mkdir(join(folder, 'art'));
    const { code, stdout, stderr } = await stylize(args);
    expect(code).toBe(64);
    expect(stdout).toBe('');
    expect(stderr).toMatch(word);
    expect(stderr).not.toMatch(/^\s+at /m); // no stack
  });

  it('are explained, with exit code 0', async () => {
    const { code, stdout } = await stylize(['run', '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/--force .*\n(.*\n)*.*milliseconds: \{decode, network, encode\}/);
    expect((await stylize(['watch', '--help'])).stdout).toMatch(/--poll .*\n(.*\n)*.*\{run: begins, toPaint\}/);
  });

  it.skipIf(process.platform === 'win32')('come to no harm when nobody reads the output any more', async () => {
    await picture('a.png');
    const command = `"$0" "$1" apply a.png --style ink.png --out out --provider cpu | true; echo "\${PIPESTATUS[0]}"`;
    const child = spawn('bash', ['-c', command, process.execPath, CLI], { cwd: folder });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    await new Promise((done) => child.once('close', done));
    expect({ stdout, stderr }).toEqual({ stdout: '0\n', stderr: '' });
    expect(await filesIn(join(folder, 'out'))).toEqual(['a.png']);
  });
});
