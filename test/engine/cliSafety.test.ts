import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/shared/runReport';
import { quickInstallation, quicklyPainted, Running } from './faultySupport';
import { filesIn, tempFolder } from './support';

const rule = (output: string) => ({ input: 'art/*.png', style: 'ink', output });
const manifest = (...assets: object[]) =>
  JSON.stringify({ version: 1, styles: { ink: { reference: 'ink.png' } }, assets });

let cli: string;
beforeAll(async () => {
  cli = await quickInstallation();
});
let folder: string;
let cache: string;
beforeEach(async () => {
  [folder, cache] = [await tempFolder(), await tempFolder()];
  await mkdir(join(folder, 'art'));
  for (const name of ['art/a.png', 'art/b.png', 'ink.png']) write(name, name);
  write('stylize.json', manifest(rule('out/{name}.png')));
});

const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const remove = (path: string) => rmSync(join(folder, path), { recursive: true, force: true });
const stylize = async (...args: string[]) => {
  const running = new Running(cli, args, folder, cache);
  const code = await running.ended;
  return { code, stdout: running.stdout, stderr: running.stderr };
};
const lines = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('stylize run with a cache', () => {
  it('takes from there what it can, and says so', async () => {
    await stylize('run');
    remove('out');
    remove('.stylize');
    write('art/b.png', 'changed');
    const { stdout } = await stylize('run');
    expect(stdout).toContain('✓ art/a.png → out/a.png  8×8 from the cache\n');
    expect(stdout).toMatch(/^1 picture painted, 1 from the cache, 0 up to date in /m);
    remove('out');
    const [first, , last] = lines((await stylize('run', '--json')).stdout);
    expect(first).toMatchObject({ status: 'done', fromCache: true, cached: false });
    expect(last).toMatchObject({ summary: true, done: 2, fromCache: 2 });
  });

  it('leaves it alone with --no-cache, and keeps it elsewhere with --cache', async () => {
    expect(await stylize('run', '--no-cache')).toMatchObject({ code: 0 });
    expect(await filesIn(cache)).toEqual([]);
    remove('out');
    remove('.stylize');
    const shared = await tempFolder();
    await stylize('run', '--cache', shared);
    expect(await filesIn(cache)).toEqual([]);
    expect((await filesIn(shared)).length).toBeGreaterThan(0);
  });

  it('never fails for its sake', async () => {
    write('cache', 'a file where the folder should be');
    const { code, stderr } = await stylize('run', '--cache', join(folder, 'cache'));
    expect(code).toBe(0);
    expect(stderr.match(/the cache in .* is not used/g)).toHaveLength(1);
  });
});

describe('stylize cache', () => {
  it('tells what is there, prunes and clears it', async () => {
    await stylize('run');
    const bytes = 2 * quicklyPainted('').length;
    const [info] = lines((await stylize('cache', 'info', '--json')).stdout);
    expect(info).toMatchObject({ folder: join(cache, 'outputs'), outputs: 2, bytes });
    expect((await stylize('cache', 'info')).stdout).toBe(`${join(cache, 'outputs')}: 2 outputs, 41 kB\n`);
    expect((await stylize('cache', 'prune', '--cache-limit', '30kB')).stdout).toBe(
      '1 output, 20 kB removed, 1 output, 20 kB left\n',
    );
    expect((await stylize('cache', 'clear')).stdout).toBe('1 output, 20 kB removed\n');
    expect((await stylize('cache', 'info')).stdout).toContain(': 0 outputs, 0 bytes');
  });

  it.each([['5'], ['lots'], ['-5GB']])('refuses a limit of %s', async (limit) => {
    const { code, stderr } = await stylize('cache', 'prune', '--cache-limit', limit);
    expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringContaining('such as 500MB or 5GB') });
  });
});

describe('stylize undo', () => {
  it('brings back what was replaced and removes what is new, by name where it is asked for', async () => {
    await stylize('run');
    write('art/a.png', 'changed');
    write('art/c.png', 'new');
    await stylize('run');
    const planned = await stylize('undo', '--dry-run');
    expect(planned.stdout).toContain('1 output to bring back, 1 to remove; nothing was done (--dry-run)');
    expect((await stylize('undo', '--only', 'out/c.*')).stdout).toMatch(
      /^- out\/c\.png\n0 outputs brought back, 1 removed\n$/,
    );
    expect((await stylize('undo', '--only', 'art/*')).stdout).toContain('1 output brought back, 0 removed');
    expect(read('out/a.png')).toBe(quicklyPainted('art/a.png'));
    expect(await stylize('undo')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^nothing to undo/) });
    expect((await stylize('run', '--dry-run')).stdout).toContain('source changed');
  });

  it('names what was changed since, and has exit code 1', async () => {
    await stylize('run');
    write('out/a.png', 'by hand');
    const { code, stdout } = await stylize('undo');
    expect(code).toBe(1);
    expect(stdout).toContain('✗ out/a.png: it was changed since the run\n');
    expect(stdout).toContain('0 outputs brought back, 1 removed, 1 file stays as it is');
    expect(read('out/a.png')).toBe('by hand');
  });

  it('undoes clean', async () => {
    await stylize('run');
    write('stylize.json', manifest(rule('painted/{name}.png')));
    expect((await stylize('clean')).stdout).toContain('2 outputs removed');
    expect((await filesIn(folder)).filter((path) => path.startsWith('out/'))).toEqual([]);
    expect((await stylize('undo')).stdout).toContain('2 outputs brought back');
    expect(read('out/a.png')).toBe(quicklyPainted('art/a.png'));
    expect((await stylize('clean', '--dry-run')).stdout).toContain('2 outputs to remove');
  });
});

describe('stylize run --dry-run', () => {
  it('says what and why, how long and how much, and what is orphaned', async () => {
    expect((await stylize('run', '--dry-run')).stdout).toContain('2 pictures to paint (time unknown), 0 up to date');
    await stylize('run');
    write('art/a.png', 'art/a.png, longer');
    write('art/c.png', 'art/c.png');
    remove('art/b.png');
    const { stdout } = await stylize('run', '--dry-run');
    expect(stdout).toContain('→ art/a.png → out/a.png in ink: source changed, about 1 ms and 20 kB\n');
    expect(stdout).toMatch(/→ art\/c\.png → out\/c\.png in ink: new, about \d+ ms and \d+ kB\n/);
    expect(stdout).toContain('- out/b.png: orphaned, stylize clean removes it\n');
    expect(stdout).toMatch(/^2 pictures to paint \(about \d+ ms and 41 kB\), 0 up to date; nothing was done$/m);
  });
});

describe('stylize run --report', () => {
  it('writes several forms at once', async () => {
    write('art/bad & <worse>.png', 'a');
    remove('art/b.png');
    write('stylize.json', manifest(rule('out/{name}.png'), { ...rule('../{name}.png'), input: 'art/a.png' }));
    const reports = ['--report', 'junit=reports/tests.xml', '--report', 'json=reports/run.json'];
    const { code, stderr } = await stylize('run', ...reports);
    expect(code).toBe(1); // a rule would leave the folder
    expect(stderr).toContain(`JUnit report: ${join(folder, 'reports/tests.xml')}`);
    const report: RunReport = JSON.parse(read('reports/run.json'));
    expect(report).toMatchObject({
      ...{ version: 1, manifest: 'stylize.json', cancelled: false, orphans: [] },
      totals: { done: 2, fromCache: 0, upToDate: 0, failed: 0, planned: 0 },
    });
    expect(report.outputs.find(({ source }) => source === 'art/a.png')).toEqual({
      ...{ source: 'art/a.png', output: 'out/a.png', style: 'ink', status: 'painted', reason: 'new', notices: [] },
      ...{ width: 8, height: 8, milliseconds: { decode: 1, network: 1, encode: 1 } },
    });
    expect(report.problems).toEqual([{ severity: 'error', message: expect.stringContaining('outside'), line: 1 }]);
    const xml = read('reports/tests.xml');
    expect(xml).toContain('name="art/bad &amp; &lt;worse&gt;.png → out/bad &amp; &lt;worse&gt;.png"');
    expect(xml).toContain('tests="3" failures="1" errors="0" skipped="0"');
  });

  it('tells a build server what is not up to date with --check', async () => {
    await stylize('run', '--check', '--report', 'junit=tests.xml');
    expect(read('tests.xml')).toContain('tests="2" failures="0" errors="0" skipped="2"');
    expect(read('tests.xml')).toContain('message="planned: new"');
  });
});

describe('stylize completion', () => {
  it('prints the script of a shell, and refuses one that it does not know', async () => {
    expect((await stylize('completion', 'bash')).stdout).toContain('complete -o filenames -F _stylize stylize');
    expect(await stylize('completion', 'tcsh')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('bash, zsh'),
    });
  });
});

describe.skipIf(process.platform === 'win32')('Ctrl-C', () => {
  it('ends a run of several at once with what is done, and the next goes on', async () => {
    for (let i = 0; i < 40; i++) write(`art/n${i}.png`, `${i}`);
    const running = new Running(cli, ['run', '--json'], folder, cache);
    await new Promise<void>((go) => running.child.stdout!.once('data', () => go()));
    running.child.kill('SIGINT');
    expect(await running.ended).toBe(130);
    const summary = lines(running.stdout).at(-1);
    expect(summary).toMatchObject({ summary: true, cancelled: true, failed: 0 });
    expect(summary.done).toBeLessThan(42);
    const [last] = lines((await stylize('run', '--json')).stdout).slice(-1);
    expect(last).toMatchObject({ done: 42 - summary.done, cached: summary.done, failed: 0 });
  });
});
