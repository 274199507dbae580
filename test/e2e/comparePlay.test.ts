import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, inject, it, vi } from 'vitest';
import { modelElement, reportPage } from '../../src/shared/report';
import { seriousProblems } from './axe';
import { flat, modelOf, type Rgb, uris, useReportPages } from './reportPages';

const WAIT = { timeout: 30_000 };
const COLOURS: readonly Rgb[] = [
  [200, 40, 40],
  [40, 180, 60],
  [50, 80, 220],
  [230, 190, 30],
  [150, 60, 190],
  [30, 190, 190],
  [240, 120, 200],
  [120, 90, 60],
];
/** Frames a second with which playing begins. */
const RATE = 12;

describe.skipIf(inject('vscodeMissing'))('a sheet of cells in a report', () => {
  const pages = useReportPages();
  let page: Page;

  it('guesses the cells by the gaps, and names the one under the pointer', async () => {
    page = await openSheet(await sprites());
    await page.keyboard.press('g');
    await expect.poll(numbers, WAIT).toEqual(['4', '2', '32', '32', '0', '0']);
    await pointAt(64 + 16, 32 + 16);
    await expect.poll(() => page.locator('.readout .cell').textContent()).toBe('Cell 7: column 3, row 2');
    await page.keyboard.press('g');
    expect(await page.locator('.film').isVisible()).toBe(false);
    await pointAt(64 + 16, 16);
    expect(await page.locator('.readout .cell').count()).toBe(0);
  });

  it('draws crisp borders on both sides, at every zoom', async () => {
    page = await openSheet(await opaqueSheet());
    await page.keyboard.press('g');
    await type('Columns', '4');
    await type('Rows', '2');
    await page.keyboard.press('2');
    for (const zooms of [0, 2, -5]) {
      for (let turn = 0; turn < Math.abs(zooms); turn++) await page.keyboard.press(zooms > 0 ? '+' : '-');
      for (const side of ['before', 'after']) {
        const picture = (await page.locator(`dialog .side.${side} img`).boundingBox())!;
        const x = Math.round(picture.x + picture.width / 4);
        const shot = await page.screenshot({ clip: { x: x - 1, y: Math.round(picture.y) + 1, width: 3, height: 12 } });
        const { data, info } = await sharp(shot).removeAlpha().raw().toBuffer({ resolveWithObject: true });
        const column = (at: number) =>
          Array.from({ length: info.height }, (_, row) => [
            ...data.subarray((row * 3 + at) * 3, (row * 3 + at) * 3 + 3),
          ]);
        const isLine = (at: number) => column(at).every(([red, green, blue]) => red === green && green === blue);
        // one pixel wide, of both tones, between pixels of the picture
        expect([isLine(0), isLine(1), isLine(2)], `${side}, zoomed by ${zooms}`).toEqual([false, true, false]);
        expect(new Set(column(1).map(([red]) => red))).toEqual(new Set([0, 255]));
      }
    }
  });

  it('takes other cells as they are typed, by number or by size, and guesses again', async () => {
    page = await openSheet(await sprites());
    await page.keyboard.press('g');
    await expect.poll(numbers, WAIT).toEqual(['4', '2', '32', '32', '0', '0']);
    await type('Columns', '8');
    expect(await numbers()).toEqual(['8', '2', '16', '32', '0', '0']);
    await type('Cell height', '16');
    expect(await numbers()).toEqual(['8', '4', '16', '16', '0', '0']);
    await type('Margin', '4');
    await type('Spacing', '2');
    expect(await numbers()).toEqual(['6', '3', '16', '16', '4', '2']);
    // what is typed is no command
    expect(await page.locator('.stage').getAttribute('data-mode')).toBe('slider');
    await page.getByRole('button', { name: 'Guess the cells' }).click();
    await expect.poll(numbers, WAIT).toEqual(['4', '2', '32', '32', '0', '0']);
  });

  it('shows one cell alone in every mode, with nothing of its neighbours', async () => {
    page = await openSheet(await opaqueSheet());
    await page.keyboard.press('g');
    await type('Columns', '4');
    await type('Rows', '2');
    await page.locator('.stage').focus();
    await page.getByRole('button', { name: 'Next frame' }).click();
    expect(await place()).toBe('1 / 8 column 1, row 1');
    await page.keyboard.press('.');
    expect(await place()).toBe('2 / 8 column 2, row 1');
    await page.keyboard.press(',');
    await page.keyboard.press(',');
    expect(await place()).toBe('8 / 8 column 4, row 2');
    await page.keyboard.press('.');
    await page.keyboard.press('.');
    expect(await page.getByRole('button', { name: 'One cell alone' }).getAttribute('aria-pressed')).toBe('true');
    for (const [key, zooms] of [
      ['1', 0],
      ['2', -3],
      ['3', 0],
      ['4', 0],
    ] as const) {
      await page.keyboard.press(key);
      await page.keyboard.press('0');
      for (let turn = 0; turn < -zooms; turn++) await page.keyboard.press('-');
      const shown = await cellColours();
      const [before, after] = [COLOURS[1]!, afterOf(COLOURS[1]!)];
      const seen = { '1': [before, after], '2': [before, after], '3': [before], '4': [mixed(before, after)] }[key];
      expect(shown.length, `mode ${key}`).toBe(seen.length);
      for (const colour of seen)
        expect(
          shown.some((other) => isNear(colour, other)),
          `mode ${key}`,
        ).toBe(true);
    }
    await page.keyboard.press('5');
    const apart = COLOURS[1]!.map((value, channel) => Math.abs(value - afterOf(COLOURS[1]!)[channel]!));
    const mean = (apart.reduce((sum, value) => sum + value, 0) / 3).toFixed(2);
    await vi.waitFor(async () => expect(await statistics()).toMatch(`Mean ${mean}`), WAIT);
    expect(await cellColours()).toEqual([apart]);
    await page.keyboard.press('c');
    expect(await statistics()).not.toMatch(`Mean ${mean}`);
    expect(await page.locator('dialog .cutout:visible').count()).toBe(0);
  });

  it('shows the cell under the pointer alone, with its own pixels, and comes back to the same view', async () => {
    page = await openSheet(await opaqueSheet());
    await page.keyboard.press('g');
    await type('Columns', '4');
    await type('Rows', '2');
    await page.locator('.stage').focus();
    await page.keyboard.press('3');
    await page.keyboard.press('+');
    const zoom = await page.locator('.word.zoom').textContent();
    await pointAt(32 + 5, 32 + 7);
    await page.keyboard.press('c');
    expect(await place()).toBe('6 / 8 column 2, row 2');
    await page.locator('.stage').hover();
    const [x, y] = (await page.locator('.readout .position').textContent())!.split(', ').map(Number);
    expect([Math.floor(x! / 32), Math.floor(y! / 32)]).toEqual([1, 1]);
    expect(await page.locator('.readout').textContent()).toContain(`rgba(${COLOURS[5]!.join(', ')}, 1)`);
    await page.keyboard.press('c');
    expect(await page.locator('.word.zoom').textContent()).toBe(zoom);
  });

  it('plays the cells at the pace chosen, all of them or one row, and never by itself', async () => {
    page = await openSheet(await sprites(), { reducedMotion: 'reduce' }, (of) => of.clock.install());
    await page.keyboard.press('g');
    await expect.poll(numbers, WAIT).toEqual(['4', '2', '32', '32', '0', '0']);
    await freeze();
    await runFrames(20);
    expect([await place(), await page.locator('dialog .cutout:visible').count()]).toEqual(['1 / 8 column 1, row 1', 0]);
    await page.getByRole('button', { name: 'Play', exact: true }).press('Enter');
    await runFrames(2);
    expect(await place()).toBe('3 / 8 column 3, row 1');
    await runFrames(7);
    expect(await place()).toBe('2 / 8 column 2, row 1');
    await page.keyboard.press('o');
    await page.keyboard.press('k');
    await runFrames(3);
    expect(await place()).toBe('1 / 4 column 1, row 1');
    await page.keyboard.press('<');
    expect(await page.getByRole('slider', { name: 'Frames a second' }).getAttribute('aria-valuetext')).toBe(
      '10 frames a second',
    );
    await page.clock.runFor(520);
    expect(await place()).toBe('2 / 4 column 2, row 1');
    await page.keyboard.press('k');
    await runFrames(5);
    expect(await place()).toBe('2 / 4 column 2, row 1');
  });

  it('is reached and named at 200 %, and has nothing that is hard to use', async () => {
    page = await openSheet(await sprites(), { viewport: { width: 640, height: 480 }, deviceScaleFactor: 2 });
    await page.keyboard.press('g');
    await expect.poll(numbers, WAIT).toEqual(['4', '2', '32', '32', '0', '0']);
    const names = [
      ...['Previous frame', 'Play', 'Next frame', 'Frame', 'Frames a second', 'One cell alone', 'Play one row only'],
      ...['Columns', 'Rows', 'Cell width', 'Cell height', 'Margin', 'Spacing', 'Guess the cells'],
    ];
    const control = page.locator('.film :is(button, input)');
    expect(await control.count()).toBe(names.length);
    await control.first().focus();
    for (const name of names) {
      const focused = page.locator('.film :focus');
      expect(await focused.evaluate((element) => element.ariaLabel ?? element.parentElement!.textContent)).toBe(name);
      const { x, width } = (await focused.boundingBox())!;
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(640);
      await expect.poll(() => isInSight(name)).toBe(true);
      await page.keyboard.press('Tab');
    }
    expect(await seriousProblems(page.mainFrame())).toEqual([]);
  });

  it('tells its keys, and that of tuning only where there is something to tune', async () => {
    page = await openSheet(await sprites());
    await page.keyboard.press('?');
    const keys = await page.locator('.help dl > div:visible dt').allTextContents();
    expect(keys).toEqual(expect.arrayContaining(['G', 'C', 'O', 'K', ',.', '<>']));
    expect(keys).not.toContain('U');
  });

  async function openSheet(
    png: Buffer,
    ...rest: Parameters<typeof pages.open> extends [string, ...infer R] ? R : never
  ) {
    const { width, height } = await sharp(png).metadata();
    const after = await sharp(png).removeAlpha().linear(0.5, 20).png().toBuffer();
    const model = modelOf({ width: width!, height: height!, ...uris(png, after), source: 'sheet.png' });
    return pages.open(reportPage(model, pages.script()), ...rest);
  }

  function numbers(): Promise<string[]> {
    return page.locator('.fields input').evaluateAll((all) => all.map((input) => (input as HTMLInputElement).value));
  }

  function type(field: string, value: string): Promise<void> {
    return page.getByRole('spinbutton', { name: field, exact: true }).fill(value);
  }

  async function pointAt(x: number, y: number): Promise<void> {
    const box = (await page.locator('dialog .backdrop').first().boundingBox())!;
    await page.mouse.move(box.x + ((x + 0.5) * box.width) / 128, box.y + ((y + 0.5) * box.height) / 64);
  }

  /** Every colour on the screen where the cell is. */
  async function cellColours(): Promise<number[][]> {
    await page.locator('.details h2').hover();
    const found = new Map<string, number[]>();
    for (const ground of await page.locator('dialog .backdrop:visible').all()) {
      const { x, y, width, height } = (await ground.boundingBox())!;
      // the divider and the label of a side lie over it
      const clips = [0.02, 0.75].map((from) => ({ x: x + from * width, y, width: width * 0.22, height: height * 0.8 }));
      for (const clip of [...clips, { x: x + 0.02 * width, y, width: width * 0.22, height: 1 }]) {
        const rounded = {
          x: Math.ceil(clip.x),
          y: Math.ceil(clip.y),
          width: Math.floor(clip.width),
          height: Math.max(1, Math.floor(clip.height)),
        };
        const data = await sharp(await page.screenshot({ clip: rounded }))
          .removeAlpha()
          .raw()
          .toBuffer();
        for (let at = 0; at < data.length; at += 3)
          found.set(String(data.subarray(at, at + 3)), [...data.subarray(at, at + 3)]);
      }
    }
    return [...found.values()];
  }

  function place(): Promise<string | null> {
    return page.locator('.frame-place').textContent();
  }

  function statistics(): Promise<string | null> {
    return page.locator('.statistics').textContent();
  }

  function isInSight(name: string): Promise<boolean> {
    return page.locator('.film :focus').evaluate((element, of) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const seen = document.elementFromPoint(left + width / 2, top + height / 2);
      return of !== '' && (element === seen || element.contains(seen) || element.parentElement!.contains(seen));
    }, name);
  }

  async function freeze(): Promise<void> {
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
  }

  function runFrames(count: number): Promise<void> {
    return page.clock.runFor(Math.ceil((count * 1000) / RATE) + 20);
  }
});

describe.skipIf(inject('vscodeMissing'))('numbered frames in a report', () => {
  const pages = useReportPages();
  let page: Page;

  it('plays them in order at one zoom and divider, each when it is decoded and not before', async () => {
    const line = await openFromLine();
    await page.keyboard.press('+');
    await page.keyboard.press(']');
    const zoom = await page.locator('.word.zoom').textContent();
    const divider = page.locator('dialog').getByRole('slider', { name: /^Divider/ });
    const divided = await divider.getAttribute('aria-valuetext');
    await recordFlashes();
    await freeze();
    line.hold();
    await page.keyboard.press('k');
    await page.clock.runFor(3000);
    expect(await heading()).toBe('walk/walk_001.png');
    line.release();
    const seen = new Set<string>();
    await playUntil(async () => seen.add((await heading())!).size === 8, 100);
    await page.keyboard.press('k');
    expect(await page.evaluate(() => (window as { flashes?: number }).flashes)).toBe(0);
    const at = Number((await heading())!.match(/\d+/)![0]);
    expect(await place()).toBe(`${at} / 8 walk_00${at}.png`);
    expect(await middleColour()).toEqual([...afterOf(COLOURS[at - 1]!)]);
    expect(await page.locator('.word.zoom').textContent()).toBe(zoom);
    expect(await divider.getAttribute('aria-valuetext')).toBe(divided);
  });

  it('steps through them, and goes to any by the scrubber', async () => {
    page = await openFrames();
    await page.keyboard.press(',');
    expect(await heading()).toBe('walk/walk_008.png');
    await page.keyboard.press('.');
    await page.keyboard.press('.');
    expect(await heading()).toBe('walk/walk_002.png');
    await page.getByRole('button', { name: 'Previous frame' }).press('Enter');
    expect(await heading()).toBe('walk/walk_001.png');
    const scrubber = page.getByRole('slider', { name: 'Frame', exact: true });
    await scrubber.press('End');
    await scrubber.press('ArrowLeft');
    expect(await scrubber.getAttribute('aria-valuetext')).toBe('Frame 7 of 8: walk_007.png');
    expect(await heading()).toBe('walk/walk_007.png');
    await page.locator('.stage').focus();
    await page.keyboard.press('PageDown');
    await page.keyboard.press('PageDown');
    expect([await heading(), await page.locator('.player').isVisible()]).toEqual(['other.png', false]);
  });

  it('counts each difference before it shows the frame', async () => {
    page = await openFrames();
    await page.keyboard.press('5');
    const mean = (colour: Rgb) =>
      (colour.reduce((sum, value, channel) => sum + Math.abs(value - afterOf(colour)[channel]!), 0) / 3).toFixed(2);
    await expect.poll(() => page.locator('.statistics').textContent(), WAIT).toContain(`Mean ${mean(COLOURS[0]!)}`);
    await page.evaluate(() => {
      const texts = new Set<string>();
      Object.assign(window, { texts });
      new MutationObserver(() => texts.add(document.querySelector('.statistics')!.textContent)).observe(document.body, {
        subtree: true,
        childList: true,
      });
    });
    await freeze();
    await page.keyboard.press('k');
    const figures = () => page.evaluate(() => [...(window as unknown as { texts: Set<string> }).texts]);
    await playUntil(async () => (await figures()).length >= 7, 60);
    await page.keyboard.press('k');
    expect((await figures()).filter((text) => !text.startsWith('Mean'))).toEqual([]);
  });

  it('stops where less motion comes to be asked for, and when the picture is closed', async () => {
    page = await openFrames();
    await page.keyboard.press('k');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    await page.keyboard.press('k');
    await page.keyboard.press('Escape');
    await page.locator('dialog.lightbox').waitFor({ state: 'hidden' });
    await page.locator('.name').first().press('Enter');
    expect(await page.getByRole('button', { name: 'Play', exact: true }).isVisible()).toBe(true);
  });

  async function openFrames(): Promise<Page> {
    const other = await flat(20, 20, [9, 9, 9]).png().toBuffer();
    const last = { ...uris(other, other), width: 20, height: 20, source: 'other.png', output: 'out/other.png' };
    const model = modelOf(...(await frames()).map(({ asset, png }) => ({ ...asset, ...uris(...png) })), last);
    return pages.open(reportPage(model, pages.script()), {}, (of) => of.clock.install());
  }

  /** The frames come over a line, by which the large view gets nothing while it is held. */
  async function openFromLine(): Promise<{ hold(): void; release(): void }> {
    const all = await frames();
    const uri = (name: string, index: number) => `http://frames.test/${name}/${index}.png`;
    const assets = all.map(({ asset }, index) => ({
      ...asset,
      before: uri('before', index),
      after: uri('after', index),
    }));
    let release = () => {};
    let open = Promise.resolve();
    const line = {
      hold() {
        open = new Promise((resolve) => {
          release = resolve;
        });
      },
      release: () => release(),
    };
    const html = `<!doctype html><html lang="en"><body>${modelElement(modelOf(...assets))}<script>${pages.script()}</script>`;
    page = await pages.open(html, {}, async (of) => {
      await of.clock.install();
      await of.route('http://frames.test/**', async (route) => {
        await open;
        const [, side, index] = /(before|after)\/(\d)/.exec(route.request().url())!;
        const headers = { 'access-control-allow-origin': '*', 'cache-control': 'no-store' };
        const body = all[Number(index)]!.png[side === 'before' ? 0 : 1];
        await route.fulfill({ body, contentType: 'image/png', headers });
      });
    });
    await page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLImageElement>('dialog .side img')].every((image) => image.complete),
    );
    return line;
  }

  function frames() {
    return Promise.all(
      COLOURS.map(async (colour, index) => {
        const path = `walk/walk_00${index + 1}.png`;
        const [before, after] = [flat(120, 80, colour), flat(120, 80, afterOf(colour))];
        const png: [Buffer, Buffer] = [await before.png().toBuffer(), await after.png().toBuffer()];
        return { asset: { width: 120, height: 80, source: path, output: `out/${path}` }, png };
      }),
    );
  }

  function heading(): Promise<string | null> {
    return page.locator('.details h2').textContent();
  }

  function place(): Promise<string | null> {
    return page.locator('.frame-place').textContent();
  }

  /** Counts the pictures that come to be in sight before they are decoded. */
  async function recordFlashes(): Promise<void> {
    await page.evaluate(() => {
      Object.assign(window, { flashes: 0 });
      const look = () => {
        for (const image of document.querySelectorAll<HTMLImageElement>('.stage .side img'))
          if (!image.complete || image.naturalWidth === 0) (window as unknown as { flashes: number }).flashes++;
      };
      new MutationObserver(look).observe(document.querySelector('.stage')!, { subtree: true, childList: true });
    });
  }

  async function freeze(): Promise<void> {
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
  }

  /** Frame by frame: in between the pictures that come next are decoded, which takes its own time. */
  async function playUntil(isDone: () => Promise<boolean>, most: number): Promise<void> {
    for (let frame = 0; frame < most; frame++) {
      await page.clock.runFor(1000 / RATE);
      if (await isDone()) return;
    }
    throw new Error('it has not been played');
  }

  async function middleColour(): Promise<number[]> {
    const { x, y, width, height } = (await page.locator('.stage').boundingBox())!;
    const clip = { x: Math.round(x + width * 0.7), y: Math.round(y + height / 2), width: 1, height: 1 };
    return [
      ...(await sharp(await page.screenshot({ clip }))
        .removeAlpha()
        .raw()
        .toBuffer()),
    ];
  }
});

/** What the pictures after have for a colour. */
function afterOf(colour: Rgb): Rgb {
  return colour.map((value) => Math.round(value / 2 + 20)) as unknown as Rgb;
}

/** Browsers mix in whole steps. */
function isNear(one: readonly number[], other: readonly number[]): boolean {
  return one.every((value, channel) => Math.abs(value - other[channel]!) <= 1);
}

function mixed(one: Rgb, other: Rgb): number[] {
  return one.map((value, channel) => Math.round((value + other[channel]!) / 2));
}

/** 4 × 2 cells of 32 px, each filled with a colour of its own. */
function opaqueSheet(): Promise<Buffer> {
  return cells(COLOURS.map((colour) => ({ colour, width: 32, height: 32, x: 0, y: 0 })));
}

/** 4 × 2 cells of 32 px with something smaller in each, on nothing. */
function sprites(): Promise<Buffer> {
  return cells(COLOURS.map((colour, index) => ({ colour, width: 16 + index, height: 20 + (index % 3), x: 3, y: 5 })));
}

async function cells(of: { colour: Rgb; width: number; height: number; x: number; y: number }[]): Promise<Buffer> {
  const background = { r: 0, g: 0, b: 0, alpha: 0 };
  const placed = of.map(async ({ colour, width, height, x, y }, index) => ({
    input: await flat(width, height, colour).png().toBuffer(),
    left: (index % 4) * 32 + x,
    top: Math.floor(index / 4) * 32 + y,
  }));
  return sharp({ create: { width: 128, height: 64, channels: 4, background } })
    .composite(await Promise.all(placed))
    .png()
    .toBuffer();
}
