import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import product from '../../package.json';
import type { EngineClient } from '../../src/pipeline/client';
import type { PaintingEngine } from '../../src/pipeline/painter';
import { type RunEvent, type RunOptions, runManifest } from '../../src/pipeline/run';
import type { ManifestInput, WrittenRule } from '../../src/shared/manifest';
import type { ApplyParams } from '../../src/shared/protocol';
import { draw, filesIn, job, newClient, problemOf, ROOT, tempFolder } from './support';
import { writeManifest } from './watching';

let client: EngineClient;
beforeAll(async () => {
  ({ client } = newClient(await tempFolder()));
});
afterAll(() => client.dispose());

let folder: string;
beforeEach(async () => {
  folder = await tempFolder();
  for (const [seed, path] of ['art/a.png', 'art/b.png', 'ink.png', 'oil.png'].entries())
    await draw(join(folder, path), { seed: seed + 1 });
});

const TWO: WrittenRule = {
  input: 'art/*.png',
  style: 'ink',
  outputs: [{ output: 'out/{name}@2x.png' }, { output: 'out/{name}.{ext}', scale: 0.5, format: 'webp', quality: 80 }],
};
const STYLES = { ink: { reference: 'ink.png' }, oil: { reference: 'oil.png' } };

/** Runs, and tells what the engine was asked for. */
async function run(assets: ManifestInput['assets'], options: Partial<RunOptions> = {}) {
  await writeManifest(folder, { version: 1, styles: STYLES, assets });
  const asked: ApplyParams[] = [];
  const engine: PaintingEngine = {
    info: () => client.info(),
    request: (method, params, signal) => {
      asked.push(params);
      return client.request(method, params, signal);
    },
  };
  const installation = { modelPath: join(ROOT, 'models/base.safetensors'), engineVersion: product.version };
  const summary = await runManifest({
    ...{ ...installation, stylesFolder: '', manifestPath: join(folder, 'stylize.json'), client: engine },
    onEvent() {},
    ...options,
  });
  return {
    ...summary,
    asked: asked.map(({ outputs }) => outputs.map(({ output }) => output.slice(folder.length + 1))),
  };
}
const pixels = (path: string) => sharp(join(folder, path)).raw().toBuffer();

describe('several outputs of a picture', () => {
  it('come of one painting, and count as outputs everywhere', async () => {
    const events: RunEvent[] = [];
    const { asked, done, outcomes } = await run([TWO], { onEvent: (event) => events.push(event) });
    expect(asked).toEqual([
      ['out/a.webp', 'out/a@2x.png'],
      ['out/b.webp', 'out/b@2x.png'],
    ]);
    expect(done).toBe(4);
    expect(events.map((event) => (event.type === 'painting' ? event.job.output : event.type))).toEqual([
      'planned',
      ...['out/a.webp', 'out/a@2x.png', 'asset', 'asset'],
      ...['out/b.webp', 'out/b@2x.png', 'asset', 'asset'],
    ]);
    expect(outcomes.map(({ size }) => [size?.width, size?.height])).toEqual([
      [24, 20],
      [48, 40],
      [24, 20],
      [48, 40],
    ]);
    const network = outcomes.map(({ result }) => result!.milliseconds.network > 0);
    expect(network).toEqual([true, false, true, false]);
  });

  it('are the picture as it would be alone, and that picture made smaller', async () => {
    await run([{ ...TWO, input: 'art/a.png' }]);
    await run([{ input: 'art/a.png', style: 'ink', output: 'alone.png' }]);
    expect((await pixels('out/a@2x.png')).equals(await pixels('alone.png'))).toBe(true);
    const small = await sharp(join(folder, 'alone.png')).resize(24, 20).webp({ quality: 80, exact: true }).toBuffer();
    const written = await pixels('out/a.webp');
    const expected = await sharp(small).raw().toBuffer();
    const differences = written.map((value, index) => Math.abs(value - expected[index]!));
    expect(Math.max(...differences)).toBeLessThan(3);
  });

  it('are asked for again one by one, as they change', async () => {
    await run([TWO]);
    expect((await run([TWO])).asked).toEqual([]);
    const [large, small] = TWO.outputs!;
    const changed = await run([{ ...TWO, outputs: [large!, { ...small!, scale: 0.25 }] }]);
    expect(changed.asked).toEqual([['out/a.webp'], ['out/b.webp']]);
    expect(changed.outcomes.filter(({ status }) => status === 'done').map(({ reason }) => reason)).toEqual([
      'parameters changed',
      'parameters changed',
    ]);
  });

  it('of other rules belong together where style, strength and colours are the same', async () => {
    const rule = (output: string, change: Partial<WrittenRule> = {}): WrittenRule => {
      return { input: 'art/a.png', style: 'ink', output, ...change };
    };
    const { asked } = await run([
      ...[rule('1.png'), rule('2.jpg'), rule('3.png', { strength: 0.5 })],
      ...[rule('4.png', { style: 'oil' }), rule('5.png', { preserveColor: true })],
    ]);
    expect(asked).toEqual([['1.png', '2.jpg'], ['3.png'], ['4.png'], ['5.png']]);
  });

  it('fail each for itself', async () => {
    await mkdir(join(folder, 'out/a@2x.png'), { recursive: true });
    const { outcomes, done, failed } = await run([{ ...TWO, input: 'art/a.png' }]);
    expect([done, failed]).toEqual([1, 1]);
    expect(outcomes).toMatchObject([
      { status: 'done', job: { output: 'out/a.webp' } },
      { status: 'failed', job: { output: 'out/a@2x.png' }, problem: { kind: 'unwritable' } },
    ]);
    expect(await filesIn(join(folder, 'out'))).toEqual(['a.webp']);
  });
});

describe('a request of several outputs', () => {
  const request = (name: string, outputs: Omit<ApplyParams['outputs'][number], 'output'>[]) => {
    const files = outputs.map((each, index) => ({ ...each, output: join(folder, `o/${index}.${each.format}`) }));
    return job(folder, name, { outputs: files });
  };

  it('keeps density, profile, depth and frames in each size', async () => {
    const noise = {
      create: {
        width: 60,
        height: 40,
        channels: 4,
        background: '#0000',
        noise: { type: 'gaussian', mean: 120, sigma: 40 },
      },
    } as const;
    const wide = sharp(noise).toColourspace('rgb16').withIccProfile('p3').withDensity(300).png();
    await wide.toFile(join(folder, 'wide.png'));
    const formats = [
      { format: 'png', size: { scale: 0.5 } },
      { format: 'tiff', size: { width: 20, height: 20, fit: 'cover' } },
    ] as const;
    const { outputs, failures } = await client.request('apply', request('wide.png', [...formats]));
    expect(failures).toEqual([]);
    const found = await Promise.all(outputs.map(({ output }) => sharp(output).metadata()));
    expect(found).toMatchObject([
      { width: 30, height: 20, depth: 'ushort', density: 300, hasProfile: true },
      { width: 20, height: 20, depth: 'ushort', density: 300, hasProfile: true },
    ]);
    const profile = (await sharp(join(folder, 'wide.png')).metadata()).icc!;
    for (const { icc } of found) expect(icc!.equals(profile)).toBe(true);
  });

  it('makes all frames of an animation smaller, and names what can not hold them', async () => {
    const frames = await Promise.all(
      [30, 120, 210].map((level) =>
        sharp({ create: { width: 32, height: 24, channels: 3, background: { r: level, g: 90, b: 60 } } })
          .png()
          .toBuffer(),
      ),
    );
    await sharp(frames, { join: { animated: true } })
      .gif({ delay: [100, 200, 300], loop: 2 })
      .toFile(join(folder, 'film.gif'));
    const { outputs, failures } = await client.request(
      'apply',
      request('film.gif', [{ format: 'gif', size: { scale: 0.5 } }, { format: 'tiff' }]),
    );
    expect(outputs).toMatchObject([{ width: 16, height: 12, frames: 3 }]);
    expect(failures).toMatchObject([{ output: join(folder, 'o/1.tiff'), problem: { kind: 'unsupported' } }]);
    expect(await sharp(outputs[0]!.output).metadata()).toMatchObject({ pages: 3, delay: [100, 200, 300], loop: 2 });
  });

  it('fails with the first problem where none can be written', async () => {
    await draw(join(folder, 'fox.png'), { width: 3000, height: 8 });
    const problem = await problemOf(
      client.request(
        'apply',
        request('fox.png', [
          { format: 'webp', size: { scale: 8 } },
          { format: 'avif', size: { scale: 8 } },
        ]),
      ),
    );
    expect(problem).toMatchObject({
      kind: 'too-large',
      cause: expect.stringContaining("WEBP can't hold 24000 × 64 pixels"),
    });
  });

  it('gives a picture in another size also at strength 0, and back untouched without one', async () => {
    await draw(join(folder, 'plain.png'), { width: 40, height: 20 });
    const style = { references: [{ path: join(folder, 'ink.png'), weight: 1 }], strength: 0, preserveColor: false };
    const params = { ...request('plain.png', [{ format: 'png' }, { format: 'png', size: { width: 10 } }]), style };
    params.outputs[1]!.output = join(folder, 'o/small.png');
    const { outputs } = await client.request('apply', params);
    expect((await readFile(outputs[0]!.output)).equals(await readFile(join(folder, 'plain.png')))).toBe(true);
    expect(await sharp(outputs[1]!.output).metadata()).toMatchObject({ width: 10, height: 5 });
  });
});
