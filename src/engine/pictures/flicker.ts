import { blockAt, type Motion } from './motion';
import { type Picture, whiteOf } from './picture';

/**
 * How much frames flicker: the mean difference of visible colours from each frame to what it becomes in the next, along what
 * moves; 0…255. What moves in from outside is left out. The measure is the warping error of Lai et al. 2018 (1808.00449), with
 * absolute differences.
 * @param motions from each frame but the first to the one before it
 */
export function flicker(frames: Picture, motions: readonly Motion[]): number {
  const { width, height, channels, pixels } = frames;
  const scale = 255 / whiteOf(frames);
  const length = width * height * channels;
  let [sum, count] = [0, 0];
  for (const [index, motion] of motions.entries())
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const block = blockAt(motion, x, y);
        const [fromX, fromY] = [x + motion.dx[block]!, y + motion.dy[block]!];
        if (fromX < 0 || fromY < 0 || fromX >= width || fromY >= height) continue;
        const here = (index + 1) * length + (y * width + x) * channels;
        const there = index * length + (fromY * width + fromX) * channels;
        if (channels === 4 && (pixels[here + 3] === 0 || pixels[there + 3] === 0)) continue;
        for (let c = 0; c < 3; c++) sum += Math.abs(pixels[here + c]! - pixels[there + c]!) * scale;
        count += 3;
      }
  return count === 0 ? 0 : sum / count;
}
