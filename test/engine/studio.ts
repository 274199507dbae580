import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Network } from '../../src/engine/network/runtime';
import { parseSafetensors } from '../../src/engine/network/weights';
import type { PaintOptions } from '../../src/engine/paint';
import type { Picture } from '../../src/engine/pictures/picture';

/** The base model on the CPU. */
export function openNetwork(): Promise<Network> {
  const weights = parseSafetensors(readFileSync(join(__dirname, '../../models/base.safetensors')));
  return Network.open(weights, 'cpu', 2, () => {});
}

/** The code of a made-up style: warm stripes. Another `frequency`, another style. */
export function someCode(network: Network, frequency = 3): Promise<Float32Array> {
  const [side, area] = [64, 64 * 64];
  const data = Float32Array.from({ length: 3 * area }, (_, i) => {
    const [c, x, y] = [Math.floor(i / area), i % side, Math.floor(i / side) % side];
    return 0.5 + (0.5 - 0.15 * c) * Math.sin((frequency * x + 2 * y) / (5 + c));
  });
  return network.styleCode({ data, width: side, height: side });
}

export function painting(change: Partial<PaintOptions> = {}): PaintOptions {
  return { strength: 1, preserveColor: false, tile: 1024, progress() {}, async pause() {}, ...change };
}

/** A picture around samples, as if read from a PNG. */
export function pictureOf(
  pixels: Picture['pixels'],
  width: number,
  height: number,
  channels: 3 | 4 = 3,
  frames = 1,
): Picture {
  const origin = {
    turned: false,
    format: 'png',
    profile: undefined,
    cmyk: false,
    density: undefined,
    delay: undefined,
    loop: undefined,
  };
  return { width, height, frames, channels, pixels, origin };
}

/** Noise that is the same on every run, each sample below `limit`. */
export function noise(length: number, limit = 256, seed = 1): Uint8Array | Uint16Array {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return limit > 256 ? Uint16Array.from({ length }, next) : Uint8Array.from({ length }, next);
}

/** Smooth colours with noise on top: something for the network to see. */
export function scene(width: number, height: number, channels: 3 | 4 = 3, seed = 1): Uint8Array {
  const grain = noise(width * height * channels, 90, seed);
  return Uint8Array.from(grain, (g, i) => {
    const [c, x, y] = [i % channels, Math.floor(i / channels) % width, Math.floor(i / channels / width)];
    return c === 3 ? 255 : 80 + g + 60 * Math.sin((x + c * y) / 17);
  });
}

/** The largest difference between two pictures' samples, in the samples' own unit. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
}
