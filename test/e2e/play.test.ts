import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { seriousProblems } from './axe';
import { Workbench } from './workbench';

const samples = resolve(__dirname, '../../samples');
const WAIT = { timeout: 60_000, interval: 100 };
const FRAMES = 6;

describe.skipIf(inject('vscodeMissing'))('cells and frames in a real VS Code', () => {
  let code: Workbench;
  let dialog: Locator;

  beforeAll(async () => {
    const frames = await Promise.all(Array.from({ length: FRAMES }, (_, index) => frame(index)));
    code = await Workbench.open(
      {
        'coins.png': join(samples, 'assets/sheets/coin-spin.png'),
        'moving.gif': await moving(),
        ...Object.fromEntries(frames.map((picture, index) => [`walk/walk_${index + 1}.png`, picture])),
        'styles/gouache.png': join(samples, 'styles/gouache.png'),
      },
      {
        version: 1,
        styles: { gouache: { reference: 'styles/gouache.png' } },
        assets: [
          { input: ['coins.png', 'moving.gif', 'walk/*.png'], style: 'gouache', output: 'out/{dir}/{name}.{ext}' },
        ],
      },
    );
    dialog = code.webview.getByRole('dialog', { name: 'Before and after, large' });
    await code.chooseFromMenu('stylize.json', 'Run Manifest');
    await code.openLarge('coins.png');
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await code.screenshot('failed test');
  });
  afterAll(() => code?.close());

  it('shows the cells of a sheet, and has nothing that is hard to use', async () => {
    await dialog.press('g');
    await expect.poll(numbers, WAIT).toEqual(['4', '2', '128', '128', '0', '0']);
    const { x, y, width, height } = (await dialog.locator('.backdrop').first().boundingBox())!;
    await code.page.mouse.move(x + width * 0.6, y + height * 0.3, { steps: 3 });
    await expect.poll(() => dialog.locator('.readout .cell').textContent()).toBe('Cell 3: column 3, row 1');
    await code.screenshot('compare-cells');
    expect(await seriousProblems(await code.frame())).toEqual([]);
    await dialog.press('c');
    expect(await dialog.locator('.frame-place').textContent()).toBe('3 / 8 column 3, row 1');
    await dialog.press('2');
    await code.screenshot('compare-cell');
    await dialog.press('1');
  });

  it('tells the key of tuning where there is something to tune', async () => {
    await dialog.press('?');
    const help = code.webview.getByRole('dialog', { name: 'Keys' });
    await help.getByText('Tune the picture').waitFor();
    await code.page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
  });

  it('remembers the cells of a picture when the window is reloaded, and does not play by itself', async () => {
    await dialog.press('c');
    await dialog.getByRole('spinbutton', { name: 'Columns' }).fill('8');
    await dialog.locator('.stage').focus();
    await expect
      .poll(() => code.stored(/coins\.png[\\"]+:\{[\\"]+by[\\"]+:[\\"]+count[\\"]+,[\\"]+columns[\\"]+:8/.source), WAIT)
      .toBe(true);
    await code.reload();
    await dialog.waitFor({ timeout: 60_000 });
    await expect.poll(numbers, WAIT).toEqual(['8', '2', '64', '128', '0', '0']);
    expect(await dialog.getByRole('button', { name: 'Play', exact: true }).count()).toBe(1);
    await dialog.press('g');
  });

  it('says of an animated picture what is not to be seen of it', async () => {
    await goTo('moving.gif');
    await expect.poll(() => dialog.locator('.note').textContent()).toMatch(/^Animated: it plays by itself/);
  });

  it('plays numbered frames', async () => {
    await goTo('walk/walk_1.png');
    await dialog.press('.');
    expect(await heading()).toBe('walk/walk_2.png');
    await code.screenshot('compare-frames');
    expect(await seriousProblems(await code.frame())).toEqual([]);
    await dialog.press('k');
    await expect.poll(heading, WAIT).toBe('walk/walk_6.png');
    await expect.poll(heading, WAIT).toBe('walk/walk_1.png');
    await dialog.press('k');
    const rested = await heading();
    expect(await dialog.locator('.frame-place').textContent()).toContain(rested!.replace('walk/', ''));
  });

  it('plays them in a review, where a verdict is about the frame in sight', async () => {
    await code.command('Stylize: Review Results');
    const first = code.webview.getByRole('gridcell', { name: 'walk/walk_1.png' });
    await first.waitFor({ timeout: 60_000 });
    await first.press('Enter');
    await expect.poll(heading, WAIT).toBe('walk/walk_1.png');
    await dialog.press('k');
    await expect.poll(heading, WAIT).toBe('walk/walk_5.png');
    await dialog.press('k');
    const shown = (await heading())!;
    await dialog.press('r');
    await vi.waitFor(() => expect(verdicts()).toEqual({ [`out/${shown}`]: 'rejected' }), WAIT);
  });

  async function goTo(source: string): Promise<void> {
    for (let turn = 0; turn < FRAMES + 2 && (await heading()) !== source; turn++) await dialog.press('PageDown');
    expect(await heading()).toBe(source);
  }

  function heading(): Promise<string | null> {
    return dialog.locator('.details h2').textContent();
  }

  function numbers(): Promise<string[]> {
    return dialog.locator('.fields input').evaluateAll((all) => all.map((input) => (input as HTMLInputElement).value));
  }

  function verdicts(): Record<string, string> {
    const path = join(code.workspace, '.stylize/review.json');
    const { outputs } = (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { outputs: {} }) as {
      outputs: Record<string, { verdict?: { is: string } }>;
    };
    return Object.fromEntries(
      Object.entries(outputs).flatMap(([output, { verdict }]) => (verdict ? [[output, verdict.is]] : [])),
    );
  }
});

async function frame(index: number): Promise<Buffer> {
  const fox = await sharp(join(samples, 'assets/sprites/fox-hero.png'))
    .resize(56, 56, { fit: 'inside' })
    .png()
    .toBuffer();
  return sharp({ create: { width: 160, height: 90, channels: 3, background: '#7fb2d9' } })
    .composite([{ input: fox, left: 8 + index * 16, top: 26 - (index % 2) * 6 }])
    .png()
    .toBuffer();
}

function moving(): Promise<Buffer> {
  const raw = Buffer.from(
    Array.from({ length: 48 * 48 * 3 * 2 }, (_, at) => (at < 48 * 48 * 3 ? 60 : 200) + (at % 3) * 10),
  );
  return sharp(raw, { raw: { width: 48, height: 96, channels: 3, pageHeight: 48 } })
    .gif({ delay: [200, 200] })
    .toBuffer();
}
