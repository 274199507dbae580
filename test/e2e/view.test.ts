import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { Workbench } from './workbench';

const samples = resolve(__dirname, '../../samples');
const WAIT = { timeout: 30_000 };
const STYLES = { gouache: { reference: 'styles/gouache.png' }, cel: { reference: 'styles/cel.png', strength: 0.7 } };
const SPRITES = { input: 'sprites/*.png', style: 'gouache', output: 'out/{name}.{ext}' };

describe.skipIf(inject('vscodeMissing'))('the Stylize view', () => {
  let code: Workbench;

  beforeAll(async () => {
    const large = await sharp(join(samples, 'assets/backgrounds/dusk-lake.jpg')).resize(1024, 1024).png().toBuffer();
    code = await Workbench.open(
      {
        'broken.png': Buffer.from('not a picture'),
        'fox.png': join(samples, 'assets/sprites/fox-hero.png'),
        'sprites/crystal.png': join(samples, 'assets/sprites/crystal.png'),
        'sprites/potion.png': join(samples, 'assets/sprites/potion.png'),
        ...Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`large/${i}.png`, large])),
        'styles/gouache.png': join(samples, 'styles/gouache.png'),
        'styles/cel.png': join(samples, 'styles/flat-cel.png'),
      },
      {
        version: 1,
        styles: STYLES,
        assets: [
          SPRITES,
          { input: ['fox.png', 'broken.png'], style: 'cel', output: 'out/{name}.{ext}' },
          { input: 'large/*.png', style: 'cel', output: 'out/large/{name}.{ext}' },
        ],
      },
    );
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await code.screenshot('failed test');
  });
  afterAll(() => code?.close());

  it('puts badges on pictures in the explorer, and the number of stale ones into the status bar', async () => {
    await badgeOf(code.file('fox.png')).waitFor();
    expect(await badgeOf(code.file('fox.png')).getAttribute('class')).toContain('monaco-decoration-itemBadge');
    await code.status.filter({ hasText: '10 stale' }).waitFor();
    await code.screenshot('decorations');
  });

  it('shows styles, rules and the states of assets', async () => {
    await code.openStylizeView();
    await code.viewRow('sprites/*.png').waitFor();
    expect(await code.viewRow('sprites/*.png').textContent()).toContain('2 · 2 stale · gouache');
    await code.unfold(code.viewRow('Styles'));
    expect(await code.viewRow('cel').textContent()).toContain('strength 0.7 · 8 pictures');
    await code.unfold(code.viewRow('sprites/*.png'));
    expect(await code.viewRow('potion.png').textContent()).toContain('stale');
    await code.screenshot('view');
  });

  it('runs a rule, whose assets then are fresh and stay where they are', async () => {
    await clickButton(code.viewRow('sprites/*.png'), 'Run');
    await code.viewRow('potion.png').filter({ hasText: 'fresh' }).waitFor();
    await vi.waitFor(
      async () => expect(await code.viewRow('sprites/*.png').textContent()).toMatch(/2 · gouache$/),
      WAIT,
    );
    expect(existsSync(join(code.workspace, 'out/potion.png'))).toBe(true);
    expect(existsSync(join(code.workspace, 'out/fox.png'))).toBe(false);
  });

  it('shows an asset before and after', async () => {
    const tab = code.page.locator('.tab', { hasText: 'Stylize: crystal.png' });
    // again, where the click came while the tree was being painted anew
    const preview = async () => {
      await clickButton(code.viewRow('crystal.png'), 'Preview');
      await tab.waitFor({ timeout: 8000 });
    };
    await vi.waitFor(preview, WAIT);
    await vi.waitFor(async () => expect(await code.webview.locator('.card').count()).toBe(1), WAIT); // and no more of the run's
    await code.webview.getByText('crystal.png').first().waitFor();
  });

  it('tells why an asset failed, in the tree, on its badge and in the status bar', async () => {
    await clickButton(code.viewRow('fox.png, broken.png'), 'Run');
    await code.status.filter({ hasText: '1 failed' }).waitFor();
    // Problems has what is wrong with pictures
    expect(await code.page.locator('.notification-toast .codicon-error').count()).toBe(0);
    await code.unfold(code.viewRow('fox.png, broken.png'));
    const row = code.viewRow('broken.png').filter({ hasText: 'failed' });
    const hover = code.page.locator('.monaco-hover', { hasText: 'broken.png → out/broken.png' });
    // a row that is drawn anew under the mouse forgets it
    const look = async () => {
      await code.page.mouse.move(0, 0);
      await row.hover();
      await hover.waitFor({ timeout: 3000 });
    };
    await vi.waitFor(look, WAIT);
    expect(await hover.textContent()).toMatch(/cel: failed\s*broken\.png: /);
    await code.screenshot('view-failed');
    await code.page.locator('.activitybar .badge-content', { hasText: '1' }).waitFor();
  });

  it('shows only what is stale or failed, on request', async () => {
    await code.clickViewTitle('Show Only Stale and Failed');
    await code.viewRow('sprites/*.png').waitFor({ state: 'detached' });
    await code.viewRow('large/*.png').waitFor();
    await code.clickViewTitle('Show All');
    await code.viewRow('sprites/*.png').waitFor();
  });

  it('pauses, resumes and stops from the menu of the status bar', async () => {
    await clickButton(code.viewRow('large/*.png'), 'Run');
    await code.status.filter({ hasText: / of 6/ }).waitFor();
    await code.status.click();
    await code.screenshot('status-menu');
    await code.pick('Pause');
    await code.status.filter({ hasText: 'Stylize paused at' }).waitFor();
    await code.status.click();
    await code.pick('Resume');
    await code.status.filter({ hasText: / of 6/ }).waitFor();
    await code.unfold(code.viewRow('sprites/*.png'));
    await clickButton(code.viewRow('potion.png'), 'Preview');
    const opened = code.page.locator('.tab', { hasText: 'Stylize: potion.png' });
    await opened.waitFor();
    await code.status.click();
    await code.pick('Stop');
    await code.status.filter({ hasText: /failed$/ }).waitFor();
    await code.viewRow('large/*.png').filter({ hasText: 'stale' }).waitFor();
    expect(await opened.count()).toBe(1); // which the run, begun before, leaves alone
  });

  it('lists outputs that nothing plans any more, and deletes them once that is confirmed', async () => {
    const kept = { ...SPRITES, exclude: 'sprites/potion.png' };
    writeFileSync(
      join(code.workspace, 'stylize.json'),
      JSON.stringify({ version: 1, styles: { gouache: STYLES.gouache }, assets: [kept] }),
    );
    await code.unfold(code.viewRow('Orphaned outputs'));
    await code.viewRow('potion.png').waitFor();
    await code.screenshot('view-orphans');
    await clickButton(code.viewRow('potion.png'), 'Move to Trash');
    await code.answer('Move to Trash');
    await code.answer('Delete Permanently'); // a server's disk has no trash
    await code.viewRow('potion.png').waitFor({ state: 'detached' });
    expect(existsSync(join(code.workspace, 'out/potion.png'))).toBe(false);
    expect(existsSync(join(code.workspace, 'out/crystal.png'))).toBe(true);
  });

  it('goes from a rule to its place in the manifest', async () => {
    await code.chooseFromMenu(code.viewRow('sprites/*.png'), 'Go to Manifest');
    await code.page.locator('.editor-instance .selected-text').first().waitFor();
  });
});

describe.skipIf(inject('vscodeMissing'))('the Stylize view of a workspace without a manifest', () => {
  let code: Workbench;
  beforeAll(async () => {
    const files = {
      'art/fox.png': join(samples, 'assets/sprites/fox-hero.png'),
      'styles/ink.png': join(samples, 'styles/ink-hatching.png'),
    };
    code = await Workbench.open(files, undefined);
  });
  afterAll(() => code?.close());

  it('offers to create one that suits the pictures, and then shows it', async () => {
    expect(await code.status.count()).toBe(0);
    await code.openStylizeView();
    await code.page.locator('.welcome-view-content', { hasText: 'There is none in this workspace yet' }).waitFor();
    await code.screenshot('view-welcome');
    await code.page.locator('.welcome-view-content .monaco-button', { hasText: 'Create Manifest' }).click();
    await code.viewRow('art/**/*.png').filter({ hasText: '1 · 1 stale · ink' }).waitFor();
    await code.status.filter({ hasText: '1 stale' }).waitFor();
    expect(readFileSync(join(code.workspace, 'stylize.json'), 'utf8')).toContain(
      '"ink": { "reference": "styles/ink.png" }',
    );
    await code.screenshot('first-manifest');
  });
});

describe.skipIf(inject('vscodeMissing'))('the Stylize view of a workspace that is not trusted', () => {
  let code: Workbench;
  beforeAll(async () => {
    const files = {
      'sprites/fox.png': join(samples, 'assets/sprites/fox-hero.png'),
      'styles/gouache.png': join(samples, 'styles/gouache.png'),
    };
    const manifest = { version: 1, styles: { gouache: STYLES.gouache }, assets: [SPRITES] };
    const settings = { 'security.workspace.trust.startupPrompt': 'never' };
    code = await Workbench.open(files, manifest, { workspaceTrust: true, settings });
  });
  afterAll(() => code?.close());

  it('shows what is in it and runs nothing', async () => {
    await code.openStylizeView();
    await code.viewRow('sprites/*.png').filter({ hasText: '1 stale' }).waitFor();
    await code.page
      .locator('.tree-explorer-viewlet-tree-view .message', { hasText: 'This workspace is not trusted' })
      .waitFor();
    await code.viewRow('sprites/*.png').hover();
    await code.viewRow('sprites/*.png').locator('.action-item.disabled [aria-label^="Run"]').waitFor();
    await code.screenshot('view-untrusted');
  });

  it('lets results be reviewed by looking only', async () => {
    await code.chooseFromMenu(code.viewRow('sprites/*.png'), 'Review Results');
    const cell = code.webview.getByRole('gridcell', { name: /^sprites\/.*, stale, no output/ });
    const width = () => cell.locator('img.before').evaluate((image) => (image as HTMLImageElement).naturalWidth);
    await expect.poll(width, { timeout: 60_000 }).toBeGreaterThan(0);
    await cell.press('n');
    const note = code.webview.getByRole('button', { name: 'Note…' });
    expect(await note.getAttribute('aria-disabled')).toBe('true');
    expect(await code.webview.getByRole('dialog').count()).toBe(0);
  });
});

function badgeOf(file: Locator): Locator {
  return file.locator('[class*="monaco-decoration-itemBadge"]');
}

/** An inline button of a row, which shows while the pointer is over the row. */
async function clickButton(row: Locator, label: string): Promise<void> {
  await row.hover();
  await row.locator(`.actions .action-label[aria-label^="${label}"]`).click();
}
