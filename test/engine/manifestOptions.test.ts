import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { draw, filesIn, ROOT, tempFolder } from './support';

/* biome-ignore-start lint/suspicious/noTemplateCurlyInString: these are variables of manifests. */
let base: string;
let folder: string;
beforeEach(async () => {
  base = await tempFolder();
  folder = join(base, 'project');
  for (const [seed, path] of ['project/art/a.png', 'project/ink.png', 'shared/b.png'].entries())
    await draw(join(base, path), { seed: seed + 1, width: 16, height: 16 });
});

/** Runs the command in the project's folder. */
function stylize(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const env = { ...process.env, STYLIZE_CACHE: join(base, 'cache') };
  const child = spawn(process.execPath, [join(ROOT, 'dist/cli.js'), ...args], { cwd: folder, env });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text: Buffer) => {
    stdout += text;
  });
  child.stderr.on('data', (text: Buffer) => {
    stderr += text;
  });
  return new Promise((done) => child.once('close', (code) => done({ code, stdout, stderr })));
}
const write = (assets: object[], more: object = {}) =>
  writeFile(
    join(folder, 'stylize.json'),
    JSON.stringify({ version: 1, styles: { ink: { reference: 'ink.png' } }, assets, ...more }),
  );

describe('--set', () => {
  beforeEach(() =>
    write([{ input: 'art/*.png', style: 'ink', output: '${target}/{name}.png' }], { variables: { target: 'out' } }),
  );

  it('gives variables other texts, for run and clean', async () => {
    expect((await stylize('run', '--provider', 'cpu', '--set', 'target=build')).code).toBe(0);
    expect(await filesIn(join(folder, 'build'))).toEqual(['a.png']);
    expect((await stylize('clean', '--set', 'target=build')).stdout).toBe('0 outputs removed\n');
    expect((await stylize('clean', '--dry-run')).stdout).toContain('- build/a.png');
  });

  it('is refused where it is no name and text, or no such variable is used', async () => {
    expect(await stylize('run', '--set', 'target')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('It is a name and a text: art=assets/art.'),
    });
    expect(await stylize('run', '--dry-run', '--set', 'traget=x')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('error: --set traget: there is no such variable. Did you mean "target"?'),
    });
  });
});

describe('--allow-outside', () => {
  it('lets pictures and results lie outside the folder of the manifest', async () => {
    await write([{ input: '../shared/*.png', style: 'ink', output: '../out/{name}.png' }]);
    expect(await stylize('run', '--provider', 'cpu')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /stylize\.json:1:\d+: error: "\.\.\/shared\/\*\.png" lies outside .*`--allow-outside`/,
      ),
    });
    expect((await stylize('run', '--provider', 'cpu', '--allow-outside')).code).toBe(0);
    expect(await filesIn(join(base, 'out'))).toEqual(['b.png']);
    await write([]);
    expect((await stylize('clean', '--allow-outside')).stdout).toBe('- ../out/b.png\n1 output removed\n');
    expect(await filesIn(join(base, 'out'))).toEqual([]);
  });
});

it('a manifest of a later version is refused with what to do about it', async () => {
  await writeFile(join(folder, 'stylize.json'), '{\n  "version": 7,\n  "news": {}\n}');
  expect(await stylize('run')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(
      'stylize.json:2:14: error: This manifest is of version 7, and this Stylize reads version 1 only. Install the newer Stylize that it was written for.',
    ),
  });
});
/* biome-ignore-end lint/suspicious/noTemplateCurlyInString: these are variables of manifests. */
