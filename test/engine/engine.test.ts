import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../src/engine/engine';
import type { ApplyParams, OutputFormat } from '../../src/shared/protocol';
import { scene } from './studio';

const folder = await mkdtemp(join(tmpdir(), 'stylize-engine-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rm(folder, { recursive: true, force: true }));

const photo = (): Sharp => sharp(scene(48, 32), { raw: { width: 48, height: 32, channels: 3 } });
const hooks = { progress() {}, async pause() {} };

describe('the engine', () => {
  let engine: Engine;
  const params = (name: string, format: OutputFormat, strength: number): ApplyParams => ({
    source: at(name),
    style: { references: [{ path: at('style.png'), weight: 1 }], strength, preserveColor: false },
    outputs: [{ output: at(`out-${name}`), format }],
  });

  beforeAll(async () => {
    await photo().png().toFile(at('style.png'));
    const options = { provider: 'cpu', cacheFolder: at('cache'), threads: 2 };
    engine = await Engine.open(join(__dirname, '../../models/base.safetensors'), options, () => {});
  });

  it.each([
    ['photo.jpg', 'jpeg', (picture: Sharp) => picture.jpeg({ quality: 55 })],
    ['photo.webp', 'webp', (picture: Sharp) => picture.webp({ quality: 55 })],
    ['photo.avif', 'avif', (picture: Sharp) => picture.avif({ quality: 55 })],
    ['wide-gamut.jpg', 'jpeg', (picture: Sharp) => picture.withIccProfile('p3').jpeg({ quality: 55 })],
  ] as const)('gives %s back byte for byte at strength 0', async (name, format, encode) => {
    await writeFile(at(name), await encode(photo()).toBuffer());
    await engine.apply(params(name, format, 0), hooks);
    expect((await readFile(at(`out-${name}`))).equals(await readFile(at(name)))).toBe(true);
  });

  it('encodes anew at strength 0 when the picture has to be turned', async () => {
    await writeFile(at('turned.jpg'), await photo().withMetadata({ orientation: 6 }).jpeg().toBuffer());
    const { outputs } = await engine.apply(params('turned.jpg', 'jpeg', 0), hooks);
    expect(outputs).toMatchObject([{ width: 32, height: 48 }]);
    expect((await sharp(at('out-turned.jpg')).metadata()).orientation ?? 1).toBe(1);
  });

  it('paints a PNG whose text merely mentions the mark of an animation', async () => {
    const still = await photo().png().toBuffer();
    const text = chunk('tEXt', Buffer.from('Comment\0no acTL here'));
    await writeFile(at('still.png'), Buffer.concat([still.subarray(0, 33), text, still.subarray(33)]));
    expect((await engine.apply(params('still.png', 'png', 1), hooks)).outputs).toMatchObject([{ frames: 1 }]);
  });

  it('names the style when it is the style that is broken', async () => {
    await photo().png().toFile(at('fine.png'));
    const broken = { ...params('fine.png', 'png', 1).style, references: [{ path: at('gone.png'), weight: 1 }] };
    const asked = engine.apply({ ...params('fine.png', 'png', 1), style: broken }, hooks);
    await expect(asked).rejects.toMatchObject({ problem: { kind: 'missing', file: at('gone.png') } });
  });
});

/** A PNG chunk; its check sum is right. */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
