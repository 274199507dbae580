import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { seriousProblems } from './axe';
import { Workbench } from './workbench';

const samples = resolve(__dirname, '../../samples');
const WAIT = { timeout: 60_000, interval: 100 };
const MANIFEST = {
  version: 1,
  styles: { gouache: { reference: 'styles/gouache.png' }, pen: { reference: 'styles/ink.webp' } },
  assets: [
    { input: 'art/*.png', style: 'gouache', output: 'out/{name}.{ext}' },
    { input: 'more/*.png', style: 'pen', output: 'out/more/{name}.{ext}' },
  ],
};

describe.skipIf(inject('vscodeMissing'))('a review by keyboard in a real VS Code', () => {
  let code: Workbench;
  let grid: Locator;
  let dialog: Locator;

  beforeAll(async () => {
    const colours = ['#7fb2d9', '#a07040', '#405060', '#d9c27f', '#6a9a5b', '#b05a7a', '#3f8f8f', '#8a6fb0'];
    const pictures = await Promise.all(colours.map((colour, index) => scene(colour, 220 + 40 * (index % 3))));
    const files = pictures.map((picture, index) => [`${index < 6 ? 'art' : 'more'}/p${index}.png`, picture] as const);
    code = await Workbench.open(
      {
        ...Object.fromEntries(files),
        'art/broken.png': Buffer.from('no picture'),
        'styles/gouache.png': join(samples, 'styles/gouache.png'),
        'styles/ink.webp': resolve(__dirname, '../../media/styles/ink.webp'),
      },
      MANIFEST,
    );
    grid = code.webview.getByRole('grid', { name: 'Results' });
    dialog = code.webview.getByRole('dialog', { name: 'Before and after, large' });
    await code.chooseFromMenu('stylize.json', 'Run Manifest');
    await code.webview.locator('.card').first().waitFor({ timeout: 60_000 });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await code.screenshot('failed test');
  });
  afterAll(() => code?.close());

  it('follows a run, whose panel has nothing that is hard to use', async () => {
    await expectNothingSerious('the gallery of the compare panel');
  });

  it('opens on all assets of the manifest, with a picture of each', async () => {
    await code.command('Stylize: Review Results');
    await grid.getByRole('gridcell').first().waitFor({ timeout: 60_000 });
    expect(await names()).toHaveLength(9);
    await vi.waitFor(async () => expect(await pictures()).toBe(8), WAIT);
    expect(await chip('All')).toBe('9');
    expect(await chip('Last run')).toBe('8');
    expect(await chip('Failed')).toBe('1');
    expect(await chip('Not reviewed')).toBe('8');
    expect(await names()).toContain('art/broken.png, gouache, failed, no output');
  });

  it('moves by arrows, judges and moves on, and takes a verdict back', async () => {
    await grid.getByRole('gridcell', { name: 'art/broken.png' }).focus();
    await code.page.keyboard.press('ArrowRight');
    await expectFocusOn(/^art\/p0\.png, gouache, fresh, not reviewed, mean difference [\d.]+$/);
    await code.page.keyboard.press('a');
    await expectFocusOn(/^art\/p1\.png/);
    await code.page.keyboard.press('r');
    await expectFocusOn(/^art\/p2\.png/);
    await vi.waitFor(() => expect(verdicts()).toEqual({ 'out/p0.png': 'accepted', 'out/p1.png': 'rejected' }), WAIT);
    await code.page.keyboard.press('a');
    await code.page.keyboard.press('Backspace');
    await expectFocusOn(/^art\/p2\.png, gouache, fresh, not reviewed/);
    await vi.waitFor(() => expect(verdicts()).toEqual({ 'out/p0.png': 'accepted', 'out/p1.png': 'rejected' }), WAIT);
  });

  it('keeps a note', async () => {
    await code.page.keyboard.press('n');
    await code.webview.getByRole('dialog', { name: 'Note on art/p2.png' }).waitFor();
    await code.page.keyboard.type('Eyes too dark');
    await code.page.keyboard.press('Control+Enter');
    await expectFocusOn(/^art\/p2\.png, .*, note: Eyes too dark$/);
    await code.page.mouse.move(700, 700); // away from what shows a tooltip
    await code.screenshot('review');
    await expectNothingSerious('the review');
  });

  it('shows the selected one large, where the review goes on', async () => {
    await code.page.keyboard.press('Enter');
    await expect.poll(() => dialog.getByRole('heading').textContent(), WAIT).toBe('art/p2.png');
    await vi.waitFor(async () => expect(await widths()).toEqual([300, 300]), WAIT);
    await code.page.keyboard.press('a');
    await expect.poll(() => dialog.getByRole('heading').textContent(), WAIT).toBe('art/p3.png');
    await code.page.keyboard.press('PageUp');
    await expect.poll(() => dialog.getByRole('heading').textContent(), WAIT).toBe('art/p2.png');
    await expect.poll(() => dialog.locator('.said').textContent(), WAIT).toBe('accepted');
    await code.screenshot('review-large');
    await expectNothingSerious('a picture shown large');
    await code.page.keyboard.press('u');
    await dialog.locator('.status-line', { hasText: 'As it is painted' }).waitFor({ timeout: 60_000 });
    await expectNothingSerious('tuning');
    await code.page.keyboard.press('Escape');
    await code.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await expectFocusOn(/^art\/p2\.png, gouache, fresh, accepted/);
  });

  it('says plainly that there is no former output, and restores one where there is', async () => {
    await filter('Rejected');
    await grid.getByRole('gridcell', { name: 'art/p1.png' }).focus();
    const restore = code.webview.getByRole('button', { name: 'Restore Former Output' });
    await restore.press('Enter');
    await expect
      .poll(() => code.webview.locator('.told .message').textContent(), WAIT)
      .toBe('There is no former output: the last run made it for the first time.');
    await code.webview.getByRole('button', { name: 'Own Settings…' }).press('Enter');
    await dialog.locator('.status-line', { hasText: 'As it is painted' }).waitFor({ timeout: 60_000 });
    expect(await dialog.getByRole('button', { name: 'Save to Manifest' }).isVisible()).toBe(true);
    await code.page.keyboard.press('Escape');
    await code.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    const former = readFileSync(join(code.workspace, 'out/p1.png'));
    await sharp(await scene('#20a0f0', 300)).toFile(join(code.workspace, 'art/p1.png'));
    await code.command('Stylize: Run All');
    await vi.waitFor(() => expect(readFileSync(join(code.workspace, 'out/p1.png')).equals(former)).toBe(false), WAIT);
    // painted anew: the verdict is gone
    await code.page.locator('.tab.active', { hasText: 'Stylize:' }).waitFor();
    await code.page.locator('.tab', { hasText: 'Review:' }).click();
    await expect.poll(() => chip('Rejected'), WAIT).toBe('0');
    await filter('Last run');
    await expect.poll(names, WAIT).toEqual([expect.stringMatching(/^art\/p1\.png, gouache, fresh, not reviewed/)]);
    await grid.getByRole('gridcell').first().press('r');
    await vi.waitFor(() => expect(verdicts()['out/p1.png']).toBe('rejected'), WAIT);
    await restore.press('Enter');
    await vi.waitFor(() => expect(readFileSync(join(code.workspace, 'out/p1.png')).equals(former)).toBe(true), WAIT);
    await expect
      .poll(() => code.webview.locator('.review-status').textContent())
      .toBe('The former output is restored.');
  });

  it('sorts by difference, filters by rule and path, and comes back so after a reload', async () => {
    await filter('All');
    await code.webview.getByRole('combobox', { name: 'Order' }).selectOption('difference');
    await vi.waitFor(async () => {
      const found = (await names()).flatMap((name) => /difference ([\d.]+)/.exec(name)?.[1] ?? []).map(Number);
      expect(found).toHaveLength(8);
      expect(found).toEqual([...found].sort((a, b) => b - a));
    }, WAIT);
    await code.webview.getByRole('combobox', { name: 'Rule' }).selectOption('more/*.png');
    expect(await names()).toHaveLength(2);
    await code.webview.getByRole('searchbox', { name: 'Filter by path' }).fill('p7');
    await expect.poll(names).toEqual([expect.stringMatching(/^more\/p7\.png, pen/)]);
    await grid.getByRole('gridcell').first().focus();
    await expect.poll(() => code.stored(/text[\\"]+:[\\"]+p7/.source), WAIT).toBe(true);
    await code.reload();
    await expect.poll(names, WAIT).toEqual([expect.stringMatching(/^more\/p7\.png, pen/)]);
    expect(await code.webview.getByRole('combobox', { name: 'Order' }).inputValue()).toBe('difference');
  });

  it('exports contact sheets of what is shown', async () => {
    for (const form of ['PNG', 'HTML']) {
      const path = join(code.workspace, `contact-sheet.${form.toLowerCase()}`);
      await code.webview.getByRole('button', { name: `Export ${form}…` }).press('Enter');
      const input = code.page.locator('.quick-input-widget input[type="text"]');
      await expect.poll(() => input.inputValue(), WAIT).toBe(path);
      await input.press('Enter');
      await vi.waitFor(() => expect(existsSync(path)).toBe(true), WAIT);
    }
    expect((await sharp(join(code.workspace, 'contact-sheet.png')).metadata()).width).toBeGreaterThan(500);
    expect(readFileSync(join(code.workspace, 'contact-sheet.html'), 'utf8')).toContain('more/p7.png');
  });

  async function filter(name: string): Promise<void> {
    await code.webview.getByRole('radio', { name: new RegExp(`^${name}`) }).press(' ');
  }

  async function chip(name: string): Promise<string | null> {
    return code.webview.locator('.chip', { hasText: name }).first().locator('.count').textContent();
  }

  function names(): Promise<string[]> {
    return grid.locator('.review-row:not([hidden]) .review-card:not(.empty) .words').allTextContents();
  }

  function expectFocusOn(words: RegExp): Promise<void> {
    const focused = grid.locator('.review-card:focus .words');
    return vi.waitFor(async () => expect(await focused.textContent({ timeout: 5000 })).toMatch(words), WAIT);
  }

  /** How many are shown after. */
  function pictures(): Promise<number> {
    return grid
      .locator('img.after')
      .evaluateAll((all) => all.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length);
  }

  function widths(): Promise<number[]> {
    return dialog
      .locator('.stage .side img')
      .evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth));
  }

  function verdicts(): Record<string, string> {
    const { outputs } = JSON.parse(readFileSync(join(code.workspace, '.stylize/review.json'), 'utf8')) as {
      outputs: Record<string, { verdict?: { is: string } }>;
    };
    return Object.fromEntries(
      Object.entries(outputs).flatMap(([output, { verdict }]) => (verdict ? [[output, verdict.is]] : [])),
    );
  }

  async function expectNothingSerious(what: string): Promise<void> {
    expect(await seriousProblems(await code.frame()), what).toEqual([]);
  }
});

function scene(colour: string, width: number): Promise<Buffer> {
  return sharp(join(samples, 'assets/sprites/fox-hero.png'))
    .resize(width, 200, { fit: 'cover' })
    .flatten({ background: colour })
    .png()
    .toBuffer();
}
