import sharp from 'sharp';
import type { Focus } from '../../shared/protocol';
import { type Picture, whiteOf } from './picture';

interface Size {
  width: number;
  height: number;
}

/**
 * Where what is kept of a picture begins, when it covers a smaller box.
 * @param source as it was before it was painted: the style moves no crop. @param content the whole, resized
 * @param canvas what is kept of it. @returns pixels of `content`
 */
export async function focusOffset(
  source: Picture,
  content: Size,
  canvas: Size,
  focus: Focus = 'center',
): Promise<{ left: number; top: number }> {
  const slack = { width: content.width - canvas.width, height: content.height - canvas.height };
  const [x, y] = await sharesOf(source, content, canvas, focus);
  return { left: Math.round(x * slack.width), top: Math.round(y * slack.height) };
}

/** Of what is cut off, how much at the left and at the top. */
async function sharesOf(source: Picture, content: Size, canvas: Size, focus: Focus): Promise<[number, number]> {
  if (focus === 'center') {
    const half = (slack: number) => (slack === 0 ? 0 : Math.floor(slack / 2) / slack);
    return [half(content.width - canvas.width), half(content.height - canvas.height)];
  }
  if (typeof focus !== 'string') {
    const share = (at: number, whole: number, kept: number) =>
      whole === kept ? 0 : Math.min(1, Math.max(0, (at * whole - kept / 2) / (whole - kept)));
    return [share(focus[0], content.width, canvas.width), share(focus[1], content.height, canvas.height)];
  }
  return interestOf(source, { width: canvas.width / content.width, height: canvas.height / content.height }, focus);
}

/** As libvips finds it in a small copy: the same for all sizes of one shape. @param kept shares of the whole, 0…1 */
async function interestOf(source: Picture, kept: Size, position: 'attention' | 'entropy'): Promise<[number, number]> {
  const { width, height, channels } = source;
  const frame = source.pixels.subarray(0, width * height * channels);
  const bytes = whiteOf(source) === 255 ? frame : Uint8Array.from(frame, (value) => value / 257);
  const shrink = Math.min(1, SIDE / Math.max(width, height));
  const small = { width: rounded(width * shrink), height: rounded(height * shrink) };
  const window = { width: rounded(small.width * kept.width), height: rounded(small.height * kept.height) };
  const copy = await sharp(bytes, { raw: { width, height, channels }, limitInputPixels: false })
    .resize(small.width, small.height, { fit: 'fill' })
    .png()
    .toBuffer();
  const { info } = await sharp(copy)
    .resize(window.width, window.height, { fit: 'cover', position })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const share = (offset = 0, slack: number) => (slack <= 0 ? 0 : Math.min(1, Math.abs(offset) / slack));
  return [
    share(info.cropOffsetLeft, small.width - window.width),
    share(info.cropOffsetTop, small.height - window.height),
  ];
}

const SIDE = 512;

function rounded(length: number): number {
  return Math.max(1, Math.round(length));
}
