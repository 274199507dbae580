import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { markAnimated } from '../../../src/pipeline/markAnimated';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stylize-animated-'));
  const raw = { width: 4, height: 8, channels: 3, pageHeight: 4 } as const;
  const moving = sharp(Buffer.from(Array.from({ length: 96 }, (_, at) => (at * 91) % 256)), { raw });
  writeFileSync(join(folder, 'moving.gif'), await moving.clone().gif().toBuffer());
  writeFileSync(join(folder, 'moving.webp'), await moving.clone().webp().toBuffer());
  writeFileSync(
    join(folder, 'still.webp'),
    await sharp({ create: { width: 4, height: 4, channels: 3, background: '#123' } })
      .webp()
      .toBuffer(),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

it('tells which assets move, on either side, and how they are seen', async () => {
  const assets = [
    asset('moving.gif', 'moving.webp', 100),
    asset('still.webp', 'moving.webp', 5000),
    asset('still.webp', 'still.webp', 100),
    asset('gone.gif', 'moving.png', 100),
  ];
  const marked = await markAnimated(assets, folder, 4096);
  expect(marked.map(({ animated }) => animated)).toEqual(['plays', 'still', undefined, undefined]);
  expect(marked[2]).toEqual(assets[2]);
  expect((await markAnimated(assets.slice(0, 1), folder, 0))[0]!.animated).toBe('still');
});

function asset(source: string, output: string, width: number) {
  return { source, output, style: 'ink', width, height: 4, cached: false };
}
