import { existsSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type RunOptions, runManifest } from '../../src/pipeline/run';
import { UnusableManifest } from '../../src/pipeline/survey';
import type { WrittenRule } from '../../src/shared/manifest';
import { fakeEngine } from '../unit/pipeline/fakeEngine';
import { draw, ROOT, tempFolder } from './support';
import { writeManifest } from './watching';

let base: string;
let folder: string;
beforeEach(async () => {
  base = await tempFolder();
  folder = join(base, 'project');
  for (const [seed, path] of ['project/art/a.png', 'project/ink.png', 'shared/b.png', 'shared/deep/c.png'].entries())
    await draw(join(base, path), { seed: seed + 1 });
});

const RULE: WrittenRule = { input: 'art/*.png', style: 'ink', output: 'out/{dir}/{name}.{ext}' };

async function run(rule: Partial<WrittenRule>, options: Partial<RunOptions> = {}) {
  await writeManifest(folder, {
    version: 1,
    styles: { ink: { reference: 'ink.png' } },
    assets: [{ ...RULE, ...rule }],
  });
  const installation = { modelPath: join(ROOT, 'models/base.safetensors'), stylesFolder: '', engineVersion: '1' };
  const manifestPath = join(folder, 'stylize.json');
  return runManifest({ ...installation, manifestPath, client: fakeEngine(), onEvent() {}, ...options });
}
/** Where it is refused, and why. */
async function refusal(rule: Partial<WrittenRule>) {
  const error = await run(rule).catch((reason: unknown) => reason);
  if (!(error instanceof UnusableManifest)) throw new Error('it was not refused');
  return error.problems
    .filter(({ severity }) => severity === 'error')
    .map(({ path, message }) => [path.join('.'), message]);
}
const done = async (rule: Partial<WrittenRule>) => {
  const { outcomes, problems } = await run(rule, { allowOutside: true });
  expect(problems).toEqual([]);
  return outcomes.map(({ job, status }) => `${status}: ${job.source} → ${job.output}`);
};
const allowed = expect.stringContaining('`--allow-outside`');

describe('pictures outside the folder of the manifest', () => {
  it('named by ".." are refused, or painted where that is allowed', async () => {
    expect(await refusal({ input: '../shared/**/*.png' })).toEqual([['assets.0.input', allowed]]);
    expect(await done({ input: '../shared/**/*.png' })).toEqual([
      'done: ../shared/b.png → out/shared/b.png',
      'done: ../shared/deep/c.png → out/shared/deep/c.png',
    ]);
    expect(existsSync(join(folder, 'out/shared/deep/c.png'))).toBe(true);
    expect(await run({ input: '../shared/**/*.png' }, { allowOutside: true })).toMatchObject({ cached: 2, done: 0 });
  });

  it('named from the root of the disk are too', async () => {
    const input = `${base.replaceAll('\\', '/')}/shared/*.png`;
    const output = 'out/{name}.png';
    expect(await refusal({ input, output })).toEqual([['assets.0.input', allowed]]);
    expect(await done({ input, output })).toEqual([`done: ${base.replaceAll('\\', '/')}/shared/b.png → out/b.png`]);
  });

  it('in a linked folder are too', async () => {
    await symlink(join(base, 'shared'), join(folder, 'linked'), 'junction');
    const message = 'By a link, linked/b.png (and 1 more) lies outside the folder of the manifest.';
    expect(await refusal({ input: 'linked/**/*.png' })).toEqual([['assets.0.input', expect.stringContaining(message)]]);
    expect(await done({ input: 'linked/*.png' })).toEqual(['done: linked/b.png → out/linked/b.png']);
  });

  it('do not keep the others from being painted', async () => {
    await symlink(join(base, 'shared'), join(folder, 'art/linked'), 'junction');
    const { outcomes, problems } = await run({ input: 'art/**/*.png' });
    expect(outcomes).toMatchObject([{ status: 'done', job: { source: 'art/a.png' } }]);
    expect(problems).toMatchObject([{ severity: 'error', path: ['assets', 0, 'input'], message: allowed }]);
  });
});

describe('results outside the folder of the manifest', () => {
  it('by ".." or from the root are refused, or written where that is allowed', async () => {
    for (const [place, out] of [
      ['one', '../one'],
      ['two', `${base.replaceAll('\\', '/')}/two`],
    ] as const) {
      const output = `${out}/{name}.{ext}`;
      expect(await refusal({ output })).toEqual([['assets.0.output', allowed]]);
      expect(existsSync(join(base, place))).toBe(false);
      expect(await done({ output })).toEqual([`done: art/a.png → ${out}/a.png`]);
      expect(existsSync(join(base, place, 'a.png'))).toBe(true);
      expect(await run({ output }, { allowOutside: true })).toMatchObject({ cached: 1, done: 0 });
    }
  });

  it('in a folder that is a link are too', async () => {
    await mkdir(join(base, 'disk'));
    await symlink(join(base, 'disk'), join(folder, 'out'), 'junction');
    expect(await refusal({})).toEqual([
      ['assets.0.output', expect.stringContaining('By a link, the result for art/a.png')],
    ]);
    expect(existsSync(join(base, 'disk/art'))).toBe(false);
    expect(await done({})).toEqual(['done: art/a.png → out/art/a.png']);
    expect(existsSync(join(base, 'disk/art/a.png'))).toBe(true);
  });

  it('through a link in the place of the file are too', async () => {
    await writeFile(join(base, 'precious.png'), 'somebody else');
    await mkdir(join(folder, 'out/art'), { recursive: true });
    await symlink(join(base, 'precious.png'), join(folder, 'out/art/a.png'));
    expect(await refusal({})).toEqual([['assets.0.output', expect.stringContaining('By a link')]]);
  });
});

it('references and manifests that are extended may lie outside', async () => {
  await writeFile(
    join(base, 'shared/looks.json'),
    JSON.stringify({ version: 1, styles: { ink: { reference: 'b.png' } } }),
  );
  await writeManifest(folder, { version: 1, extends: '../shared/looks.json', assets: [RULE] });
  const installation = { modelPath: join(ROOT, 'models/base.safetensors'), stylesFolder: '', engineVersion: '1' };
  const manifestPath = join(folder, 'stylize.json');
  const { outcomes } = await runManifest({ ...installation, manifestPath, client: fakeEngine(), onEvent() {} });
  expect(outcomes).toMatchObject([{ status: 'done', job: { style: { references: [{ path: '../shared/b.png' }] } } }]);
});
