import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import product from '../../package.json';
import type { EngineClient } from '../../src/pipeline/client';
import { listLedger } from '../../src/pipeline/ledger';
import { type LintTarget, lintOutputs } from '../../src/pipeline/lint';
import { runManifest } from '../../src/pipeline/run';
import type { Manifest } from '../../src/shared/manifest';
import type { EngineRequests } from '../../src/shared/protocol';
import { DIGITAL_SOURCE_TYPE } from '../../src/shared/provenance';
import { draw, newClient, ROOT, tempFolder } from './support';

let client: EngineClient;
beforeAll(async () => {
  ({ client } = newClient(await tempFolder()));
});
afterAll(() => client.dispose());

let folder: string;
beforeEach(async () => {
  folder = await tempFolder();
  await draw(join(folder, 'ink.png'), { seed: 9 });
});

async function run(assets: object[], styles: object = { ink: { reference: 'ink.png', license: 'CC0-1.0' } }) {
  const manifestPath = join(folder, 'stylize.json');
  await writeFile(manifestPath, JSON.stringify({ version: 1, styles, assets }));
  const installation = { modelPath: join(ROOT, 'models/base.safetensors'), stylesFolder: join(ROOT, 'media/styles') };
  let manifest: Manifest | undefined;
  const summary = await runManifest({
    ...{ ...installation, manifestPath, engineVersion: product.version, client },
    onEvent: (event) => {
      if (event.type === 'planned') ({ manifest } = event);
    },
  });
  const targets = summary.outcomes.map(({ job, size }): LintTarget => ({ ...job, size }));
  return { summary, manifest: manifest!, targets, manifestPath };
}
const xmpOf = async (path: string) => (await sharp(join(folder, path)).metadata()).xmpAsString;

describe('provenance', () => {
  const outputs = ['png', 'jpg', 'webp', 'avif', 'tif', 'gif'].map((format) => ({ output: `out/{name}.${format}` }));
  const rule = { input: 'art/*', style: 'ink', outputs, provenance: true };

  it('is in every format that can hold it, and told of the one that can not', async () => {
    await draw(join(folder, 'art/fox.png'));
    const { summary } = await run([rule]);
    expect(summary).toMatchObject({ done: 6, failed: 0 });
    for (const format of ['png', 'jpg', 'webp', 'avif', 'tif']) {
      const xmp = await xmpOf(`out/fox.${format}`);
      expect(xmp, format).toContain(DIGITAL_SOURCE_TYPE);
      expect(xmp, format).toContain('<stylize:license>CC0-1.0</stylize:license>');
      expect(xmp, format).not.toContain(folder);
    }
    const gif = summary.outcomes.find(({ job }) => job.format === 'gif');
    expect(gif?.result?.notices).toContain('GIF holds no XMP: its provenance is not in it');
  });

  it("keeps the source's own XMP, profile and density beside it", async () => {
    const own = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:rights>A. Person</dc:rights></rdf:Description></rdf:RDF></x:xmpmeta>`;
    const plain = await sharp(await draw(join(folder, 'plain.png')))
      .withXmp(own)
      .withDensity(300)
      .withIccProfile('p3')
      .png()
      .toBuffer();
    await draw(join(folder, 'art/fox.png'));
    await writeFile(join(folder, 'art/fox.png'), plain);
    await run([{ ...rule, outputs: [{ output: 'out/{name}.png' }] }]);
    const { xmpAsString, density, icc } = await sharp(join(folder, 'out/fox.png')).metadata();
    expect(xmpAsString).toContain('<dc:rights>A. Person</dc:rights>');
    expect(xmpAsString).toContain(DIGITAL_SOURCE_TYPE);
    expect(density).toBe(300);
    expect(icc).toBeDefined();
  });

  it('writes results anew once it is asked for, or says something else, and else leaves them alone', async () => {
    await draw(join(folder, 'art/fox.png'));
    const one = { ...rule, outputs: [{ output: 'out/{name}.png' }] };
    await run([{ ...one, provenance: false }]);
    expect(await xmpOf('out/fox.png')).toBeUndefined();
    expect((await run([one])).summary.outcomes).toMatchObject([{ status: 'done', reason: 'parameters changed' }]);
    expect((await run([one])).summary).toMatchObject({ done: 0, cached: 1 });
    const styles = { ink: { reference: 'ink.png', license: 'CC-BY-4.0' } };
    expect((await run([one], styles)).summary.outcomes).toMatchObject([
      { status: 'done', reason: 'parameters changed' },
    ]);
    expect(await xmpOf('out/fox.png')).toContain('CC-BY-4.0');
  });

  it('is not in what nobody painted', async () => {
    await draw(join(folder, 'art/fox.png'));
    await run([{ ...rule, outputs: [{ output: 'out/{name}.webp' }], strength: 0 }]);
    expect(await xmpOf('out/fox.webp')).toBeUndefined();
  });
});

describe('listLedger', () => {
  it('lists what is there with what it was made of, and says what is not as it was made', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await draw(join(folder, `art/${name}.png`));
    const rule = { input: 'art/*.png', style: 'ink', output: 'out/{name}.png', strength: 0.5 };
    const { manifestPath } = await run([rule]);
    const list = () => {
      const installation = {
        modelPath: join(ROOT, 'models/base.safetensors'),
        stylesFolder: join(ROOT, 'media/styles'),
      };
      return listLedger({ ...installation, manifestPath, engineVersion: product.version });
    };
    const bytes = await readFile(join(folder, 'out/a.png'));
    const [first, ...others] = await list();
    expect(first).toMatchObject({
      ...{ output: 'out/a.png', source: 'art/a.png', style: 'ink', status: 'up to date', width: 48, height: 40 },
      references: [{ path: 'ink.png', weight: 1, license: 'CC0-1.0', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      parameters: { strength: 0.5, format: 'png' },
      sha256: createHash('sha256').update(bytes).digest('hex'),
      version: product.version,
      model: expect.stringMatching(/^[0-9a-f]{64}$/),
      written: expect.stringMatching(/^20\d\d-/),
    });
    expect(others).toHaveLength(3);
    await draw(join(folder, 'art/b.png'), { seed: 5 });
    await draw(join(folder, 'out/c.png'), { seed: 6 });
    await rm(join(folder, 'art/d.png'));
    await rm(join(folder, 'out/a.png'));
    expect((await list()).map(({ output, status }) => [output, status])).toEqual([
      ['out/b.png', 'outdated'],
      ['out/c.png', 'changed'],
      ['out/d.png', 'orphaned'],
    ]);
  });
});

describe('maps', () => {
  it('are copied byte by byte beside the picture that is painted', async () => {
    await draw(join(folder, 'art/wall.jpg'));
    const map = await draw(join(folder, 'art/wall_normal.jpg'), { seed: 3 });
    const { summary } = await run([
      { input: 'art/*', style: 'ink', output: 'out/{name}.{ext}', format: 'jpeg', quality: 40, maps: 'copy' },
    ]);
    expect(summary).toMatchObject({ done: 2, failed: 0, problems: [] });
    expect(await readFile(join(folder, 'out/wall_normal.jpg'))).toEqual(await readFile(map));
    expect(await readFile(join(folder, 'out/wall.jpg'))).not.toEqual(await readFile(join(folder, 'art/wall.jpg')));
  });
});

describe('lintOutputs', () => {
  const rule = { input: 'art/*.png', style: 'ink', output: 'out/{name}.png' };

  it('finds a fringe that somebody painted, and an odd size, and finds nothing before', async () => {
    await sprite('art/fox.png');
    const ran = await run([{ ...rule, powerOfTwo: true }]);
    expect(await lintOutputs({ ...ran, client })).toEqual({ findings: [], checked: 1, missing: 0 });
    await sprite('out/fox.png', true);
    const [target] = ran.targets;
    const targets = [{ ...target!, size: { width: 96, height: 100 } }];
    expect(await lintOutputs({ ...ran, targets, client })).toMatchObject({
      findings: [
        { check: 'fringe', severity: 'warning', file: 'out/fox.png', source: 'art/fox.png' },
        { check: 'power-of-two', file: 'out/fox.png' },
      ],
    });
  });

  it('finds what was painted between the cells of a sheet', async () => {
    const sheet = { cell: [20, 20], margin: 4, spacing: 8 };
    await draw(join(folder, 'art/sheet.png'), { width: 56, height: 28 });
    const ran = await run([{ ...rule, sheet }]);
    expect(await lintOutputs({ ...ran, client })).toMatchObject({ findings: [], checked: 1 });
    await draw(join(folder, 'out/sheet.png'), { width: 56, height: 28, seed: 4 });
    expect((await lintOutputs({ ...ran, client })).findings).toMatchObject([
      { check: 'bleed', severity: 'warning', file: 'out/sheet.png', path: ['assets', 0, 'sheet'] },
    ]);
  });

  it('measures nothing twice, and what was changed anew; progress is told', async () => {
    for (const name of ['a', 'b', 'c']) await draw(join(folder, `art/${name}.png`));
    const ran = await run([rule]);
    const asked: string[] = [];
    const counting: Pick<EngineClient, 'request'> = {
      request<M extends Exclude<keyof EngineRequests, 'initialize'>>(
        method: M,
        params: EngineRequests[M]['params'],
        signal?: AbortSignal,
      ) {
        asked.push(method);
        return client.request(method, params, signal);
      },
    };
    const told: number[] = [];
    await lintOutputs({ ...ran, client: counting, told: (done, total) => told.push(done / total) });
    expect(asked).toEqual(['lint', 'lint', 'lint']);
    expect(told.at(-1)).toBe(1);
    await lintOutputs({ ...ran, client: counting });
    expect(asked).toHaveLength(3);
    await draw(join(folder, 'out/b.png'), { seed: 4, width: 50, height: 44 });
    await lintOutputs({ ...ran, client: counting });
    expect(asked).toHaveLength(4);
  });

  it('finds brand colours that somebody painted over', async () => {
    const poster = (colour: string) =>
      sharp({ create: { width: 64, height: 48, channels: 3, background: colour } })
        .png()
        .toBuffer();
    await draw(join(folder, 'art/poster.png')); // makes its folder
    await writeFile(join(folder, 'art/poster.png'), await poster('#d8202f'));
    const ran = await run([{ ...rule, brandColors: ['#d8202f'] }]);
    expect((await lintOutputs({ ...ran, client })).findings).toEqual([]);
    await writeFile(join(folder, 'out/poster.png'), await poster('#a04040'));
    expect((await lintOutputs({ ...ran, client })).findings).toMatchObject([
      { check: 'brand', file: 'out/poster.png' },
    ]);
  });

  it('passes over what is not there, and tells of what can not be read', async () => {
    for (const name of ['a', 'b']) await draw(join(folder, `art/${name}.png`));
    const ran = await run([rule]);
    await writeFile(join(folder, 'out/a.png'), 'no picture');
    const targets = [...ran.targets, { ...ran.targets[0]!, output: 'out/gone.png' }];
    expect(await lintOutputs({ ...ran, targets, client })).toMatchObject({
      findings: [{ check: 'unreadable', file: 'out/a.png' }],
      checked: 2,
      missing: 1,
    });
  });

  it('stops when it is told to', async () => {
    await draw(join(folder, 'art/a.png'));
    const ran = await run([rule]);
    await expect(lintOutputs({ ...ran, client, signal: AbortSignal.abort() })).rejects.toThrow('aborted');
  });
});

/** A ball with a soft edge, in the middle of nothing; `haloed` as if it had been cut out of white. */
async function sprite(path: string, haloed = false): Promise<void> {
  const side = 64;
  const data = Buffer.alloc(4 * side * side);
  for (let at = 0; at < side * side; at++) {
    const [x, y] = [at % side, Math.floor(at / side)];
    const depth = 26 - Math.hypot(x - 32, y - 32);
    const white = haloed && depth < 2.5 ? 0.6 : 0;
    const colour = (x + y) % 16 < 8 ? [200, 60, 40] : [60, 90, 200];
    data.set(
      colour.map((value) => value * (1 - white) + 255 * white),
      4 * at,
    );
    data[4 * at + 3] = 255 * Math.min(1, Math.max(0, depth / 2));
  }
  await draw(join(folder, path)); // makes its folder
  await sharp(data, { raw: { width: side, height: side, channels: 4 } }).toFile(join(folder, path));
}
