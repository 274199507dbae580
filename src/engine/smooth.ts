import { blockAt, estimateMotion, type Motion, planeOf } from './pictures/motion';
import { type Picture, whiteOf } from './pictures/picture';

/** One frame, as it was and as it was painted by itself. */
export interface Frame {
  source: Picture;
  painted: Picture;
}

/**
 * A painted frame blended with its neighbours, each brought along what moves between them; where a neighbour shows something
 * else, it has no part. Every frame is blended from neighbours as they were painted, so that the order of painting does not
 * matter. Motion-compensated temporal filtering (Dubois and Sabri 1984).
 * @param around the frames before and after it, as far as they are there and of one size
 * @param amount 0…1: 1 gives a neighbour that matches as much weight as the frame itself
 */
export function smoothFrame({ source, painted }: Frame, around: readonly Frame[], amount: number): Picture {
  const fitting = around.filter(({ source: other }) => isAlike(other, source));
  if (fitting.length === 0 || amount === 0) return painted;
  const { width, height, channels, pixels } = painted;
  const area = width * height;
  const [sums, weights] = [new Float32Array(3 * area), new Float32Array(area).fill(1)];
  for (let i = 0; i < area; i++) for (let c = 0; c < 3; c++) sums[3 * i + c] = pixels[i * channels + c]!;
  for (const other of fitting) add(other, source, amount, sums, weights);
  const out = pixels instanceof Uint16Array ? new Uint16Array(pixels) : new Uint8Array(pixels);
  for (let i = 0; i < area; i++) {
    if (channels === 4 && pixels[i * channels + 3] === 0) continue;
    for (let c = 0; c < 3; c++) out[i * channels + c] = Math.round(sums[3 * i + c]! / weights[i]!);
  }
  return { ...painted, pixels: out };
}

/** All frames of an animation. @param repeats whether its last frame goes over into its first */
export function smoothFrames(source: Picture, painted: Picture, amount: number, repeats: boolean): Picture {
  const { frames } = source;
  if (frames === 1 || amount === 0) return painted;
  const all = Array.from({ length: frames }, (_, index): Frame => {
    return { source: frameOf(source, index), painted: frameOf(painted, index) };
  });
  const pixels =
    painted.pixels instanceof Uint16Array ? new Uint16Array(painted.pixels) : new Uint8Array(painted.pixels);
  for (const [index, frame] of all.entries()) {
    const beside = repeats ? [(index + frames - 1) % frames, (index + 1) % frames] : [index - 1, index + 1];
    const around = [...new Set(beside)].flatMap((at) => (at === index ? [] : (all[at] ?? [])));
    pixels.set(smoothFrame(frame, around, amount).pixels, (index * pixels.length) / frames);
  }
  return { ...painted, pixels };
}

function frameOf(picture: Picture, index: number): Picture {
  const length = picture.pixels.length / picture.frames;
  return { ...picture, frames: 1, pixels: picture.pixels.subarray(index * length, (index + 1) * length) };
}

function isAlike(a: Picture, b: Picture): boolean {
  return a.width === b.width && a.height === b.height && a.channels === b.channels && whiteOf(a) === whiteOf(b);
}

/** Adds a neighbour, brought to where the frame shows the same. */
function add(other: Frame, source: Picture, amount: number, sums: Float32Array, weights: Float32Array): void {
  const { width, height, channels } = source;
  const motion = estimateMotion(planeOf(source, 0), planeOf(other.source, 0));
  const match = matchOf(source, other.source, motion);
  const { pixels } = other.painted;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const weight = amount * match[at]!;
      if (weight < LEAST) continue;
      const block = blockAt(motion, x, y);
      const from = ((y + motion.dy[block]!) * width + x + motion.dx[block]!) * channels;
      for (let c = 0; c < 3; c++) sums[3 * at + c]! += weight * pixels[from + c]!;
      weights[at]! += weight;
    }
}

/** Weights that would not change a sample. */
const LEAST = 1e-3;
/** Mean difference, of 255, at which a match counts for little: about what grain and compression make. */
const TOLERANCE = 8;

/** 0…1 for each pixel: how surely the neighbour shows the same there, by the pixel and the eight around it. */
function matchOf(here: Picture, there: Picture, motion: Motion): Float32Array {
  const { width, height } = here;
  const apart = differences(here, there, motion);
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let [sum, count] = [0, 0];
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          sum += Math.min(apart[v * width + u]!, 255);
          count++;
        }
      // what is not there itself has no colour to give
      if (apart[y * width + x]! <= 255) out[y * width + x] = Math.exp(-((sum / count / TOLERANCE) ** 2));
    }
  return out;
}

/** Mean difference of the colours and alpha of each pixel from where it was; infinite where that is outside, or nothing is seen. */
function differences(here: Picture, there: Picture, motion: Motion): Float32Array {
  const { width, height, channels, pixels } = here;
  const white = whiteOf(here);
  const out = new Float32Array(width * height).fill(Number.POSITIVE_INFINITY);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const block = blockAt(motion, x, y);
      const [fromX, fromY] = [x + motion.dx[block]!, y + motion.dy[block]!];
      if (fromX < 0 || fromY < 0 || fromX >= width || fromY >= height) continue;
      const [at, from] = [(y * width + x) * channels, (fromY * width + fromX) * channels];
      const [alpha, other] = channels === 4 ? [pixels[at + 3]!, there.pixels[from + 3]!] : [white, white];
      if (alpha === 0 || other === 0) continue;
      let sum = Math.abs(alpha - other) * 3;
      for (let c = 0; c < 3; c++) sum += Math.abs(pixels[at + c]! - there.pixels[from + c]!);
      out[y * width + x] = ((sum / 3) * 255) / white;
    }
  return out;
}
