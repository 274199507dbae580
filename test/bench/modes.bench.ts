import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, parse, resolve } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flicker } from '../../src/engine/pictures/flicker';
import { uniformMotion } from '../../src/engine/pictures/motion';
import { brandDrift } from '../../src/shared/brandColours';
import { cielabOf, type Rgb } from '../../src/shared/colour';
import type { Rgba } from '../../src/shared/rgba';
import { seamOf } from '../../src/shared/seam';
import { random } from '../random';

const ROOT = resolve(__dirname, '../..');
const EVAL = resolve(ROOT, '../shared/data/eval');
const SAMPLES = join(ROOT, 'samples/assets');
const hasEval = existsSync(EVAL);
const SPRITES = picturesIn(join(hasEval ? EVAL : SAMPLES, 'sprites'));
const PRODUCTS = picturesIn(join(hasEval ? EVAL : SAMPLES, 'products')).filter((file) => !/-mask\./.test(file));
const PHOTOS = hasEval
  ? picturesIn(join(EVAL, 'content'))
  : ['ads', 'backgrounds'].flatMap((name) => picturesIn(join(SAMPLES, name)));
const STYLES = ['gouache', 'ink', 'impasto'];

const folder = mkdtempSync(join(tmpdir(), 'stylize-modes-'));
const rules: object[] = [];
const table: string[] = [];

/**
 * npm run bench: what the modes are for, in figures, beside a naive run of the same pictures in the same styles: without alpha, each
 * whole, frame by frame. All of it is one manifest, run by the built command line.
 */
beforeAll(async () => {
  if (!hasEval) console.log('no ../shared/data here: the figures are of the sample workspace alone');
  await Promise.all([layOutSprites(), layOutTextures(), layOutSheets(), layOutShots()]);
  await layOutProducts();
  const styles = Object.fromEntries(STYLES.map((style) => [style, { reference: `builtin:${style}` }]));
  writeFileSync(at('stylize.json'), JSON.stringify({ version: 1, styles, assets: rules }));
  const started = performance.now();
  // fails with what the run said where a picture failed
  execFileSync(process.execPath, [join(ROOT, 'dist/cli.js'), 'run', at('stylize.json'), '--quiet', '--no-cache']);
  console.log(`everything painted in ${((performance.now() - started) / 1000).toFixed(0)} s`);
}, 3_600_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  const head = ['| figure | of | naive | Stylize |', '| --- | --- | --- | --- |'];
  console.log(`mean; 95 % are at most; worst\n\n${[...head, ...table].join('\n')}\n`);
});

describe('modes', () => {
  it('paint every sprite and product, and alpha stays the same', async () => {
    let count = 0;
    for (const { name, kind, file } of painted()) {
      const [before, after] = [await read(file), await read(at('out', kind, name))];
      expect([after.width, after.height], file).toEqual([before.width, before.height]);
      for (let i = 3; i < before.data.length; i += 4)
        if (before.data[i] !== after.data[i]) throw new Error(`alpha of ${file} was changed`);
      count++;
    }
    expect(count).toBe(SPRITES.length + PRODUCTS.length);
    console.log(
      `${SPRITES.length} sprites and ${PRODUCTS.length} products painted: none failed, all alpha is identical`,
    );
  });

  it('leave no fringe on white and on black', async () => {
    for (const [ground, value] of [
      ['white', 255],
      ['black', 0],
    ] as const) {
      const [naive, treated]: [number[], number[]] = [[], []];
      for (const [index, file] of SPRITES.entries()) {
        const name = nameOf(file, index);
        const [shape, whole] = [await read(at('cut', name)), await read(at('out/whole', name))];
        const [before, after] = [await read(at('out/bare', name)), await read(at('out/cut', name))].map((painted) =>
          fringeOn(value, shape, whole, painted),
        );
        if (before === undefined || after === undefined) continue;
        naive.push(before);
        treated.push(after);
      }
      tell(`fringe on ${ground}: ΔE within 2 px of an edge`, `${naive.length} cut-outs`, naive, treated);
      expect(mean(treated)).toBeLessThan(mean(naive) / 2);
    }
  });

  it('make textures repeat', async () => {
    const seams = async (kind: string) => {
      const all = await Promise.all(TEXTURES.map((name) => read(at('out', kind, name))));
      return all.flatMap((texture) => [seamOf(texture, 'x')!, seamOf(texture, 'y')!]);
    };
    const [naive, treated] = [await seams('plain'), await seams('seamless')];
    tell('seam: gradient across the wrap over that inside', `${naive.length} pairs of edges`, naive, treated);
    expect(mean(treated)).toBeLessThan(1.2);
  });

  it('keep cells of a sheet apart', async () => {
    const changes = (kind: string) =>
      Promise.all(
        SHEETS.map(async (number) =>
          changeOutside(await read(at('out', kind, `${number}a.png`)), await read(at('out', kind, `${number}b.png`))),
        ),
      );
    const [naive, treated] = [await changes('whole'), await changes('cells')];
    tell('bleed: most that cells change by when one is another, of 255', `${naive.length} sheets`, naive, treated);
    expect(Math.max(...treated)).toBe(0);
  });

  it('let shots flicker by less than half', async () => {
    const flickers = (kind: string) =>
      Promise.all(
        SHOTS.map(async (shot) => {
          const frames = await Promise.all(FRAMES.map((frame) => read(at('out', kind, `${shot}`, frame))));
          const { width, height } = frames[0]!;
          const pixels = Buffer.concat(frames.map(({ data }) => data as Buffer));
          const film = { width, height, frames: frames.length, channels: 4 as const, pixels, origin: ORIGIN };
          return flicker(
            film,
            FRAMES.slice(1).map(() => uniformMotion(film, STEP, 0)),
          );
        }),
      );
    const [naive, shared, smoothed] = [await flickers('single'), await flickers('shared'), await flickers('smoothed')];
    const of = `${naive.length} pans of ${FRAMES.length} frames`;
    tell('flicker, of 255: "sequence"', of, naive, shared);
    tell('flicker, of 255: "sequence", "smooth": 1', of, naive, smoothed);
    expect(mean(smoothed)).toBeLessThanOrEqual(mean(naive) / 2);
  });

  it('keep colours of a brand', async () => {
    const drifts = (path: (product: Branded) => string) =>
      Promise.all(
        branded.map(async (product) => {
          const [source, result] = [await read(product.file), await read(path(product))];
          return brandDrift(source.data, result.data, 4, [product.colour]);
        }),
      );
    const naive = await drifts(({ name }) => at('out/products', name));
    for (const format of ['png', 'jpg']) {
      const treated = await drifts(({ number }) => at('out/brands', `${number}.${format}`));
      const of = `${treated.length} products, ${format === 'png' ? 'PNG' : 'JPEG'}`;
      const figures = (all: typeof naive, key: 'mean' | 'most95') => all.map((drift) => drift[key]);
      tell('brand colour: ΔE2000 in the mean', of, figures(naive, 'mean'), figures(treated, 'mean'));
      tell('brand colour: ΔE2000 of 95 % of its pixels', of, figures(naive, 'most95'), figures(treated, 'most95'));
      expect(Math.max(...figures(treated, 'most95'))).toBeLessThanOrEqual(2);
    }
  });
});

interface Branded {
  number: number;
  name: string;
  file: string;
  colour: string;
}

const branded: Branded[] = [];
const SHEETS = Array.from({ length: 6 }, (_, number) => number);
const SHOTS = Array.from({ length: Math.min(6, PRODUCTS.length) }, (_, number) => number);
const FRAMES = Array.from({ length: 10 }, (_, frame) => `pan_${frame}.png`);
/** Pixels from frame to frame. */
const STEP = 3;
const SHOT = { width: 240, height: 180 };
const CELL = 64;
const TEXTURES = [...Array.from({ length: 11 }, (_, number) => `${number}.png`), 'cobbles.png'];
const ORIGIN = {
  ...{ format: 'png', turned: false, profile: undefined, cmyk: false, density: undefined },
  ...{ delay: undefined, loop: undefined },
};

/** The sprites; and photographs, whole, cut out by the shapes of sprites, and these without alpha, as a naive run paints them. */
async function layOutSprites(): Promise<void> {
  for (const [index, file] of SPRITES.entries()) {
    const name = nameOf(file, index);
    copyFileSync(file, place('sprites', name));
    const { data: shape, width, height } = await read(file);
    const photo = sharp(PHOTOS[index % PHOTOS.length]!)
      .autoOrient()
      .removeAlpha()
      .resize(width, height, { fit: 'cover' });
    await photo.toColourspace('srgb').png().toFile(place('whole', name));
    const { data: cut } = await read(at('whole', name));
    for (let i = 3; i < cut.length; i += 4) {
      cut[i] = shape[i]!;
      if (cut[i] === 0) (cut as Buffer).fill(0, i - 3, i); // as most programs write what is clear
    }
    const raw = { width, height, channels: 4 } as const;
    await sharp(cut, { raw }).png().toFile(place('cut', name));
    await sharp(cut, { raw }).removeAlpha().png().toFile(place('bare', name));
  }
  for (const [number, style] of STYLES.entries())
    for (const kind of ['sprites', 'whole', 'cut', 'bare'])
      rule(`${kind}/${number}/*`, style, `out/${kind}/${number}/{name}.png`);
}

async function layOutProducts(): Promise<void> {
  for (const [index, file] of PRODUCTS.entries()) {
    const [number, name] = [branded.length, nameOf(file, index)];
    const path = `products/${parse(name).dir}/${basename(file)}`;
    copyFileSync(file, place(path));
    rule(path, styleOf(index), `out/products/${name}`);
    const colour = brandOf(await read(file));
    if (!colour) continue;
    branded.push({ number, name, file, colour });
    const outputs = ['png', 'jpg'].map((format) => ({ output: `out/brands/${number}.${format}` }));
    rules.push({ input: path, style: styleOf(index), brandColors: [colour], outputs });
  }
}

async function layOutTextures(): Promise<void> {
  for (const [index, name] of TEXTURES.entries()) {
    if (name === 'cobbles.png') copyFileSync(join(SAMPLES, 'textures/mossy-cobblestone.png'), place('textures', name));
    else await drawStones(index, place('textures', name));
    rule(`textures/${name}`, styleOf(index), `out/plain/${name}`);
    rule(`textures/${name}`, styleOf(index), `out/seamless/${name}`, { seamless: true });
  }
}

/** Four rows of four sprites; of two sheets only the first cell differs. */
async function layOutSheets(): Promise<void> {
  const sprite = (index: number) => cellOf(SPRITES[index % SPRITES.length]!);
  for (const number of SHEETS) {
    const cells = await Promise.all(Array.from({ length: 16 }, (_, index) => sprite(4 * number + index)));
    const other = await sprite(4 * number + 17);
    for (const [letter, all] of [
      ['a', cells],
      ['b', [other, ...cells.slice(1)]],
    ] as const) {
      const composed = all.map((input, i) => ({ input, left: CELL * (i & 3), top: CELL * (i >> 2) }));
      const background = { r: 0, g: 0, b: 0, alpha: 0 };
      const sheet = sharp({ create: { width: 4 * CELL, height: 4 * CELL, channels: 4, background } });
      await sheet
        .composite(composed)
        .png()
        .toFile(place('sheets', `${number}${letter}.png`));
    }
    rule(`sheets/${number}?.png`, styleOf(number), 'out/whole/{name}.png');
    rule(`sheets/${number}?.png`, styleOf(number), 'out/cells/{name}.png', { sheet: { cell: [CELL, CELL] } });
  }
}

/** Windows that move over pictures. */
async function layOutShots(): Promise<void> {
  for (const shot of SHOTS) {
    const wide = SHOT.width + STEP * (FRAMES.length - 1);
    const ground = sharp(PRODUCTS[shot]!).flatten({ background: '#fff' });
    const whole = await ground.resize(wide, SHOT.height, { fit: 'cover' }).toColourspace('srgb').png().toBuffer();
    for (const [frame, name] of FRAMES.entries())
      await sharp(whole)
        .extract({ left: STEP * frame, top: 0, ...SHOT })
        .toFile(place('shots', `${shot}`, name));
    for (const [kind, treatment] of [
      ['single', {}],
      ['shared', { sequence: true }],
      ['smoothed', { sequence: true, smooth: 1 }],
    ] as const)
      rule(`shots/${shot}/*`, styleOf(shot), `out/${kind}/${shot}/{name}.png`, treatment);
  }
}

/** Names that end as those of maps mean something else here. */
function rule(input: string, style: string, output: string, treatment: object = {}): void {
  rules.push({ input, style, output, maps: 'paint', ...treatment });
}

function styleOf(index: number): string {
  return STYLES[index % STYLES.length]!;
}

function nameOf(file: string, index: number): string {
  return `${index % STYLES.length}/${parse(file).name}.png`;
}

function* painted(): Generator<{ kind: string; name: string; file: string }> {
  for (const [index, file] of SPRITES.entries()) yield { kind: 'sprites', name: nameOf(file, index), file };
  for (const [index, file] of PRODUCTS.entries()) yield { kind: 'products', name: nameOf(file, index), file };
}

function at(...path: string[]): string {
  return join(folder, ...path);
}

function place(...path: string[]): string {
  mkdirSync(parse(at(...path)).dir, { recursive: true });
  return at(...path);
}

function picturesIn(place: string): string[] {
  const names = readdirSync(place).filter((name) => /\.(png|webp|jpe?g)$/i.test(name));
  return names.sort().map((name) => join(place, name));
}

async function read(file: string): Promise<Rgba> {
  const { data, info } = await sharp(file)
    .autoOrient()
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/**
 * How far the edge of what was cut out is off where it lies on a ground: how all pixels within 2 px of what is clear differ from those of
 * the whole photograph, painted, beyond what the pixels further inside do; summed up with its direction, as brush work goes all ways.
 * Undefined where there is too little of either.
 */
function fringeOn(ground: number, shape: Rgba, whole: Rgba, painted: Rgba): number | undefined {
  const { width, height, data } = shape;
  const [edge, inside] = [
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ];
  for (let i = 0; i < width * height; i++) {
    const alpha = data[4 * i + 3]! / 255;
    if (alpha <= 8 / 255) continue;
    const distance = clearBeside(shape, i % width, Math.floor(i / width));
    const sums = distance <= 2 ? edge : distance > 4 && alpha === 1 ? inside : undefined;
    if (!sums) continue;
    const lab = (of: Rgba) => {
      const laid = [0, 1, 2].map((c) => Math.round(alpha * of.data[4 * i + c]! + (1 - alpha) * ground));
      return cielabOf(laid as unknown as Rgb);
    };
    const [is, expected] = [lab(painted), lab(whole)];
    for (let c = 0; c < 3; c++) sums[c]! += is[c]! - expected[c]!;
    sums[3]!++;
  }
  if (edge[3]! < 24 || inside[3]! < 24) return undefined;
  return Math.hypot(...[0, 1, 2].map((c) => edge[c]! / edge[3]! - inside[c]! / inside[3]!));
}

/** Steps to the next clear pixel; 5 for more than 4. */
function clearBeside({ data, width, height }: Rgba, x: number, y: number): number {
  for (let reach = 1; reach <= 4; reach++)
    for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++)
      for (let u = Math.max(0, x - reach); u <= Math.min(width - 1, x + reach); u++)
        if (data[4 * (v * width + u) + 3]! <= 8) return reach;
  return 5;
}

/** Stones in mortar that repeat both ways: cells of Worley's noise on a torus. */
async function drawStones(seed: number, file: string): Promise<void> {
  const [side, next] = [256, random(seed)];
  const stones = Array.from({ length: 30 + 6 * seed }, () => [side * next(), side * next(), next()] as const);
  const pixels = new Uint8Array(3 * side * side);
  const away = (a: number, b: number) => Math.min(Math.abs(a - b), side - Math.abs(a - b));
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      let [first, second, shade] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
      for (const [u, v, own] of stones) {
        const distance = Math.hypot(away(x, u), away(y, v));
        if (distance < first) [first, second, shade] = [distance, first, own];
        else if (distance < second) second = distance;
      }
      const light = second - first < 3 ? 40 : 80 + 120 * shade - first;
      for (let c = 0; c < 3; c++) pixels[3 * (y * side + x) + c] = light * (1 - 0.15 * c) + 8 * next();
    }
  await sharp(pixels, { raw: { width: side, height: side, channels: 3 } }).toFile(file);
}

async function cellOf(file: string): Promise<Buffer> {
  const background = { r: 0, g: 0, b: 0, alpha: 0 };
  return sharp(file).ensureAlpha().resize(CELL, CELL, { fit: 'contain', background }).png().toBuffer();
}

function changeOutside(a: Rgba, b: Rgba): number {
  let most = 0;
  for (let i = 0; i < a.data.length; i++) {
    const [x, y] = [(i >> 2) % a.width, Math.floor((i >> 2) / a.width)];
    if (x >= CELL || y >= CELL) most = Math.max(most, Math.abs(a.data[i]! - b.data[i]!));
  }
  return most;
}

/** The commonest colour that is no grey, as a brand's are. */
function brandOf({ data }: Rgba): string | undefined {
  const counts = new Map<number, number>();
  for (let i = 0; i < data.length; i += 4) {
    const [r, g, b] = [data[i]!, data[i + 1]!, data[i + 2]!];
    if (data[i + 3]! < 255 || Math.max(r, g, b) - Math.min(r, g, b) < 80) continue;
    const key = ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const [key, count] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0]);
  const middles = [key >> 10, (key >> 5) & 31, key & 31].map((bin) => ((bin << 3) | 4).toString(16).padStart(2, '0'));
  return count < 64 ? undefined : `#${middles.join('')}`;
}

function tell(figure: string, of: string, naive: number[], treated: number[]): void {
  const text = (values: number[]): string => {
    const sorted = [...values].sort((a, b) => a - b);
    return [mean(values), sorted[Math.ceil(0.95 * sorted.length) - 1]!, sorted.at(-1)!]
      .map((value) => value.toFixed(2))
      .join('; ');
  };
  table.push(`| ${figure} | ${of} | ${text(naive)} | ${text(treated)} |`);
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
