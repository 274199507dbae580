import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, inject, it, vi } from 'vitest';
import { modelElement, reportPage } from '../../src/shared/report';
import { flat, modelOf, uris, useReportPages } from './reportPages';

const WAIT = { timeout: 30_000 };

describe.skipIf(inject('vscodeMissing'))('the report in a browser, opened from disk', () => {
  const pages = useReportPages();
  let page: Page;

  it('counts a large difference while the page stays alive', async () => {
    const before = await flat(2048, 2048, [100, 100, 100]).png().toBuffer();
    const square = await flat(1024, 1024, [110, 104, 100]).png().toBuffer();
    const after = await sharp(before)
      .composite([{ input: square, left: 512, top: 512 }])
      .png()
      .toBuffer();
    await open(reportPage(modelOf({ width: 2048, height: 2048, ...uris(before, after) }), pages.script()));
    await page.evaluate(() => {
      let turns = 0;
      setInterval(() => {
        document.body.dataset.turns = String(++turns);
        if (document.querySelector('.reason')) document.body.dataset.while = String(turns);
      });
    });
    const turns = Number(await page.locator('body').getAttribute('data-turns'));
    await page.keyboard.press('5');
    await vi.waitFor(async () => expect(await statistics()).toMatch(/Mean 1\.17.*Largest 10.*Changed 25\.0 %/), WAIT);
    // others had their turn between the pieces
    expect(Number(await page.locator('body').getAttribute('data-while')) - turns).toBeGreaterThan(4);
    expect(await page.locator('.note').textContent()).toBe('');
  });

  it('says that a smaller copy is shown, and counts in pixels of the whole', async () => {
    const copy = await flat(400, 300, [10, 20, 30]).png().toBuffer();
    await open(reportPage(modelOf({ width: 8000, height: 6000, ...uris(copy, copy) }), pages.script()));
    await expect.poll(() => page.locator('.note').textContent()).toBe('Shown at 400 of 8000 px');
    await page.keyboard.press('l');
    await expect.poll(() => page.locator('.readout .position').textContent()).toBe('4000, 3000');
    expect(await page.locator('.readout').textContent()).toContain('#0a141e');
    const square = page.locator('.loupe').evaluate((loupe) => (loupe as HTMLElement).style.getPropertyValue('--pixel'));
    expect(Number.parseFloat(await square)).toBeGreaterThanOrEqual(8);
    const glass = await page
      .locator('.loupe canvas')
      .evaluateAll((all) =>
        all.map((canvas) => [...(canvas as HTMLCanvasElement).getContext('2d')!.getImageData(68, 68, 1, 1).data]),
      );
    expect(glass).toEqual(Array(2).fill([10, 20, 30, 255]));
    expect(await page.locator('.word.zoom').textContent()).toMatch(/^(9\.\d|1\d) %$/);
  });

  it('never blinks by itself where less motion is asked for', async () => {
    const picture = await flat(8, 8, [1, 2, 3]).png().toBuffer();
    await open(reportPage(modelOf({ width: 8, height: 8, ...uris(picture, picture) }), pages.script()), {
      reducedMotion: 'reduce',
    });
    await page.keyboard.press('3');
    const auto = page.getByRole('button', { name: 'Blink by itself' });
    expect(await auto.isDisabled()).toBe(true);
    await page.keyboard.press('a');
    expect(await auto.getAttribute('aria-pressed')).toBe('false');
    await page.keyboard.press(' ');
    expect(await page.locator('.stage').getAttribute('data-shown')).toBe('after');
  });

  it('shows pictures that it may not read, and says that it may not', async () => {
    const path = join(pages.folder, 'picture.png');
    writeFileSync(path, await flat(64, 64, [1, 2, 3]).png().toBuffer());
    const uri = pathToFileURL(path).href;
    const model = modelOf({ width: 64, height: 64, before: uri, after: uri });
    await open(`<!doctype html><html lang="en"><body>${modelElement(model)}<script>${pages.script()}</script>`);
    await page.keyboard.press('5');
    const refused = "The browser doesn't let this page read the pixels of its pictures. Compare them in VS Code.";
    await expect.poll(statistics).toBe(refused);
    await page.keyboard.press('l');
    await expect.poll(() => page.locator('.readout .reason').textContent()).toBe(refused);
    const widths = await page
      .locator('dialog .side img')
      .evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth));
    expect(widths).toEqual([64, 64]);
    const { problems } = pages;
    problems.splice(0, problems.length, ...problems.filter((text) => !/CORS|ERR_FAILED/.test(text)));
  });

  it('zooms by two fingers around their middle, and says what cannot be compared', async () => {
    const picture = await flat(600, 400, [1, 2, 3]).png().toBuffer();
    const broken = `data:image/png;base64,${Buffer.from('no picture').toString('base64')}`;
    await open(
      reportPage(
        modelOf({ width: 600, height: 400, before: uris(picture, picture).before, after: broken }),
        pages.script(),
      ),
    );
    const { x, y, width, height } = (await page.locator('.stage').boundingBox())!;
    const middle = { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
    await page.mouse.move(middle.x, middle.y);
    const spot = await page.locator('.position').textContent();
    const touch = await page.context().newCDPSession(page);
    const fingers = (apart: number) => [
      { x: middle.x - apart, y: middle.y, id: 1 },
      { x: middle.x + apart, y: middle.y, id: 2 },
    ];
    const zoom = async () => Number.parseFloat((await page.locator('.word.zoom').textContent())!);
    const fitted = await zoom();
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: fingers(40) });
    for (const apart of [60, 80, 100, 120])
      await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: fingers(apart) });
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await expect.poll(zoom).toBeCloseTo(fitted * 3, -1);
    await page.mouse.move(middle.x, middle.y);
    expect(await page.locator('.position').textContent()).toBe(spot);
    await page.keyboard.press('5');
    await expect.poll(statistics).toBe("A picture can't be shown, or is too large to be compared here.");
  });

  it('has no seam between copies, at any zoom', async () => {
    const picture = await flat(48, 48, [250, 10, 10]).png().toBuffer();
    await open(reportPage(modelOf({ width: 48, height: 48, ...uris(picture, picture) }), pages.script()));
    await page.keyboard.press('t');
    expect(await page.locator('dialog .side.after img').count()).toBe(9);
    await page.keyboard.press('3');
    for (const turn of [-90, -70, 45]) {
      await page.locator('.stage').hover();
      await page.mouse.wheel(0, turn);
      const shot = await page.screenshot({ clip: await middleOfStage(60) });
      expect((await sharp(shot).stats()).channels.slice(0, 3)).toMatchObject([
        { min: 250, max: 250 },
        { min: 10, max: 10 },
        { min: 10, max: 10 },
      ]);
    }
  });

  async function open(html: string, options?: BrowserContextOptions): Promise<void> {
    page = await pages.open(html, options);
  }

  function statistics(): Promise<string | null> {
    return page.locator('.statistics').textContent();
  }

  async function middleOfStage(side: number) {
    const { x, y, width, height } = (await page.locator('.stage').boundingBox())!;
    return { x: x + width / 2 - side / 2, y: y + height / 2 - side / 2, width: side, height: side };
  }
});
