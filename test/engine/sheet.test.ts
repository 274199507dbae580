import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type LayoutOptions, paintLaidOut } from '../../src/engine/layout';
import type { Network } from '../../src/engine/network/runtime';
import type { Picture } from '../../src/engine/pictures/picture';
import { Shots } from '../../src/engine/shots';
import type { SheetOptions } from '../../src/shared/sheet';
import { openNetwork, painting, pictureOf, scene, someCode } from './studio';
import { problemIn, tempFolder } from './support';

let network: Network;
let code: Float32Array;
beforeAll(async () => {
  network = await openNetwork();
  code = await someCode(network);
});

const [WIDTH, HEIGHT, CELL, GAP] = [74, 50, 24, 1];
const GRID: SheetOptions = { cell: [CELL, CELL], spacing: GAP };

/** 3 × 2 cells of 24 pixels with soft blobs, transparent gaps of 1 between them; `seeds` say what each cell shows. */
function sheet(seeds: readonly number[]): Picture {
  const pixels = new Uint8Array(WIDTH * HEIGHT * 4).fill(13);
  for (let i = 3; i < pixels.length; i += 4) pixels[i] = 0;
  seeds.forEach((seed, index) => {
    const cell = scene(CELL, CELL, 4, seed);
    const [left, top] = [(index % 3) * (CELL + GAP), Math.floor(index / 3) * (CELL + GAP)];
    for (let y = 0; y < CELL; y++)
      for (let x = 0; x < CELL; x++) {
        const at = (y * CELL + x) * 4;
        if (Math.hypot(x - 11.5, y - 11.5) > 11.5) cell[at + 3] = 0;
        pixels.set(cell.subarray(at, at + 4), ((top + y) * WIDTH + left + x) * 4);
      }
  });
  return pictureOf(pixels, WIDTH, HEIGHT, 4);
}

function paint(picture: Picture, treatment: LayoutOptions['treatment'], change: Partial<LayoutOptions> = {}) {
  const options = { ...painting(), source: '/art/sheet.png', treatment, shots: new Shots(network), ...change };
  return paintLaidOut(network, picture, code, options);
}

/** All samples of a cell. */
function cellOf({ pixels }: Picture, index: number, channels = 4): number[] {
  const [left, top] = [(index % 3) * (CELL + GAP), Math.floor(index / 3) * (CELL + GAP)];
  return Array.from({ length: CELL }, (_, y) => {
    const at = ((top + y) * WIDTH + left) * channels;
    return Array.from(pixels.subarray(at, at + CELL * channels));
  }).flat();
}

describe('a sprite sheet', () => {
  it('keeps what is between its cells, and all alpha', async () => {
    const before = sheet([1, 2, 3, 4, 5, 6]);
    const after = await paint(before, { sheet: GRID });
    let painted = 0;
    for (let y = 0; y < HEIGHT; y++)
      for (let x = 0; x < WIDTH; x++) {
        const at = (y * WIDTH + x) * 4;
        expect(after.pixels[at + 3]).toBe(before.pixels[at + 3]);
        const isGap = x % (CELL + GAP) >= CELL || y % (CELL + GAP) >= CELL || x >= 3 * (CELL + GAP);
        if (isGap) expect(after.pixels.subarray(at, at + 4)).toEqual(before.pixels.subarray(at, at + 4));
        else if (after.pixels[at] !== before.pixels[at]) painted++;
      }
    expect(painted).toBeGreaterThan(1000);
  });

  it('changes in no other cell when one changes, which it does where it is painted as one picture', async () => {
    const [one, other] = [sheet([1, 2, 3, 4, 5, 6]), sheet([1, 2, 3, 4, 99, 6])];
    const [a, b] = [await paint(one, { sheet: GRID }), await paint(other, { sheet: GRID })];
    for (const index of [0, 1, 2, 3, 5]) expect(cellOf(b, index)).toEqual(cellOf(a, index));
    expect(cellOf(b, 4)).not.toEqual(cellOf(a, 4));
    const [c, d] = [await paint(one, {}), await paint(other, {})];
    expect(cellOf(d, 3)).not.toEqual(cellOf(c, 3));
  });

  it('has equal cells for equal ones, wherever they lie and whatever is painted at once', async () => {
    for (const treatment of [{ sheet: GRID }, { sheet: GRID, sequence: true }]) {
      const painted = await paint(sheet([1, 2, 1, 4, 1, 2]), treatment);
      expect(cellOf(painted, 2)).toEqual(cellOf(painted, 0));
      expect(cellOf(painted, 4)).toEqual(cellOf(painted, 0));
      expect(cellOf(painted, 5)).toEqual(cellOf(painted, 1));
    }
  });

  it('is the same sheet at strength 0', async () => {
    const before = sheet([1, 2, 3, 4, 5, 6]);
    const after = await paint(before, { sheet: { ...GRID, extrude: 1 } }, { strength: 0 });
    expect(after.pixels).toEqual(before.pixels);
  });

  it('shares lights and shades among the cells of a sequence, or where asked', async () => {
    const picture = sheet([1, 2, 3, 4, 5, 6]);
    const each = await paint(picture, { sheet: GRID });
    const sequence = await paint(picture, { sheet: GRID, sequence: true });
    const shared = await paint(picture, { sheet: { ...GRID, tones: 'shared' } });
    expect(sequence.pixels).not.toEqual(each.pixels);
    expect(shared.pixels).toEqual(sequence.pixels);
    expect((await paint(picture, { sheet: { ...GRID, tones: 'each' }, sequence: true })).pixels).toEqual(each.pixels);
  });

  it('is painted by the frames of an atlas, turned ones as they were before they were packed', async () => {
    const folder = await tempFolder();
    const atlas = join(folder, 'sheet.json');
    const frame = (x: number, rotated: boolean) => ({ frame: { x, y: 0, w: 40, h: 24 }, rotated });
    await writeFile(atlas, JSON.stringify({ frames: { flat: frame(0, false), packed: frame(40, true) } }));
    const picture = pictureOf(new Uint8Array(64 * 40 * 3), 64, 40);
    const upright = scene(40, 24, 3);
    for (let y = 0; y < 24; y++)
      for (let x = 0; x < 40; x++) {
        const pixel = upright.subarray((y * 40 + x) * 3, (y * 40 + x) * 3 + 3);
        picture.pixels.set(pixel, (y * 64 + x) * 3);
        picture.pixels.set(pixel, (x * 64 + 63 - y) * 3); // a quarter to the right
      }
    const { pixels } = await paint(picture, { sheet: { atlas } });
    const [flat, packed] = [new Set<string>(), new Set<string>()];
    for (let y = 0; y < 24; y++)
      for (let x = 0; x < 40; x++) {
        flat.add(`${x} ${y} ${pixels.subarray((y * 64 + x) * 3, (y * 64 + x) * 3 + 3)}`);
        packed.add(`${x} ${y} ${pixels.subarray((x * 64 + 63 - y) * 3, (x * 64 + 63 - y) * 3 + 3)}`);
      }
    expect(packed).toEqual(flat);
    expect(pixels.subarray(3 * 64 * 30, 3 * 64 * 30 + 3 * 39)).toEqual(new Uint8Array(3 * 39));
  });

  it('has its extruded borders made anew from the painted cells', async () => {
    const picture = pictureOf(scene(40, 40), 40, 40);
    const { pixels } = picture;
    const at = (x: number, y: number) => (y * 40 + x) * 3;
    const inside = (v: number) => Math.max(4, Math.min(35, v));
    for (let y = 0; y < 40; y++)
      for (let x = 0; x < 40; x++) pixels.copyWithin(at(x, y), at(inside(x), inside(y)), at(inside(x), inside(y)) + 3);
    const painted = await paint(picture, { sheet: { cell: [32, 32], margin: 4, extrude: 3 } });
    for (let y = 1; y < 39; y++)
      for (let x = 1; x < 39; x++)
        expect(painted.pixels.subarray(at(x, y), at(x, y) + 3)).toEqual(
          painted.pixels.subarray(at(inside(x), inside(y)), at(inside(x), inside(y)) + 3),
        );
    expect(painted.pixels.subarray(0, 3 * 40)).toEqual(pixels.subarray(0, 3 * 40));
  });

  it.each([
    [{ cell: [100, 8] }, '/art/sheet.png', 'cells of 100 × 8 do not fit into its 74 × 50 pixels'],
    [{ atlas: '/nowhere/sheet.json' }, '/nowhere/sheet.json', "it can't be read (ENOENT)"],
  ] as [SheetOptions, string, string][])('that has no such cells is named: %j', async (options, file, cause) => {
    expect(await problemIn(paint(sheet([1]), { sheet: options }))).toMatchObject({ file, cause });
  });

  it('of 16 bits and of several frames keeps both', async () => {
    const wide = pictureOf(
      Uint16Array.from(scene(32, 16, 3), (v) => v * 257),
      32,
      16,
    );
    const painted = await paint(wide, { sheet: { columns: 2, rows: 1 } });
    expect(painted.pixels).toBeInstanceOf(Uint16Array);
    const frames = pictureOf(scene(32, 32, 3), 32, 16, 3, 2);
    const both = await paint(frames, { sheet: { columns: 2, rows: 1 } });
    const first = await paint(pictureOf(frames.pixels.slice(0, 32 * 16 * 3), 32, 16), {
      sheet: { columns: 2, rows: 1 },
    });
    expect(both.pixels.subarray(0, 32 * 16 * 3)).toEqual(first.pixels);
  });
});
