import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { reportPage } from '../../src/shared/report';
import { openBrowser } from './browser';
import { ROOT } from './server';
import {
  apart,
  type Box,
  type Colour,
  centred,
  fitted,
  isIn,
  nearest,
  noisePicture,
  over,
  pngOf,
  type Raster,
  type Shader,
  smoothPicture,
  waves,
} from './stagePixels';
import { openTiled } from './tiledPage';

const WAIT = { timeout: 30_000 };
const SETTLED = { timeout: 5000, interval: 100 };
/** CSS pixels: the stage is put there, so that no font has a say in where it lies. */
const STAGE = { width: 640, height: 400 };
/** CSS pixels that the shadow of what lies over the pictures may reach. */
const HALO = 8;
/** Whole pixels are seen as they are, but for the rounding of premultiplied colours. */
const EXACT = { mean: 0.6, max: 3 };
/** Mixtures are rounded at each step of the way. */
const MIXED = { mean: 1, max: 4 };
/** Filters differ between browsers; a shift by one pixel shows all the same. */
const FILTERED = { mean: 0.9, max: 4 };

describe.skipIf(inject('vscodeMissing')).each([1, 2])('what the comparer shows at %i device pixels to one', (ratio) => {
  const folder = mkdtempSync(join(tmpdir(), 'stylize-pixels-'));
  const room = { width: STAGE.width * ratio, height: STAGE.height * ratio };
  const opaque = [noisePicture(150, 90, 1), noisePicture(150, 90, 2)] as const;
  const clear = [noisePicture(150, 90, 3, true), noisePicture(150, 90, 4, true)] as const;
  let browser: Browser;
  let script: string;
  let page: Page;
  beforeAll(async () => {
    browser = await openBrowser(`--force-device-scale-factor=${ratio}`, '--window-size=900,700');
    script = readFileSync(join(ROOT, 'dist/webview/compare.js'), 'utf8');
  });
  afterEach(() => page.context().close());
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  it('slider: before to the left of the divider, after to the right', async () => {
    await open(...opaque);
    await press('1', '[', '[', '[');
    const box = fitted(opaque[0], room);
    const { mat } = await colours();
    await expectStage((x, y) => opaqueAt(opaque[x < room.width * 0.35 ? 0 : 1], box, x, y) ?? mat, EXACT);
  });

  it('side by side: each in its half, at the same spot', async () => {
    await open(...opaque);
    await press('2');
    const half = room.width / 2;
    // a line stands between them
    const box = fitted(opaque[0], { width: half - ratio, height: room.height });
    const { mat } = await colours();
    const line = { left: half - ratio, top: 0, width: ratio, height: room.height };
    await expectStage(
      (x, y) => (isIn(line, x, y, 1) ? undefined : (opaqueAt(opaque[x < half ? 0 : 1], box, x % half, y) ?? mat)),
      EXACT,
    );
  });

  it('blink: one side, then the other at the same place', async () => {
    await open(...opaque);
    const box = fitted(opaque[0], room);
    const { mat } = await colours();
    await press('3');
    await expectStage((x, y) => opaqueAt(opaque[0], box, x, y) ?? mat, EXACT);
    await press(' ');
    await expectStage((x, y) => opaqueAt(opaque[1], box, x, y) ?? mat, EXACT);
  });

  it('onion skin: a true mixture, also where both are transparent', async () => {
    await open(...clear);
    await press('4', 'b', 'b'); // on white
    const box = fitted(clear[0], room);
    const { mat } = await colours();
    const mixture =
      (after: number): Shader =>
      (x, y) => {
        const [one, other] = [nearest(clear[0], box, x, y), nearest(clear[1], box, x, y)];
        return one && other
          ? over([255, 255, 255], { pixel: one, share: 1 - after }, { pixel: other, share: after })
          : mat;
      };
    await expectStage(mixture(0.5), MIXED);
    await press(...Array<string>(5).fill(']'));
    await expectStage(mixture(0.75), MIXED);
  });

  it('difference: what colours are apart, amplified', async () => {
    await open(...opaque);
    await press('5');
    await counted();
    for (const factor of [1, 4, 16]) {
      await expectStage(await differenceOf(opaque, factor), EXACT);
      await press(']', ']');
    }
  });

  it('difference of transparent pictures: the larger one of those over black and over white', async () => {
    await open(...clear);
    await press('5');
    await counted();
    await expectStage(await differenceOf(clear, 1), EXACT);
  });

  it('transparent pictures: on checks, black, white and the colour of the theme', async () => {
    await open(...clear);
    await press('3');
    const box = fitted(clear[0], room);
    const { mat, paper, check } = await colours();
    const cell = 8 * ratio;
    const checks: Shader = (x, y) => {
      const [across, down] = [x - box.left, y - box.top];
      // the edges of a gradient are soft
      if ([across, down].some((at) => at % cell < 1 || at % cell >= cell - 1)) return undefined;
      return (Math.floor(across / cell) + Math.floor(down / cell)) % 2 === 0 ? paper : check;
    };
    for (const ground of [checks, () => [0, 0, 0], () => [255, 255, 255], () => paper] as Shader[]) {
      await expectStage(
        (x, y) => {
          const pixel = nearest(clear[0], box, x, y);
          if (!pixel) return mat;
          const below = ground(x, y);
          return below && over(below, { pixel, share: 1 });
        },
        { ...EXACT, said: 0.6 },
      );
      await press('b');
    }
  });

  it('repeats: nine copies, edge to edge', async () => {
    const tile = [noisePicture(40, 24, 5), noisePicture(40, 24, 6)] as const;
    await open(...tile);
    await press('3', ' ', 't');
    const whole = fitted({ width: 120, height: 72 }, room);
    const { mat } = await colours();
    const box = { ...whole, width: whole.width / 3, height: whole.height / 3 };
    await expectStage((x, y) => {
      if (!isIn(whole, x, y)) return mat;
      const [across, down] = [(x - whole.left) % box.width, (y - whole.top) % box.height];
      return opaqueAt(tile[1], { ...box, left: 0, top: 0 }, across, down);
    }, EXACT);
  });

  it('deep zoom: crisp pixels, moved by arrows', async () => {
    await open(...opaque);
    await press('3', ...Array<string>(20).fill('+'), 'ArrowRight', 'ArrowDown', 'ArrowDown');
    const { left, top, width, height } = centred(opaque[0], room, 32);
    const box = { left: left - 64 * ratio, top: top - 128 * ratio, width, height };
    await expectStage((x, y) => opaqueAt(opaque[0], box, x, y), EXACT);
    await press('p');
    const { mat } = await colours();
    const middle = centred(opaque[0], room, 1); // where what fits in always lies
    await expectStage((x, y) => opaqueAt(opaque[0], middle, x, y) ?? mat, EXACT);
  });

  it('loupe: both sides around the pixel under the pointer', async () => {
    await open(...opaque);
    await press('1', 'b', 'l'); // on black
    await page.mouse.move(201, 151);
    const box = fitted(opaque[0], room);
    const zoom = box.width / 150;
    const [across, down] = [(201.5 * ratio - box.left) / zoom, (151.5 * ratio - box.top) / zoom].map(Math.floor);
    const magnified = Math.max(8, zoom * 2);
    const glasses = await boxesOf('.loupe canvas');
    expect(glasses).toHaveLength(2);
    await expectStage(
      (x, y) => {
        const side = glasses.findIndex((glass) => isIn(glass, x, y, -1));
        if (side < 0) return undefined;
        const glass = glasses[side]!;
        const [middleX, middleY] = [glass.left + glass.width / 2, glass.top + glass.height / 2];
        // a frame is laid around the pixel that is read
        const frame = {
          left: middleX - magnified / 2,
          top: middleY - magnified / 2,
          width: magnified,
          height: magnified,
        };
        if (isIn(frame, x, y, 3 * ratio))
          return isIn(frame, x, y, -2) ? opaqueAt(opaque[side as 0], at(frame), x, y) : undefined;
        return opaqueAt(opaque[side as 0], at(frame), x, y) ?? [0, 0, 0];
      },
      { ...EXACT, said: 0.05 },
    );

    /** Where the whole picture would lie. */
    function at(frame: Box): Box {
      return {
        left: frame.left - across! * magnified,
        top: frame.top - down! * magnified,
        width: 150 * magnified,
        height: 90 * magnified,
      };
    }
  });

  it('reduced: large pictures are filtered, and lie where they should', async () => {
    const smooth = [smoothPicture(2000, 1200, 0), smoothPicture(2000, 1200, 0.3)] as const;
    await open(...smooth);
    await press('1');
    const box = fitted(smooth[0], room);
    const { mat } = await colours();
    await expectStage((x, y) => {
      if (!isIn(box, x, y)) return mat;
      const [u, v] = [(x + 0.5 - box.left) / box.width, (y + 0.5 - box.top) / box.height];
      return waves(u, v, x < room.width / 2 ? 0 : 0.3);
    }, FILTERED);
  });

  it('tiles: a large picture by its own pixels, seen once though its copy lies below', async () => {
    const [width, height] = [1200 * ratio, 800 * ratio];
    const large = [noisePicture(width, height, 7, true), noisePicture(width, height, 8, true)] as const;
    await newPage();
    await openTiled(page, ...large);
    await settleStage();
    await press('p', 'b', 'b'); // on white
    const box = centred(large[0], room, 1);
    const mixture =
      (sideAt: (x: number) => [before: number, after: number]): Shader =>
      (x, y) => {
        const [before, after] = sideAt(x);
        const [one, other] = [nearest(large[0], box, x, y)!, nearest(large[1], box, x, y)!];
        return over([255, 255, 255], { pixel: one, share: before }, { pixel: other, share: after });
      };
    await expectStage(
      mixture((x) => (x < room.width / 2 ? [1, 0] : [0, 1])),
      EXACT,
    );
    await press('4');
    await expectStage(
      mixture(() => [0.5, 0.5]),
      MIXED,
    );
    await press('3', ' ');
    await expectStage(
      mixture(() => [0, 1]),
      EXACT,
    );
    await page.mouse.move(400, 300);
    await page.mouse.down();
    await page.mouse.move(300, 250);
    await page.mouse.move(250, 230);
    await page.mouse.up();
    box.left -= 150 * ratio;
    box.top -= 70 * ratio;
    await page.mouse.move(899, 699); // off the stage
    await expectStage(
      mixture(() => [0, 1]),
      EXACT,
    );
  });

  async function open(before: Raster, after: Raster): Promise<void> {
    const [from, to] = await Promise.all([before, after].map(pngOf));
    const uri = (png: Buffer) => `data:image/png;base64,${png.toString('base64')}`;
    const { width, height } = before;
    const asset = { source: 'a.png', output: 'out/a.png', style: 'ink', cached: false, width, height };
    const totals = { done: 1, cached: 0, failed: 0, milliseconds: 1 };
    const model = { title: 'Run', generated: '2026-10-14T12:00:00Z', totals, styles: [{ name: 'ink' }] };
    const path = join(folder, 'index.html');
    writeFileSync(path, reportPage({ ...model, assets: [{ ...asset, before: uri(from!), after: uri(to!) }] }, script));
    await newPage();
    await page.goto(pathToFileURL(path).href);
    await page.locator('.name').press('Enter');
    await page.locator('dialog[open]').waitFor();
    await settleStage();
  }

  async function newPage(): Promise<void> {
    // as large as the window: with a viewport of its own a page only pretends to have other pixels, and lays boxes on CSS ones
    page = await (await browser.newContext({ viewport: null, colorScheme: 'light' })).newPage();
  }

  /** Puts the stage where it is to be, and waits for its pictures. */
  async function settleStage(): Promise<void> {
    await page.evaluate(({ width, height }) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`:root .stage {
        position: fixed; z-index: 1; left: 0; top: 0; width: ${width}px; height: ${height}px; border-radius: 0;
      }`);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    }, STAGE);
    const stage = page.locator('.stage');
    await vi.waitFor(async () => expect(await stage.boundingBox()).toEqual({ x: 0, y: 0, ...STAGE }), WAIT);
    const loaded = () =>
      stage.locator('img').evaluateAll((all) => all.every((it) => (it as HTMLImageElement).complete));
    await vi.waitFor(async () => expect(await loaded()).toBe(true), WAIT);
  }

  async function press(...keys: string[]): Promise<void> {
    for (const key of keys) await page.keyboard.press(key);
  }

  async function counted(): Promise<void> {
    await vi.waitFor(async () => expect(await page.locator('.statistics').textContent()).toMatch(/Mean/), WAIT);
  }

  async function differenceOf([before, after]: readonly [Raster, Raster], factor: number): Promise<Shader> {
    const box = fitted(before, room);
    const { mat } = await colours();
    return (x, y) => {
      const [one, other] = [nearest(before, box, x, y), nearest(after, box, x, y)];
      if (!one || !other) return mat;
      const on = (ground: Colour) => {
        const [a, b] = [one, other].map((pixel) => over(ground, { pixel, share: 1 }));
        return a!.map((value, channel) => Math.abs(value - b![channel]!));
      };
      const onWhite = on([255, 255, 255]);
      const apart = on([0, 0, 0]).map((value, channel) => Math.round(Math.max(value, onWhite[channel]!)));
      return apart.map((value) => Math.min(255, factor * value)) as unknown as Colour;
    };
  }

  /** In device pixels. */
  async function boxesOf(selector: string): Promise<Box[]> {
    const boxes = await page.locator(selector).evaluateAll((all) =>
      all.map((element) => {
        const { left, top, width, height } = element.getBoundingClientRect();
        return { left, top, width, height };
      }),
    );
    return boxes.map(({ left, top, width, height }) => ({
      left: left * ratio,
      top: top * ratio,
      width: width * ratio,
      height: height * ratio,
    }));
  }

  /** Of the page, as it wears its theme. */
  async function colours(): Promise<Record<'paper' | 'mat' | 'check', Colour>> {
    const [paper, mat, check] = await page.evaluate(() =>
      ['paper', 'mat', 'check'].map((name) => {
        const probe = document.body.appendChild(document.createElement('i'));
        probe.style.color = `var(--${name})`;
        const context = document.createElement('canvas').getContext('2d')!;
        context.fillStyle = getComputedStyle(probe).color;
        context.fillRect(0, 0, 1, 1);
        probe.remove();
        return [...context.getImageData(0, 0, 1, 1).data.subarray(0, 3)];
      }),
    );
    return { paper, mat, check } as unknown as Record<'paper' | 'mat' | 'check', Colour>;
  }

  /** What lies over the pictures, and has words or a shape of its own, is left out. */
  async function expectStage(
    shader: Shader,
    { mean, max, said = 0.85 }: { mean: number; max: number; said?: number },
  ): Promise<void> {
    const laidOver = (await boxesOf('.stage :is(.tag, .divider, .handle)')).filter(({ width }) => width > 0);
    const isHidden = (x: number, y: number) => laidOver.some((box) => isIn(box, x, y, HALO * ratio));
    // again, until the screen has followed
    await vi.waitFor(async () => {
      const shot = await page.screenshot({ clip: { x: 0, y: 0, ...STAGE } });
      const found = await apart(shot, (x, y) => (isHidden(x, y) ? undefined : shader(x, y)));
      expect(found.said, 'share of the stage that is looked at').toBeGreaterThan(said);
      expect(found.max, found.at).toBeLessThanOrEqual(max);
      expect(found.mean, found.at).toBeLessThanOrEqual(mean);
    }, SETTLED);
  }
});

function opaqueAt(picture: Raster, box: Box, x: number, y: number): Colour | undefined {
  const pixel = nearest(picture, box, x, y);
  return pixel && [pixel[0], pixel[1], pixel[2]];
}
