import { type Picture, whiteOf } from './picture';

/** What the network sees of a frame with transparency, and where its answer is worth keeping. */
export interface Bled {
  /** RGB, interleaved, 0…white: the visible colours, continued smoothly under the transparent parts. */
  colour(x: number, y: number, channel: number): number;
  /** Whether a visible pixel is within about 8 px: beyond, what lies under full transparency is left as it was. */
  near(x: number, y: number): boolean;
  /** Of a picture without alpha: where the frame's samples, interleaved RGB, begin. */
  opaqueFrom?: number;
  /** False when nothing at all is visible. */
  visible: boolean;
  /** Mean alpha, 0…1, of each cell of `cell` × `cell` pixels in an area, row by row. Absent for opaque pictures. */
  weights?(area: { left: number; top: number; width: number; height: number }, cell: number): Float32Array;
}

/**
 * Continues the colours of one frame under its transparent pixels by pull and push (Gortler et al. 1996, section 3.3): means
 * over ever larger blocks, weighted by alpha, fill what the finer ones leave open. A stylised edge then never meets the
 * black, or whatever else, that was stored there.
 */
export function bleed(picture: Picture, frame: number): Bled {
  const { width, height, channels, pixels } = picture;
  const white = whiteOf(picture);
  const start = frame * width * height * channels;
  const levels = [pullPixels(picture, start)];
  while (levels.at(-1)!.width > 1 || levels.at(-1)!.height > 1) levels.push(pull(levels.at(-1)!));
  const step = Math.min(3, levels.length); // level i holds blocks of 2^(i+1) pixels: 8×8 where there are so many
  const coverage = levels[step - 1]!;
  const covered = dilate(coverage);
  const visible = levels.at(-1)!.weight[0]! > 0;
  for (let i = levels.length - 2; i >= 0; i--) push(levels[i]!, levels[i + 1]!);
  const fill = levels[0]!;
  return {
    colour(x, y, channel) {
      const at = start + (y * width + x) * channels;
      const alpha = pixels[at + 3]! / white;
      if (alpha === 1) return pixels[at + channel]!;
      return (
        alpha * pixels[at + channel]! + (1 - alpha) * fill.colour[((y >> 1) * fill.width + (x >> 1)) * 3 + channel]!
      );
    },
    near: (x, y) => covered[(y >> step) * coverage.width + (x >> step)] === 1,
    visible,
    weights(area, cell) {
      const columns = Math.ceil(area.width / cell);
      const out = new Float32Array(columns * Math.ceil(area.height / cell));
      for (let y = 0; y < area.height; y++)
        for (let x = 0; x < area.width; x++) {
          const alpha = pixels[start + ((area.top + y) * width + area.left + x) * channels + 3]!;
          out[Math.floor(y / cell) * columns + Math.floor(x / cell)]! += alpha / white / (cell * cell);
        }
      return out;
    },
  };
}

/** Colour is the mean weighted by alpha (not premultiplied); weight is the mean alpha, 0…1. */
interface Level {
  width: number;
  height: number;
  colour: Float32Array;
  weight: Float32Array;
}

function level(width: number, height: number): Level {
  return { width, height, colour: new Float32Array(3 * width * height), weight: new Float32Array(width * height) };
}

/** The first level, blocks of 2×2 pixels, straight from the samples: a full-size level would cost four times the memory. */
function pullPixels(picture: Picture, start: number): Level {
  const { width, height, channels, pixels } = picture;
  const out = level((width + 1) >> 1, (height + 1) >> 1);
  const white = whiteOf(picture);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = start + (y * width + x) * channels;
      const alpha = pixels[at + 3]! / white;
      if (alpha > 0) gather(out, x >> 1, y >> 1, alpha, pixels[at]!, pixels[at + 1]!, pixels[at + 2]!);
    }
  return settle(out);
}

function pull(fine: Level): Level {
  const out = level((fine.width + 1) >> 1, (fine.height + 1) >> 1);
  for (let y = 0; y < fine.height; y++)
    for (let x = 0; x < fine.width; x++) {
      const i = y * fine.width + x;
      const [r, g, b] = [fine.colour[3 * i]!, fine.colour[3 * i + 1]!, fine.colour[3 * i + 2]!];
      if (fine.weight[i]! > 0) gather(out, x >> 1, y >> 1, fine.weight[i]!, r, g, b);
    }
  return settle(out);
}

function gather(out: Level, x: number, y: number, weight: number, r: number, g: number, b: number): void {
  const i = y * out.width + x;
  out.weight[i]! += weight;
  out.colour[3 * i]! += weight * r;
  out.colour[3 * i + 1]! += weight * g;
  out.colour[3 * i + 2]! += weight * b;
}

function settle(out: Level): Level {
  for (let i = 0; i < out.weight.length; i++) {
    const weight = out.weight[i]!;
    if (weight === 0) continue;
    for (let c = 0; c < 3; c++) out.colour[3 * i + c]! /= weight;
    out.weight[i] = Math.min(1, weight);
  }
  return out;
}

/** Fills what `fine` does not cover from `coarse`, interpolated bilinearly. */
function push(fine: Level, coarse: Level): void {
  for (let y = 0; y < fine.height; y++)
    for (let x = 0; x < fine.width; x++) {
      const i = y * fine.width + x;
      const weight = fine.weight[i]!;
      if (weight === 1) continue;
      for (let c = 0; c < 3; c++)
        fine.colour[3 * i + c] = weight * fine.colour[3 * i + c]! + (1 - weight) * sample(coarse, x, y, c);
    }
}

/** `coarse` at the middle of pixel x, y of the next finer level. */
function sample(coarse: Level, x: number, y: number, c: number): number {
  const [u, v] = [x / 2 - 0.25, y / 2 - 0.25];
  const [x0, y0] = [Math.max(0, Math.floor(u)), Math.max(0, Math.floor(v))];
  const [x1, y1] = [Math.min(coarse.width - 1, x0 + 1), Math.min(coarse.height - 1, y0 + 1)];
  const [fx, fy] = [Math.max(0, u - x0), Math.max(0, v - y0)];
  const at = (px: number, py: number) => coarse.colour[3 * (py * coarse.width + px) + c]!;
  return (at(x0, y0) * (1 - fx) + at(x1, y0) * fx) * (1 - fy) + (at(x0, y1) * (1 - fx) + at(x1, y1) * fx) * fy;
}

/** 1 where a block or one of its eight neighbours holds something visible. */
function dilate({ width, height, weight }: Level): Uint8Array {
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (weight[y * width + x] === 0) continue;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
        out.fill(1, v * width + Math.max(0, x - 1), v * width + Math.min(width - 1, x + 1) + 1);
    }
  return out;
}
