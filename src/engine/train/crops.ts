import sharp, { type Sharp } from 'sharp';
import type { Planes } from '../network/backend';
import { HALO } from './operations';

/** Short sides to which pictures are brought before crops are cut, pixels: strokes are learnt at several scales. */
export const SCALES = [288, 400, 512] as const;
/** Sides of crops in pixels; a step has one of them. */
export const SIDES = [128, 192] as const;

/** A picture that crops are cut from: RGB, mirrored outwards so that a crop's halo never ends. */
export class CropSource {
  private constructor(
    private readonly pixels: Buffer,
    private readonly width: number,
    private readonly height: number,
    private readonly margin: number,
  ) {}

  static async of(picture: Planes): Promise<CropSource> {
    const { width, height } = picture;
    const margin = Math.ceil((HALO / SCALES[0]) * Math.min(width, height));
    const extend = { top: margin, bottom: margin, left: margin, right: margin, extendWith: 'mirror' } as const;
    const pixels = await raw(interleaved(picture), width, height).extend(extend).raw().toBuffer();
    return new CropSource(pixels, width, height, margin);
  }

  /**
   * A square of `side` pixels out of the picture at short side `scale`, with `halo` more on every side: planes in [0, 1].
   * @param at where it lies between the borders, 0…1 each
   */
  async crop(
    side: number,
    halo: number,
    scale: number,
    at: { x: number; y: number; mirrored: boolean },
  ): Promise<Float32Array> {
    const short = Math.min(this.width, this.height);
    const unit = Math.min(short / scale, short / side); // pixels here to one of the crop
    const inside = Math.min(short, Math.round(side * unit));
    const around = Math.min(this.margin, Math.round(halo * unit));
    const start = (length: number, share: number) => this.margin + Math.round((length - inside) * share) - around;
    const window = {
      left: start(this.width, at.x),
      top: start(this.height, at.y),
      width: inside + 2 * around,
      height: inside + 2 * around,
    };
    const [columns, rows] = [this.width + 2 * this.margin, this.height + 2 * this.margin];
    const size = side + 2 * halo;
    const cut = raw(this.pixels, columns, rows).extract(window).resize(size, size, { fit: 'fill', kernel: 'cubic' });
    return planes(await (at.mirrored ? cut.flop() : cut).raw().toBuffer());
  }

  /** Squares of `side` pixels, a multiple of 8, that together show the whole picture at that short side. */
  async squares(side: number): Promise<Float32Array[]> {
    const [long, short] = [Math.max(this.width, this.height), Math.min(this.width, this.height)];
    const count = Math.ceil(long / short - 0.05);
    const places = Array.from({ length: count }, (_, i) => (count === 1 ? 0.5 : i / (count - 1)));
    return Promise.all(places.map((share) => this.crop(side, 0, side, { x: share, y: share, mirrored: false })));
  }
}

function raw(pixels: Buffer, width: number, height: number): Sharp {
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

function interleaved({ data, width, height }: Planes): Buffer {
  const area = width * height;
  const out = Buffer.alloc(3 * area);
  for (let c = 0; c < 3; c++)
    for (let i = 0; i < area; i++) out[3 * i + c] = Math.round(255 * Math.min(1, Math.max(0, data[c * area + i]!)));
  return out;
}

function planes(pixels: Buffer): Float32Array {
  const area = pixels.length / 3;
  const out = new Float32Array(pixels.length);
  for (let i = 0; i < area; i++) for (let c = 0; c < 3; c++) out[c * area + i] = pixels[3 * i + c]! / 255;
  return out;
}
