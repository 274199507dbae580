import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { Workbench } from './workbench';

const samples = resolve(__dirname, '../../samples');
const WAIT = { timeout: 60_000, interval: 200 };

describe.skipIf(inject('vscodeMissing'))('the before/after panel in a real VS Code', () => {
  let code: Workbench;
  let dialog: Locator;

  beforeAll(async () => {
    const pictures = await Promise.all(['#7fb2d9', '#a07040', '#405060'].map(scene));
    code = await Workbench.open(
      {
        'a.png': pictures[0]!,
        'b.png': pictures[1]!,
        'c.png': pictures[2]!,
        'styles/gouache.png': join(samples, 'styles/gouache.png'),
      },
      {
        version: 1,
        styles: { gouache: { reference: 'styles/gouache.png' } },
        assets: [{ input: '*.png', style: 'gouache', output: 'out/{name}.{ext}' }],
      },
    );
    dialog = code.webview.getByRole('dialog', { name: 'Before and after, large' });
    await code.chooseFromMenu('stylize.json', 'Run Manifest');
    await code.webview.locator('.name', { hasText: 'b.png' }).click();
    await dialog.locator('.stage').waitFor();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await code.screenshot('failed test');
  });
  afterAll(() => code?.close());

  it('replaces the pictures after a new run, and keeps the page, the mode and the zoom', async () => {
    await dialog.press('2');
    for (let i = 0; i < 3; i++) await dialog.press('+');
    await dialog.press('ArrowRight');
    const zoom = await zoomed();
    const place = await placeOfPicture();
    await code.webview.locator('body').evaluate((body) => {
      body.dataset.mark = 'same page';
    });
    const before = await sources();
    await sharp(await scene('#d04020')).toFile(join(code.workspace, 'b.png'));
    await code.file('out').click(); // the menu begins with Escape, which would close the picture
    await code.chooseFromMenu('stylize.json', 'Run Manifest');
    await vi.waitFor(async () => expect((await sources())[0]).not.toBe(before[0]), WAIT);
    expect(await code.webview.locator('body').getAttribute('data-mark')).toBe('same page');
    expect(await dialog.locator('.stage').getAttribute('data-mode')).toBe('side-by-side');
    expect(await zoomed()).toBe(zoom);
    expect(await placeOfPicture()).toEqual(place);
    expect(await dialog.getByRole('heading').textContent()).toBe('b.png');
  });

  it('comes back after the window was reloaded, at the same picture and zoom', async () => {
    const zoom = await zoomed();
    // VS Code keeps it once a minute
    const kept = `${/open[\\"]+:{[\\"]+source[\\"]+:[\\"]+b\.png.*zoom[\\"]+:/.source}${Number.parseInt(zoom!, 10) / 100}\\b`;
    await expect.poll(() => code.stored(kept), { ...WAIT, timeout: 90_000 }).toBe(true);
    await code.reload();
    await vi.waitFor(async () => expect(await dialog.getByRole('heading').textContent()).toBe('b.png'), WAIT);
    expect(await dialog.locator('.stage').getAttribute('data-mode')).toBe('side-by-side');
    expect(await zoomed()).toBe(zoom);
    await vi.waitFor(async () => expect(await widths()).toEqual([300, 300]), WAIT);
  });

  it('says plainly which pictures have gone since', async () => {
    rmSync(join(code.workspace, 'out/a.png'));
    rmSync(join(code.workspace, 'b.png'));
    await code.reload();
    await vi.waitFor(
      async () =>
        expect(await dialog.locator('.note').textContent()).toBe(
          "b.png can't be shown: it was moved, deleted or is no picture.",
        ),
      WAIT,
    );
    await code.screenshot('panel-gone');
    await dialog.press('Escape');
    const failures = code.webview.locator('.failures');
    await expect.poll(() => failures.textContent(), WAIT).toMatch(/a\.png.*not there any more.*Run the manifest/);
    expect(await code.webview.locator('.card').count()).toBe(2);
  });

  it('keeps what it shows, and goes on comparing it, when the files are deleted meanwhile', async () => {
    await code.webview.getByRole('button', { name: 'c.png' }).click();
    await vi.waitFor(async () => expect(await widths()).toEqual([300, 300]), WAIT);
    rmSync(join(code.workspace, 'c.png'));
    rmSync(join(code.workspace, 'out/c.png'));
    await dialog.press('5');
    await expect.poll(() => dialog.locator('.statistics').textContent(), WAIT).toMatch(/^Mean \d/);
    expect(await widths()).toEqual([300, 300]);
    expect(await dialog.locator('.note').textContent()).toBe('');
  });

  function scene(colour: string): Promise<Buffer> {
    return sharp(join(samples, 'assets/sprites/fox-hero.png'))
      .resize(300, 200, { fit: 'cover' })
      .flatten({ background: colour })
      .png()
      .toBuffer();
  }

  function zoomed(): Promise<string | null> {
    return dialog.locator('.word.zoom').textContent();
  }

  function sources(): Promise<string[]> {
    return dialog.locator('.stage .side img').evaluateAll((all) => all.map((image) => (image as HTMLImageElement).src));
  }

  function widths(): Promise<number[]> {
    return dialog
      .locator('.stage .side img')
      .evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth));
  }

  function placeOfPicture() {
    return dialog.locator('.stage .side.after img').evaluate((image) => {
      const { left, top } = image.getBoundingClientRect();
      return [left, top];
    });
  }
});
