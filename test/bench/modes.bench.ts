import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Network } from '../../src/engine/network/runtime';
import { parseSafetensors } from '../../src/engine/network/weights';
import { flicker } from '../../src/engine/pictures/flicker';
import { uniformMotion } from '../../src/engine/pictures/motion';
import type { Picture } from '../../src/engine/pictures/picture';
import { inspect, readPicture } from '../../src/engine/pictures/read';
import { encodePicture } from '../../src/engine/pictures/write';
import { Shots } from '../../src/engine/shots';
import { paintTreated } from '../../src/engine/treat';
import { brandDrift } from '../../src/shared/brandColours';
import type { Rgb } from '../../src/shared/colour';
import { fringeOf } from '../../src/shared/fringe';
import type { Rgba } from '../../src/shared/rgba';
import { seamOf } from '../../src/shared/seam';
import type { Treatment } from '../../src/shared/treatment';
import { random } from '../random';

const ROOT = resolve(__dirname, '../..');
const EVAL = resolve(ROOT, '../shared/data/eval');
const [SPRITES, PRODUCTS] = existsSync(EVAL)
  ? [join(EVAL, 'sprites'), join(EVAL, 'products')]
  : [join(ROOT, 'samples/assets/sprites'), join(ROOT, 'samples/assets/ads')];
const STYLES = ['gouache', 'ink', 'impasto'];

// npm run bench: what alpha, seamless, sheet, sequence and brandColors are for, beside a naive run of the same pictures.

const table: { figure: string; naive: string; treated: string; of: string }[] = [];
const folder = mkdtempSync(join(tmpdir(), 'stylize-modes-'));
let network: Network;
let codes: Float32Array[];

beforeAll(async () => {
  const weights = parseSafetensors(await readFile(join(ROOT, 'models/base.safetensors')));
  network = await Network.open(weights, 'cpu', 0, () => {});
  codes = await Promise.all(STYLES.map(codeOf));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  if (!existsSync(EVAL)) console.log('no ../shared/data here: figures are of the samples alone');
  console.table(table);
});

/** Against a naive run: the whole picture, transparent parts and all, frame by frame. */
describe('what the modes are for', () => {
  it('every picture is painted, and its alpha is the same', async () => {
    const files = [...picturesIn(SPRITES), ...picturesIn(PRODUCTS)];
    let withAlpha = 0;
    for (const [index, file] of files.entries()) {
      const picture = await read(file);
      const painted = await paint(picture, {}, index);
      expect([painted.width, painted.height, painted.frames]).toEqual([picture.width, picture.height, picture.frames]);
      if (picture.channels === 3) continue;
      withAlpha++;
      const { bytes } = await encodePicture(painted, 'png', undefined, file);
      const [before, after] = [await alphaOf(file), await alphaOf(bytes)];
      expect(Buffer.compare(before, after), file).toBe(0);
    }
    console.log(`${files.length} pictures painted, ${withAlpha} of them with alpha, which is the same in each`);
  });

  it('fringe', async () => {
    const [naive, treated]: [number[], number[]] = [[], []];
    for (const [index, file] of picturesIn(SPRITES).entries()) {
      const picture = await read(file);
      if (picture.channels === 3 || picture.frames > 1) continue;
      const found = [await naively(picture, index), await paint(picture, {}, index)].map((painted) =>
        fringeOf(rgba(picture), rgba(painted)),
      );
      if (found[0] === undefined || found[1] === undefined) continue;
      naive.push(found[0]);
      treated.push(found[1]);
    }
    tell('fringe: ΔE within 2 px of an edge', naive, treated, 'sprites');
  });

  it('seam', async () => {
    const [naive, treated]: [number[], number[]] = [[], []];
    for (let seed = 0; seed < 12; seed++) {
      const texture = tileable(seed);
      for (const [seamless, into] of [
        [false, naive],
        [true, treated],
      ] as const) {
        const painted = rgba(await paint(texture, { seamless }, seed));
        into.push(seamOf(painted, 'x')!, seamOf(painted, 'y')!);
      }
    }
    tell('seam: gradient across the wrap, over that inside', naive, treated, 'axes of textures');
  });

  it('bleed', async () => {
    const [naive, treated]: [number[], number[]] = [[], []];
    const sprites = await Promise.all(
      picturesIn(SPRITES)
        .slice(0, 34)
        .map((file) => cell(file)),
    );
    for (let number = 0; number < 6; number++) {
      const cells = sprites.slice(4 * number, 4 * number + 16);
      const [sheet, other] = [cells, [sprites[33 - number]!, ...cells.slice(1)]].map(sheetOf) as [Picture, Picture];
      for (const [treatment, into] of [
        [{}, naive],
        [{ sheet: { cell: [CELL, CELL] } }, treated],
      ] as [Treatment, number[]][]) {
        const [a, b] = [await paint(sheet, treatment, number), await paint(other, treatment, number)];
        into.push(changeOutside(a, b));
      }
    }
    tell('bleed: largest change of a cell when its neighbour changes, of 255', naive, treated, 'sheets');
  });

  it('flicker', async () => {
    const [naive, shared, smoothed]: [number[], number[], number[]] = [[], [], []];
    for (const [index, file] of picturesIn(PRODUCTS).slice(0, 6).entries()) {
      const shot = await pan(file);
      const single = Array.from({ length: shot.frames }, (_, frame) => frameOf(shot, frame));
      const apart: Picture[] = [];
      for (const frame of single) apart.push(await paint(frame, {}, index));
      const motions = single.slice(1).map(() => uniformMotion(shot, STEP, 0));
      const own = flicker(shot, motions);
      for (const [painted, into] of [
        [joined(apart), naive],
        [await paint(shot, {}, index), shared],
        [await paint(shot, { smooth: 1 }, index), smoothed],
      ] as const)
        into.push(flicker(painted, motions) - own);
    }
    tell(`flicker on a pan, beyond the source's own: sequence`, naive, shared, 'shots');
    tell(`flicker on a pan, beyond the source's own: sequence, smooth 1`, naive, smoothed, 'shots');
  });

  it('brand colours', async () => {
    const [naive, treated]: [number[], number[]] = [[], []];
    for (const [index, file] of picturesIn(PRODUCTS).entries()) {
      const picture = await read(file);
      const colour = mostVivid(rgba(picture));
      if (!colour) continue;
      const hex = `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
      const source = rgba(picture).data;
      const drift = async (treatment: Treatment) =>
        brandDrift(source, rgba(await paint(picture, treatment, index)).data, 4, [hex]);
      const [before, after] = [await drift({}), await drift({ brandColors: [hex] })];
      if (after.count === 0) continue;
      naive.push(before.mean);
      treated.push(after.mean);
    }
    tell('brand colours: ΔE2000', naive, treated, 'products');
    expect(Math.max(...treated)).toBeLessThanOrEqual(2);
  });
});

function picturesIn(place: string): string[] {
  return readdirSync(place)
    .filter((name) => /\.(png|webp|jpe?g)$/i.test(name))
    .sort()
    .map((name) => join(place, name));
}

async function codeOf(style: string): Promise<Float32Array> {
  const { width, height, channels, pixels } = await read(join(ROOT, `media/styles/${style}.webp`));
  const [columns, rows] = [width & ~1, height & ~1];
  const data = new Float32Array(3 * columns * rows);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++)
      for (let c = 0; c < 3; c++) data[(c * rows + y) * columns + x] = pixels[(y * width + x) * channels + c]! / 255;
  return network.styleCode({ data, width: columns, height: rows });
}

async function read(file: string): Promise<Picture> {
  return readPicture(file, await inspect(file));
}

async function alphaOf(file: string | Buffer): Promise<Buffer> {
  return sharp(file).ensureAlpha().extractChannel(3).raw().toBuffer();
}

function paint(picture: Picture, treatment: Treatment, number: number): Promise<Picture> {
  const options = { strength: 1, preserveColor: false, tile: 896, progress: () => {}, pause: async () => {} };
  const how = { ...options, source: 'picture.png', treatment, shots: new Shots(network) };
  return paintTreated(network, picture, codes[number % codes.length]!, how);
}

/** With whatever colours lie under transparency. */
async function naively(picture: Picture, number: number): Promise<Picture> {
  const { pixels } = picture;
  const opaque = new Uint8Array(pixels).map((value, at) => (at % 4 === 3 ? 255 : value));
  const painted = await paint({ ...picture, pixels: opaque }, {}, number);
  return {
    ...painted,
    pixels: new Uint8Array(painted.pixels).map((value, at) => (at % 4 === 3 ? pixels[at]! : value)),
  };
}

/** The first frame, in 8 bits. */
function rgba({ width, height, channels, pixels }: Picture): Rgba {
  const shift = pixels instanceof Uint16Array ? 8 : 0;
  const data = new Uint8Array(4 * width * height).fill(255);
  for (let at = 0; at < width * height; at++)
    for (let c = 0; c < channels; c++) data[4 * at + c] = pixels[at * channels + c]! >> shift;
  return { data, width, height };
}

/** Waves whose lengths divide the side. */
function tileable(seed: number): Picture {
  const [side, next] = [256, random(seed)];
  const waves = Array.from({ length: 12 }, () => [
    1 + Math.floor(next() * 9),
    1 + Math.floor(next() * 9),
    next(),
    next() * 7,
  ]);
  const pixels = new Uint8Array(3 * side * side);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (const [fx, fy, share, phase] of waves as [number, number, number, number][])
          sum += share * Math.sin((2 * Math.PI * (fx * x + fy * y)) / side + phase * (c + 1));
        pixels[(y * side + x) * 3 + c] = Math.min(255, Math.max(0, 128 + 35 * sum));
      }
  return { ...PLAIN, width: side, height: side, frames: 1, channels: 3, pixels };
}

const PLAIN = {
  origin: {
    format: 'png',
    turned: false,
    profile: undefined,
    cmyk: false,
    density: undefined,
    delay: undefined,
    loop: undefined,
  },
};

const CELL = 64;

async function cell(file: string): Promise<Buffer> {
  return sharp(file)
    .resize(CELL, CELL, { fit: 'contain', background: { r: 0, g: 0, b: 0, alpha: 0 } })
    .ensureAlpha()
    .raw()
    .toBuffer();
}

/** Four rows of four, the changed one in the first place. */
function sheetOf(cells: Buffer[]): Picture {
  const side = 4 * CELL;
  const pixels = new Uint8Array(4 * side * side);
  for (const [index, data] of cells.entries())
    for (let y = 0; y < CELL; y++) {
      const to = 4 * (((index >> 2) * CELL + y) * side + (index & 3) * CELL);
      pixels.set(data.subarray(4 * y * CELL, 4 * (y + 1) * CELL), to);
    }
  return { ...PLAIN, width: side, height: side, frames: 1, channels: 4, pixels };
}

function changeOutside(a: Picture, b: Picture): number {
  let most = 0;
  for (let at = 0; at < a.pixels.length; at++) {
    const [x, y] = [(at >> 2) % a.width, Math.floor((at >> 2) / a.width)];
    if (x >= CELL || y >= CELL) most = Math.max(most, Math.abs(a.pixels[at]! - b.pixels[at]!));
  }
  return most;
}

/** Pixels from frame to frame. */
const STEP = 3;
const SHOT = { width: 240, height: 180, frames: 10 };

/** A window that moves over a picture. */
async function pan(file: string): Promise<Picture> {
  const { width, height, frames } = SHOT;
  const wide = width + STEP * (frames - 1);
  const data = await sharp(file)
    .flatten({ background: '#fff' })
    .resize(wide, height, { fit: 'cover' })
    .toColourspace('srgb')
    .raw()
    .toBuffer();
  const pixels = new Uint8Array(3 * width * height * frames);
  for (let frame = 0; frame < frames; frame++)
    for (let y = 0; y < height; y++) {
      const from = 3 * (y * wide + STEP * frame);
      pixels.set(data.subarray(from, from + 3 * width), 3 * (frame * height + y) * width);
    }
  return { ...PLAIN, ...SHOT, channels: 3, pixels };
}

function frameOf(shot: Picture, frame: number): Picture {
  const length = shot.width * shot.height * shot.channels;
  return { ...shot, frames: 1, pixels: shot.pixels.slice(frame * length, (frame + 1) * length) };
}

function joined(frames: Picture[]): Picture {
  const pixels = Buffer.concat(frames.map(({ pixels }) => pixels as Uint8Array));
  return { ...frames[0]!, frames: frames.length, pixels };
}

/** The commonest colour that is no grey, as a brand's are. */
function mostVivid({ data }: Rgba): Rgb | undefined {
  const counts = new Map<number, number>();
  for (let at = 0; at < data.length; at += 4) {
    const [r, g, b] = [data[at]!, data[at + 1]!, data[at + 2]!];
    if (data[at + 3]! < 255 || Math.max(r, g, b) - Math.min(r, g, b) < 80) continue;
    const key = ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const [key, count] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0]);
  return count < 64 ? undefined : [((key >> 10) << 3) | 4, (((key >> 5) & 31) << 3) | 4, ((key & 31) << 3) | 4];
}

function tell(figure: string, naive: number[], treated: number[], what: string): void {
  const text = (values: number[]): string => {
    const sorted = [...values].sort((a, b) => a - b);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return `${mean.toFixed(2)} (95 %: ${sorted[Math.floor(0.95 * (sorted.length - 1))]!.toFixed(2)}, at most ${sorted.at(-1)!.toFixed(2)})`;
  };
  table.push({ figure, naive: text(naive), treated: text(treated), of: `${naive.length} ${what}` });
}
