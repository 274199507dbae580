import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EngineClient } from '../../src/pipeline/client';
import type { StyleRequest } from '../../src/shared/protocol';
import type { Treatment } from '../../src/shared/treatment';
import { noise } from './studio';
import { draw, filesIn, type Heard, job, newClient, problemOf, tempFolder } from './support';

/** Of 255. Measured with the samples in four styles: 2.7 at most of copies of 320 px, 6.5 of such of 192 px. */
const TOLERANCE = 8;

describe('a quick preview', () => {
  let client: EngineClient;
  let heard: Heard;
  let folder: string;
  let style: StyleRequest;
  beforeAll(async () => {
    ({ client, heard } = newClient(await tempFolder()));
  });
  afterAll(() => client.dispose());
  beforeEach(async () => {
    folder = await tempFolder();
    const reference = await draw(join(folder, 'ink.png'), { seed: 7 });
    style = { references: [{ path: reference, weight: 1 }], strength: 1, preserveColor: false };
    heard.progress.splice(0);
  });
  const at = (name: string) => join(folder, name);
  const to = (name: string) => ({ outputs: [{ output: at(name), format: 'png' as const }] });
  const tune = (source: string, output: string, how: Partial<StyleRequest> = {}, signal?: AbortSignal) =>
    client.request('tune', { source: at(source), output: at(output), style: { ...style, ...how } }, signal);

  it('of a picture that is small anyway is exactly what will be painted', async () => {
    await draw(at('fox.png'), { width: 120, height: 80 });
    for (const how of [{}, { strength: 0.4 }, { preserveColor: true }, { strength: 0 }]) {
      expect(await tune('fox.png', 'quick.png', how)).toMatchObject({ width: 120, height: 80 });
      await client.request('apply', { ...job(folder, 'fox.png', to('full.png')), style: { ...style, ...how } });
      expect(await samplesOf('quick.png')).toEqual(await samplesOf('full.png'));
    }
  });

  it('of a sprite, and of a sheet, is exactly what will be painted', async () => {
    await draw(at('sprite.png'), { width: 24, height: 16 });
    await draw(at('sheet.png'), { width: 64, height: 32 });
    const sheet = { cell: [14, 14] as [number, number], margin: 1, spacing: 2, extrude: 1 };
    const seen = new Set<string>();
    for (const [name, treatment] of [
      ['sprite.png', undefined],
      ['sprite.png', { seamless: true }],
      ['sheet.png', { sheet }],
      ['sheet.png', { sheet: { ...sheet, extrude: 0 } }],
      ['sheet.png', { sheet, sequence: true }],
      ['sheet.png', { sheet, sequence: true, smooth: 1 }],
    ] as const) {
      await client.request('tune', { source: at(name), output: at('quick.png'), style, treatment });
      await client.request('apply', { ...job(folder, name, to('full.png')), style, treatment });
      const quick = await samplesOf('quick.png');
      expect(quick.equals(await samplesOf('full.png')), JSON.stringify(treatment)).toBe(true);
      seen.add(quick.toString('base64'));
    }
    expect(seen.size).toBe(6);
    const wrong = { sheet: { cell: [99, 9] as [number, number] } };
    const asked = client.request('tune', { source: at('sheet.png'), output: at('q.png'), style, treatment: wrong });
    expect((await problemOf(asked)).cause).toBe('cells of 99 × 9 do not fit into its 64 × 32 pixels');
  });

  it('of a large sheet keeps what is between its cells', async () => {
    await draw(at('sheet.png'), { width: 800, height: 400 });
    const treatment = { sheet: { cell: [300, 300] as [number, number], margin: 50, spacing: 100 } };
    await client.request('tune', { source: at('sheet.png'), output: at('quick.png'), style, treatment });
    const small = await sharp(at('sheet.png')).resize(384, 192).raw().toBuffer();
    const quick = await samplesOf('quick.png');
    const pixel = (from: Buffer, x: number, y: number) => [...from.subarray((y * 384 + x) * 3, (y * 384 + x) * 3 + 3)];
    for (const x of [5, 190, 380]) expect(pixel(quick, x, 100)).toEqual(pixel(small, x, 100));
    expect(pixel(quick, 90, 100)).not.toEqual(pixel(small, 90, 100));
  });

  // each goes another way: enlarged, as it is, and as a texture off the network's grid
  it.each([
    [120, 80],
    [192, 136],
    [150, 90],
  ])('shows how pictures of its kind are treated, of %i × %i', async (width, height) => {
    const pixels = noise(4 * width * height) as Uint8Array;
    // no colour is more than its alpha, so that they may be multiplied by it
    for (let i = 0; i < pixels.length; i++) pixels[i] = Math.min(pixels[i]!, pixels[i | 3]!);
    for (let i = 0; i < pixels.length / 2; i += 4) pixels.set([227, 6, 19, 255], i);
    await sharp(pixels, { raw: { width, height, channels: 4 } }).toFile(at('sprite.png'));
    await draw(at('mask.png'), { width: width / 2, height: height / 2 });
    const treatments: Treatment[] = [
      { seamless: true },
      { seamless: 'x' },
      { alpha: 'threshold' },
      { alpha: 'premultiplied' },
      { palette: ['#102030', '#d0c0a0', '#808080'], dither: 'floyd-steinberg' },
      { brandColors: ['#e30613'] },
      { mask: at('mask.png') },
    ];
    const seen = new Set<string>();
    for (const treatment of treatments)
      for (const strength of [1, 0]) {
        const params = { source: at('sprite.png'), style: { ...style, strength }, treatment };
        await client.request('tune', { ...params, output: at('quick.png') });
        await client.request('apply', { ...params, ...to('full.png') });
        const samples = await samplesOf('quick.png');
        expect(samples.equals(await samplesOf('full.png')), JSON.stringify([treatment, strength])).toBe(true);
        if (strength === 1) seen.add(samples.toString('base64'));
      }
    expect(seen.size).toBe(treatments.length);
  });

  it('tells of a mask that is not there', async () => {
    await draw(at('fox.png'));
    const params = { source: at('fox.png'), output: at('quick.png'), style, treatment: { mask: at('none.png') } };
    expect(await problemOf(client.request('tune', params))).toMatchObject({ kind: 'missing', file: at('none.png') });
  });

  it('of a larger one has its colours, with fewer pixels', async () => {
    await draw(at('scene.png'), { width: 900, height: 600 });
    const { width, height } = await tune('scene.png', 'quick.png');
    expect(Math.max(width, height)).toBeLessThanOrEqual(384);
    expect(width / height).toBeCloseTo(1.5, 1);
    await client.request('apply', { ...job(folder, 'scene.png', to('full.png')), style });
    const [quick, full] = await Promise.all(['quick.png', 'full.png'].map(meansOf));
    quick!.forEach((mean, channel) => {
      expect(Math.abs(mean - full![channel]!)).toBeLessThan(TOLERANCE);
    });
  });

  it('keeps transparency', async () => {
    const raw = Buffer.alloc(64 * 64 * 4, 200).map((value, i) => (i % 4 === 3 && (i >> 2) % 64 < 32 ? 0 : value));
    await sharp(raw, { raw: { width: 64, height: 64, channels: 4 } }).toFile(at('sprite.png'));
    await tune('sprite.png', 'quick.png');
    const alpha = await sharp(at('quick.png')).extractChannel(3).raw().toBuffer();
    expect([...new Set(alpha.subarray(0, 32))]).toEqual([0]);
    expect([...new Set(alpha.subarray(32, 64))]).toEqual([200]);
  });

  it('looks at the picture once, and anew when it was changed or is another', async () => {
    await draw(at('fox.png'), { width: 120, height: 80 });
    await tune('fox.png', 'first.png');
    await tune('fox.png', 'again.png');
    expect(readFileSync(at('again.png'))).toEqual(readFileSync(at('first.png')));
    await draw(at('fox.png'), { width: 96, height: 64, seed: 9 });
    expect(await tune('fox.png', 'changed.png')).toMatchObject({ width: 96, height: 64 });
  });

  it('goes between two tiles of a picture that is being painted, and changes nothing in it', async () => {
    const large = await draw(at('large.png'), { width: 700, height: 600 });
    await draw(at('fox.png'), { width: 120, height: 80 });
    await tune('fox.png', 'alone.png');
    const params = { ...job(folder, 'large.png', { tile: 320 }), source: large };
    await client.request('apply', { ...params, ...to('undisturbed.png') });
    heard.progress.splice(0);
    let ended = false;
    const whole = client.request('apply', { ...params, ...to('disturbed.png') }).then(() => {
      ended = true;
    });
    await heard.begun(whole);
    await tune('fox.png', 'between.png');
    expect(ended).toBe(false);
    await tune('fox.png', 'later.png', { strength: 0.5 });
    await whole;
    expect(readFileSync(at('between.png'))).toEqual(readFileSync(at('alone.png')));
    expect(await samplesOf('disturbed.png')).toEqual(await samplesOf('undisturbed.png'));
  });

  it('goes before pictures that wait', async () => {
    await draw(at('fox.png'), { width: 300, height: 300 });
    const order: string[] = [];
    const told = (name: string) => (asked: Promise<unknown>) => asked.then(() => order.push(name));
    await Promise.all([
      ...['a', 'b', 'c'].map((name) => told(name)(client.request('apply', job(folder, 'fox.png', to(`${name}.png`))))),
      told('quick')(tune('fox.png', 'quick.png')),
    ]);
    expect(order.indexOf('quick')).toBeLessThan(order.indexOf('b'));
  });

  it('is not painted once it was cancelled', async () => {
    await draw(at('fox.png'), { width: 700, height: 600 });
    const controller = new AbortController();
    const first = client.request('apply', job(folder, 'fox.png', { tile: 320 }));
    await heard.begun(first); // at a tile, in which both messages come
    const asked = tune('fox.png', 'quick.png', {}, controller.signal);
    controller.abort();
    expect((await problemOf(asked)).kind).toBe('cancelled');
    await first;
    expect(existsSync(at('quick.png'))).toBe(false);
  });

  it('says that the picture was deleted, and works on', async () => {
    await draw(at('fox.png'), { width: 96, height: 64 });
    await tune('fox.png', 'before.png');
    await rm(at('fox.png'));
    expect(await problemOf(tune('fox.png', 'quick.png'))).toMatchObject({ kind: 'missing', file: at('fox.png') });
    expect(
      await problemOf(client.request('tune', { source: at('ink.png'), output: at('gone/quick.png'), style })),
    ).toMatchObject({
      kind: 'unwritable',
    });
    await draw(at('fox.png'), { width: 96, height: 64 });
    await tune('fox.png', 'again.png');
    expect(await filesIn(folder)).toEqual(['again.png', 'before.png', 'fox.png', 'ink.png']);
  });

  const samplesOf = (name: string) => sharp(at(name)).raw().toBuffer();
  const meansOf = async (name: string) => (await sharp(at(name)).stats()).channels.map(({ mean }) => mean);
});
