import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type LayoutOptions, paintLaidOut } from '../../src/engine/layout';
import type { Network } from '../../src/engine/network/runtime';
import { flicker } from '../../src/engine/pictures/flicker';
import { uniformMotion } from '../../src/engine/pictures/motion';
import type { Picture } from '../../src/engine/pictures/picture';
import { readPicture } from '../../src/engine/pictures/read';
import { encodePicture, writeOutput } from '../../src/engine/pictures/write';
import { Shots } from '../../src/engine/shots';
import { shotsOf } from '../../src/shared/shots';
import type { Treatment } from '../../src/shared/treatment';
import { difference, noise, openNetwork, painting, pictureOf, someCode } from './studio';
import { tempFolder } from './support';

let network: Network;
let code: Float32Array;
beforeAll(async () => {
  network = await openNetwork();
  code = await someCode(network);
});

const [WIDTH, HEIGHT] = [112, 80];
/** Pixels that the camera moves from frame to frame. */
const PAN = { x: 3, y: 1 };

/** Frames of a camera that pans over a scene, dark on one side and light on the other. */
function pan(count: number): Picture {
  const [wide, high] = [WIDTH + 60, HEIGHT + 30];
  const grain = noise(wide * high, 40, 3);
  const length = WIDTH * HEIGHT * 3;
  const pixels = new Uint8Array(count * length);
  for (let frame = 0; frame < count; frame++)
    for (let y = 0; y < HEIGHT; y++)
      for (let x = 0; x < WIDTH; x++) {
        const [u, v] = [x + frame * PAN.x, y + frame * PAN.y];
        const disc = Math.hypot(u - 90, v - 50) < 26 ? 90 : 0;
        const stripes = 30 * Math.sin(u / 4) * Math.cos((u + 2 * v) / 9);
        for (let c = 0; c < 3; c++)
          pixels[frame * length + (y * WIDTH + x) * 3 + c] =
            30 + 0.6 * u + 0.2 * v * c + grain[v * wide + u]! + stripes + (c === 0 ? disc : -disc / 4);
      }
  return pictureOf(pixels, WIDTH, HEIGHT, 3, count);
}

const motions = (count: number) =>
  Array.from({ length: count - 1 }, () => uniformMotion({ width: WIDTH, height: HEIGHT }, PAN.x, PAN.y));

function frameOf(shot: Picture, index: number): Picture {
  const length = shot.pixels.length / shot.frames;
  return { ...shot, frames: 1, pixels: shot.pixels.slice(index * length, (index + 1) * length) };
}

function together(frames: Picture[]): Picture {
  const pixels = new Uint8Array(frames.reduce((sum, frame) => sum + frame.pixels.length, 0));
  frames.reduce((at, frame) => {
    pixels.set(frame.pixels, at);
    return at + frame.pixels.length;
  }, 0);
  return { ...frames[0]!, frames: frames.length, pixels };
}

async function written(shot: Picture): Promise<string[]> {
  const folder = await tempFolder();
  const files = Array.from({ length: shot.frames }, (_, index) => join(folder, `pan_${index + 1}.png`));
  for (const [index, file] of files.entries())
    await writeOutput(file, (await encodePicture(frameOf(shot, index), 'png', undefined, file)).bytes);
  return files;
}

async function paintFiles(files: readonly string[], treatment: Treatment, order = files, shots = new Shots(network)) {
  const shotOf = shotsOf(files);
  const painted = new Map<string, Picture>();
  for (const source of order) {
    const shot = treatment.sequence ? shotOf(source, treatment) : undefined;
    const options: LayoutOptions = { ...painting(), source, treatment, shot, shots };
    painted.set(source, await paintLaidOut(network, await readPicture(source), code, options));
  }
  return files.map((file) => painted.get(file)!);
}

describe('a shot', () => {
  it('flickers less than frames painted each by itself, and less than half as much once it is smoothed', async () => {
    const source = pan(6);
    const files = await written(source);
    const measure = async (treatment: Treatment) =>
      flicker(together(await paintFiles(files, treatment)), motions(source.frames));
    const apart = await measure({});
    const alike = await measure({ sequence: true });
    const smooth = await measure({ sequence: true, smooth: 1 });
    expect(flicker(source, motions(source.frames))).toBe(0);
    expect(alike).toBeLessThan(apart);
    expect(smooth).toBeLessThan(apart / 2);
    expect(smooth).toBeLessThan(0.6 * alike);
  });

  it('comes out the same in whatever order its frames are painted, and by whichever engine', async () => {
    const files = await written(pan(4));
    const treatment = { sequence: true, smooth: 0.7 };
    const forwards = await paintFiles(files, treatment);
    const backwards = await paintFiles(files, treatment, files.toReversed());
    for (const [index, file] of files.entries()) {
      expect(difference(backwards[index]!.pixels, forwards[index]!.pixels)).toBe(0);
      const alone = new Map([[file, (await paintFiles(files, treatment, [file]))[index]!]]);
      expect(difference(alone.get(file)!.pixels, forwards[index]!.pixels)).toBe(0);
    }
  });

  it('of one frame many times is painted as that frame', async () => {
    const still = frameOf(pan(1), 0);
    const files = await written(together([still, still, still]));
    const [alone] = await paintFiles([files[0]!], {});
    for (const frame of await paintFiles(files, { sequence: true, smooth: 1 }))
      expect(difference(frame.pixels, alone!.pixels)).toBeLessThanOrEqual(1);
  });

  it('bears with a frame that is broken', async () => {
    const files = await written(pan(3));
    const whole = await paintFiles(files, { sequence: true, smooth: 1 }, [files[0]!]);
    await writeOutput(files[2]!, Buffer.from('no picture'));
    const [frame] = await paintFiles(files, { sequence: true, smooth: 1 }, [files[0]!]);
    expect(difference(frame!.pixels, whole[0]!.pixels)).toBeGreaterThan(0);
    expect(difference(frame!.pixels, whole[0]!.pixels)).toBeLessThan(120);
  });

  it('in one file is smoothed too, and keeps its first and last frame apart unless it repeats', async () => {
    const source = pan(5);
    const options = (treatment: Treatment): LayoutOptions => {
      return { ...painting(), source: 'pan.webp', treatment, shots: new Shots(network) };
    };
    const plain = await paintLaidOut(network, source, code, options({}));
    const smooth = await paintLaidOut(network, source, code, options({ smooth: 1 }));
    expect(flicker(smooth, motions(5))).toBeLessThan(0.6 * flicker(plain, motions(5)));
    const looped = { ...source, origin: { ...source.origin, loop: 0 } };
    const repeating = await paintLaidOut(network, looped, code, options({ smooth: 1 }));
    expect(difference(frameOf(repeating, 2).pixels, frameOf(smooth, 2).pixels)).toBe(0);
    expect(difference(frameOf(repeating, 0).pixels, frameOf(smooth, 0).pixels)).toBeGreaterThan(0);
  });
});
