import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { descendantsOf, isEngine } from './processes';
import { noisePicture, pngOf } from './stagePixels';
import { Workbench } from './workbench';

const samples = resolve(__dirname, '../../samples');
const WAIT = { timeout: 60_000, interval: 100 };
/** More than one page of a contact sheet holds. */
const COUNT = 104;
const MANIFEST = {
  version: 1,
  styles: { gouache: { reference: 'styles/gouache.png' } },
  assets: [{ input: 'art/*.png', style: 'gouache', output: 'out/{name}.{ext}' }],
};

describe.skipIf(inject('vscodeMissing'))('a review when something comes in between', () => {
  let code: Workbench;
  let grid: Locator;
  let dialog: Locator;
  const temporary = mkdtempSync(join(tmpdir(), 'stylize-temporary-'));

  beforeAll(async () => {
    const files: [string, Buffer][] = [];
    for (let i = 0; i < COUNT; i++) {
      const name = `${String(i).padStart(3, '0')}.png`;
      files.push(
        [`art/${name}`, await pngOf(noisePicture(32, 32, i))],
        [`out/${name}`, await pngOf(noisePicture(32, 32, -i))],
      );
    }
    code = await Workbench.open(
      { ...Object.fromEntries(files), 'styles/gouache.png': join(samples, 'styles/gouache.png') },
      MANIFEST,
      { environment: { TMPDIR: temporary } },
    );
    grid = code.webview.getByRole('grid', { name: 'Results' });
    dialog = code.webview.getByRole('dialog', { name: 'Before and after, large' });
    await code.status.filter({ hasText: `${COUNT} blocked` }).waitFor({ timeout: 60_000 }); // nobody knows these outputs
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await code.screenshot('failed test');
  });
  afterAll(async () => {
    await code?.close();
    rmSync(temporary, { recursive: true, force: true });
  });

  it('shows every thumbnail though the engine was killed while it made them, and makes no fuss of it', async () => {
    await code.command('Stylize: Review Results');
    await vi.waitUntil(() => engines().length > 0, WAIT);
    const { pid } = engines()[0]!;
    process.kill(pid, 'SIGSTOP'); // so that something is being made when it ends
    await code.page.mouse.move(700, 400);
    await code.page.mouse.wheel(0, 1500);
    await grid.locator('.review-row:not([hidden]) .review-card:not(.empty)').first().waitFor();
    process.kill(pid, 'SIGKILL');
    await vi.waitUntil(async () => (await missing()) === 0, WAIT);
    expect(engines().map((engine) => engine.pid)).not.toContain(pid);
    expect(await code.page.locator('.notification-toast .codicon-error').count()).toBe(0);
    expect(await code.webview.locator('.told .message').textContent()).toBe('');
  });

  it('exports as many pages as it takes though the engine was killed meanwhile', async () => {
    const { pid } = engines()[0]!;
    process.kill(pid, 'SIGSTOP');
    await exportTo('sheet.png', 'PNG');
    await toast('Exporting the contact sheet').waitFor();
    process.kill(pid, 'SIGKILL');
    await toast(`The contact sheet of ${COUNT} pictures has 2 pages, from sheet-1.png to sheet-2.png.`).waitFor();
    expect(sheets()).toEqual(['sheet-1.png', 'sheet-2.png']);
    const sizes = await Promise.all(
      sheets().map(async (name) => (await sharp(join(code.workspace, name)).metadata()).height! > 500),
    );
    expect(sizes).toEqual([true, true]);
    expect(scratch()).toEqual([]);
  });

  it('replaces pages that are there only when told to, and none of them once it was called off', async () => {
    const before = sheets().map((name) => readFileSync(join(code.workspace, name)));
    const question = 'The contact sheet takes 2 pages, of which 2 are there already.';
    await exportTo('sheet.png', 'PNG');
    await code.page.locator('.monaco-dialog-box', { hasText: question }).waitFor();
    await code.screenshot('sheet-replace');
    await code.answer('Cancel');
    const { pid } = engines()[0]!;
    process.kill(pid, 'SIGSTOP');
    try {
      await exportTo('sheet.png', 'PNG');
      await code.answer('Replace');
      await toast('Exporting the contact sheet').getByRole('button', { name: 'Cancel' }).click();
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await toast('Exporting the contact sheet').waitFor({ state: 'detached' });
    expect(sheets().map((name) => readFileSync(join(code.workspace, name)))).toEqual(before);
    expect(scratch()).toEqual([]);
  });

  it('exports HTML on pages that lead to each other', async () => {
    await exportTo('sheet.html', 'HTML');
    await toast(`from sheet-1.html to sheet-2.html`).waitFor({ timeout: 60_000 });
    const page = await code.page.context().browser()!.newPage();
    try {
      await page.goto(`file://${join(code.workspace, 'sheet-1.html')}`);
      const pages = page.getByRole('navigation', { name: 'Pages' });
      expect(await pages.getByRole('link').allTextContents()).toEqual(['1', '2']);
      expect(await page.locator('.card').count()).toBe(52);
      await pages.getByRole('link', { name: 'Page 2 of 2' }).click();
      await page.waitForURL(/sheet-2\.html$/);
      expect(await pages.locator('[aria-current="page"]').textContent()).toBe('2');
      expect(await page.locator('.card').count()).toBe(52);
      expect(await page.locator('.card .facts').first().textContent()).toContain('32 × 32');
      await page.screenshot({ path: join(__dirname, 'screenshots/dark/sheet-page.png') });
    } finally {
      await page.close();
    }
  });

  it('says plainly why a page could not be written', async () => {
    mkdirSync(join(code.workspace, 'taken-2.png'));
    await exportTo('taken.png', 'PNG');
    await code.answer('Replace');
    await toast('The contact sheet could not be written. taken-2.png: ').waitFor({ timeout: 60_000 });
    expect(scratch()).toEqual([]);
  });

  it('comes back after a reload with the picture that was open, the verdicts and the note being written', async () => {
    await grid.getByRole('gridcell', { name: 'art/003.png' }).first().focus();
    await code.page.keyboard.press('a');
    await expect.poll(() => selected(), WAIT).toMatch(/^art\/004\.png/);
    await code.page.keyboard.press('Enter');
    await expect.poll(() => dialog.getByRole('heading').textContent(), WAIT).toBe('art/004.png');
    await code.page.keyboard.press('n');
    await code.webview.getByRole('dialog', { name: 'Note on art/004.png' }).waitFor();
    await code.page.keyboard.type('Half a sen');
    await expect.poll(() => code.stored('Half a sen'), WAIT).toBe(true);
    await code.reload();
    await expect.poll(() => dialog.getByRole('heading').textContent(), WAIT).toBe('art/004.png');
    await dialog.press('n');
    const text = code.webview.getByRole('dialog', { name: 'Note on art/004.png' }).getByRole('textbox');
    expect(await text.inputValue()).toBe('Half a sen');
    await text.pressSequentially('tence');
    await text.press('Control+Enter');
    await vi.waitFor(() => expect(reviewed('out/004.png')).toMatchObject({ note: 'Half a sentence' }), WAIT);
    expect(reviewed('out/003.png')).toMatchObject({ verdict: { is: 'accepted' } });
    await dialog.press('n');
    expect(await text.inputValue()).toBe('Half a sentence');
    await code.page.keyboard.press('Escape');
  });

  it('says plainly that the output was deleted while it was shown, and goes on with the others', async () => {
    rmSync(join(code.workspace, 'out/004.png'));
    await expect
      .poll(() => dialog.locator('.note').textContent(), WAIT)
      .toBe("out/004.png can't be shown: it was moved, deleted or is no picture.");
    await code.screenshot('review-gone');
    await code.page.keyboard.press('a'); // there is nothing to judge
    await code.page.keyboard.press('PageDown');
    await expect.poll(() => dialog.getByRole('heading').textContent(), WAIT).toBe('art/005.png');
    await expect.poll(() => dialog.locator('.note').textContent(), WAIT).toBe('');
    expect(reviewed('out/004.png')).toEqual({ note: 'Half a sentence' });
  });

  it('goes back to the gallery when the picture itself was deleted', async () => {
    rmSync(join(code.workspace, 'art/005.png'));
    await dialog.waitFor({ state: 'hidden' });
    await expect.poll(() => grid.getByRole('gridcell', { name: 'art/005.png' }).count(), WAIT).toBe(0);
    expect(existsSync(join(code.workspace, 'out/005.png'))).toBe(true);
  });

  /** Thumbnails in sight that are not there. */
  function missing(): Promise<number> {
    return grid
      .locator('.review-row:not([hidden]) .review-card:not(.empty) img.after')
      .evaluateAll((all) => all.filter((image) => (image as HTMLImageElement).naturalWidth === 0).length);
  }

  async function exportTo(name: string, form: string): Promise<void> {
    await code.webview.getByRole('button', { name: `Export ${form}…` }).press('Enter');
    const input = code.page.locator('.quick-input-widget input[type="text"]');
    await expect.poll(() => input.inputValue(), WAIT).toContain('contact-sheet');
    await input.fill(join(code.workspace, name));
    await input.press('Enter');
  }

  function toast(text: string): Locator {
    return code.page.locator('.notification-toast', { hasText: text });
  }

  function sheets(): string[] {
    return readdirSync(code.workspace)
      .filter((name) => /^sheet-.*\.png$/.test(name))
      .sort();
  }

  function scratch(): string[] {
    return readdirSync(temporary).filter((name) => name.startsWith('stylize-sheet-'));
  }

  function selected(): Promise<string | null> {
    return grid.locator('.review-card[aria-selected="true"] .words').first().textContent();
  }

  function reviewed(output: string): unknown {
    return JSON.parse(readFileSync(join(code.workspace, '.stylize/review.json'), 'utf8')).outputs[output];
  }

  function engines() {
    return descendantsOf(code.server.pid).filter(isEngine);
  }
});
