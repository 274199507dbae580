import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { Workbench } from './workbench';

const samples = resolve(__dirname, '../../samples');
const WAIT = { timeout: 60_000, interval: 200 };
const LARGE = { width: 6000, height: 3000 };

describe.skipIf(inject('vscodeMissing'))('any two pictures in a real VS Code', () => {
  let code: Workbench;
  let dialog: Locator;
  const repository = mkdtempSync(join(tmpdir(), 'stylize-repository-'));

  beforeAll(async () => {
    code = await Workbench.open(
      {
        '.git': committed(repository, { 'potion.png': join(samples, 'assets/sprites/potion.png') }),
        'fox.png': join(samples, 'assets/sprites/fox-hero.png'),
        'potion.png': join(samples, 'assets/sprites/potion.png'),
        'large.png': await dotted('#204060'),
        'other.png': await dotted('#806040'),
        'styles/gouache.png': join(samples, 'styles/gouache.png'),
      },
      {
        version: 1,
        styles: { gouache: { reference: 'styles/gouache.png' } },
        assets: [{ input: 'fox.png', style: 'gouache', output: 'out/{name}.{ext}' }],
      },
      { settings: { 'git.enabled': true } },
    );
    dialog = code.webview.getByRole('dialog', { name: 'Before and after, large' });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await code.screenshot('failed test');
  });
  afterAll(async () => {
    await code?.close();
    rmSync(repository, { recursive: true, force: true });
  });

  it('are compared where two are selected', async () => {
    await compareTwo('fox.png', 'potion.png');
    await dialog.getByRole('heading', { name: 'fox.png ↔ potion.png' }).waitFor();
    expect(await dialog.locator('.tag').allTextContents()).toEqual(['fox.png', 'potion.png']);
    expect(await dialog.getByRole('button', { name: 'Close' }).isVisible()).toBe(false);
    await code.screenshot('compare-two');
    await code.command('View: Close All Editors');
  });

  it('are a picture and what was painted from it, in an editor of their own', async () => {
    await code.chooseFromMenu('stylize.json', 'Run Manifest');
    await code.webview.locator('.name', { hasText: 'fox.png' }).waitFor();
    await code.command('View: Close All Editors');
    await code.file('fox.png').click();
    await code.chooseFromMenu('fox.png', 'Compare Pictures');
    await dialog.getByRole('heading', { name: 'fox.png' }).waitFor();
    await vi.waitFor(async () => expect(await shown()).toEqual(['fox.png, before', 'out/fox.png, after']), WAIT);
    await code.page.locator('.tab.active', { hasText: 'fox.png' }).waitFor();
    await code.command('View: Close All Editors');
  });

  it('are a picture now and in the last commit', async () => {
    await sharp(join(samples, 'assets/sprites/fox-hero.png'))
      .negate({ alpha: false })
      .toFile(join(code.workspace, 'potion.png'));
    await code.page.keyboard.press('Control+Shift+G');
    const change = code.page.locator('.scm-view .monaco-list-row', { hasText: 'potion.png' });
    await change.waitFor({ timeout: 60_000 });
    await code.chooseFromMenu(change, 'Compare Picture with Last Commit');
    await vi.waitFor(
      async () => expect(await dialog.locator('.tag').allTextContents()).toEqual(['Last commit', 'Now']),
      WAIT,
    );
    await dialog.getByRole('heading', { name: 'potion.png: Last commit ↔ Now' }).waitFor();
    const size = await sharp(join(samples, 'assets/sprites/potion.png')).metadata();
    await vi.waitFor(
      async () =>
        expect(await dialog.locator('.before img').evaluate((it: HTMLImageElement) => it.naturalWidth)).toBe(
          size.width,
        ),
      WAIT,
    );
    await code.screenshot('compare-commit');
    await code.command('View: Close All Editors');
    await code.page.keyboard.press('Control+Shift+E');
  });

  it('are seen by their own pixels however large they are', async () => {
    await compareTwo('large.png', 'other.png');
    await dialog.getByRole('heading', { name: 'large.png ↔ other.png' }).waitFor({ timeout: 60_000 });
    expect(
      await dialog
        .locator('.copies img')
        .first()
        .evaluate((it: HTMLImageElement) => it.naturalWidth),
    ).toBeLessThanOrEqual(4096);
    await dialog.press('2');
    await dialog.press('p');
    await vi.waitFor(
      async () => expect(await dialog.locator('.side.after .tiles img').count()).toBeGreaterThan(3),
      WAIT,
    );
    await vi.waitFor(async () => expect(await dialog.locator('.note').textContent()).toBe(''), WAIT);
    const stage = (await dialog.locator('.side.after').boundingBox())!;
    // the lines are one pixel wide, and in a smaller copy they would have run into the ground
    const colours = new Set<string>();
    for (let x = 0; x < 4; x++) {
      await code.page.mouse.move(stage.x + stage.width / 2 + x, stage.y + stage.height / 2);
      colours.add((await dialog.locator('.readout .colour b').last().textContent())!);
    }
    expect([...colours].sort()).toEqual(['#806040', '#ffffff']);
    await code.screenshot('compare-large');
  });

  async function compareTwo(before: string, after: string): Promise<void> {
    const item = code.page.locator('.monaco-menu .action-item', { hasText: 'Compare Pictures' });
    // not chooseFromMenu, whose Escape ends the selection: here each try begins with one
    await vi.waitFor(
      async () => {
        await code.page.keyboard.press('Escape');
        await code.file(before).click();
        await code.file(after).click({ modifiers: ['ControlOrMeta'] });
        await code.file(after).click({ button: 'right' });
        await item.hover({ timeout: 2000 });
        await code.page.keyboard.press('Enter');
        await item.waitFor({ state: 'hidden', timeout: 2000 });
        await code.page.locator('.tab.active', { hasText: after }).waitFor({ timeout: 10_000 });
      },
      { timeout: 60_000, interval: 200 },
    );
  }

  function shown(): Promise<string[]> {
    return dialog.locator('.copies img').evaluateAll((all) => all.map((it) => (it as HTMLImageElement).alt));
  }
});

/** White lines of one pixel every other pixel; stored as heavy as they can be. */
function dotted(colour: string): Promise<Buffer> {
  const { width, height } = LARGE;
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const data = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const dot = i % 2 === 0;
    data.set(dot ? [255, 255, 255] : [red!, green!, blue!], i * 3);
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 0 })
    .toBuffer();
}

/** A repository with one commit of these files: its .git, to be there before VS Code looks for it. */
function committed(folder: string, files: Record<string, string>): string {
  for (const [name, from] of Object.entries(files)) cpSync(from, join(folder, name));
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'pipe' });
  git('init', '-q');
  git('add', '.');
  git('-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '-qm', 'first');
  return join(folder, '.git');
}
