import sharp from 'sharp';
import { expect, it } from 'vitest';
import { isAnimated } from '../../../src/shared/animation';

it.each(['gif', 'webp'] as const)('tells an animated %s from one with a single frame', async (format) => {
  expect(isAnimated(await picture(3, format))).toBe(true);
  expect(isAnimated(await picture(1, format))).toBe(false);
});

it('takes 32 bytes of a WebP for enough', async () => {
  expect(isAnimated((await picture(3, 'webp')).subarray(0, 32))).toBe(true);
});

it('tells an animated PNG by what stands before its picture', () => {
  const header = '\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR'.padEnd(33, '\0');
  const chunk = (type: string, length: number) =>
    `\0\0\0${String.fromCharCode(length)}${type}`.padEnd(12 + length, '.');
  const bytes = (...parts: string[]) => Buffer.from(parts.join(''), 'latin1');
  expect(isAnimated(bytes(header, chunk('tEXt', 9), chunk('acTL', 8), chunk('IDAT', 4)))).toBe(true);
  expect(isAnimated(bytes(header, chunk('IDAT', 4), chunk('acTL', 8)))).toBe(false);
  expect(isAnimated(bytes(header, chunk('tEXt', 9)))).toBe(false);
});

it('takes whatever is no animation, or cut short, for still', async () => {
  const [webp, gif] = [await picture(3, 'webp'), await picture(3, 'gif')];
  for (const bytes of [Buffer.from('no picture'), Buffer.alloc(0), webp.subarray(0, 16), gif.subarray(0, 14)])
    expect(isAnimated(bytes)).toBe(false);
});

async function picture(frames: number, format: 'gif' | 'webp'): Promise<Buffer> {
  const raw = Buffer.from(Array.from({ length: 192 * frames }, (_, at) => (at * 37 + Math.floor(at / 192) * 90) % 256));
  const input = { width: 8, height: 8 * frames, channels: 3, ...(frames > 1 && { pageHeight: 8 }) } as const;
  return sharp(raw, { raw: input })
    [format]({ delay: Array(frames).fill(100) })
    .toBuffer();
}
