import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { Workbench } from './workbench';

const samples = resolve(__dirname, '../../samples');
const WAIT = { timeout: 30_000 };

describe.skipIf(inject('vscodeMissing'))('in a real VS Code', () => {
  let code: Workbench;

  beforeAll(async () => {
    const scan = await sharp(join(samples, 'assets/sprites/fox-hero.png')).tiff().toBuffer();
    code = await Workbench.open(
      {
        'fox.png': join(samples, 'assets/sprites/fox-hero.png'),
        'more/scan.tiff': scan,
        'more/broken.png': Buffer.from('not a picture'),
        'sprites/potion.png': join(samples, 'assets/sprites/potion.png'),
        'styles/gouache.png': join(samples, 'styles/gouache.png'),
        'styles/cel.png': join(samples, 'styles/flat-cel.png'),
        '.vscode/settings.json': Buffer.from('{ "stylize.apply.outputFolder": "painted" }'),
      },
      {
        version: 1,
        styles: { gouache: { reference: 'styles/gouache.png' }, cel: { reference: 'styles/cel.png' } },
        assets: [{ input: 'sprites/*.png', style: 'cel', output: 'out/{name}.{ext}' }],
      },
    );
    await code.file('stylize.json').waitFor();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await code.screenshot('failed test');
  });
  afterAll(() => code?.close());

  it('paints a right-clicked picture in a style of the manifest, and shows before and after', async () => {
    await code.chooseFromMenu('fox.png', 'Apply Style');
    await code.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Choose a reference picture' }).waitFor();
    await code.screenshot('style-picker');
    await code.pick('gouache');
    await code.screenshot('destination-picker');
    await code.pick('Paint once beside the picture');
    await code.file('fox-stylized.png').waitFor();
    await code.webview.getByText('fox.png').first().waitFor();
    await vi.waitFor(async () => expect(await sizesOf(code, '.card .side img')).toEqual([256, 256]), WAIT);
    await code.screenshot('before-after');
    expect(readdirSync(code.workspace)).toContain('fox-stylized.png');
  });

  it('opens a picture large by the keyboard, and closes it by Escape', async () => {
    const name = code.webview.getByRole('button', { name: 'fox.png' });
    await name.focus();
    await name.press('Enter');
    const dialog = code.webview.getByRole('dialog', { name: 'Before and after, large' });
    await dialog.waitFor();
    await vi.waitFor(async () => expect(await sizesOf(code, 'dialog .side img')).toEqual([256, 256]), WAIT);
    await dialog.press('Tab');
    expect(await code.webview.locator('dialog :focus').count()).toBe(1);
    await code.screenshot('lightbox');
    await dialog.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await code.webview.locator('.name:focus').count()).toBe(1);
  });

  it('shows what Chromium can not, and lists what failed', async () => {
    await code.chooseFromMenu('more', 'Apply Style');
    await code.pick('cel');
    await code.pick('Paint once beside the pictures');
    await code.webview.getByText('more/scan.tiff').first().waitFor();
    await vi.waitFor(async () => expect(await sizesOf(code, '.card .side img')).toEqual([256, 256]), WAIT);
    await code.webview.locator('.failures', { hasText: 'more/broken.png' }).waitFor();
    expect(await code.webview.locator('.figures').textContent()).toMatch(/1\s*failed|failed\s*1/);
    await code.screenshot('failed');
    await code.dismissMessage();
  });

  it('offers the built-in styles, and again what was used last', async () => {
    await code.chooseFromMenu('sprites', 'Apply Style');
    await code.pick('Neon Night');
    await code.pick('Paint once into painted');
    await code.webview.getByText('sprites/potion.png').first().waitFor();
    await vi.waitFor(async () => expect(await sizesOf(code, '.card .side img')).toEqual([256, 256]), WAIT);
    expect(readdirSync(join(code.workspace, 'painted'), { recursive: true })).toEqual([
      'sprites',
      'sprites/potion.png',
    ]);
    await code.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await code.file('fox.png').click();
    await code.page.mouse.move(900, 600); // the hover over a row would lie in the way
    await code.page.keyboard.press('Shift+Alt+S');
    await code.webview.getByText('fox.png').first().waitFor();
    expect(existsSync(join(code.workspace, 'painted/fox.png'))).toBe(true);
    expect(await code.webview.locator('body').textContent()).toContain('Neon Night');
  });

  it('adds a style and a rule to the manifest, which Ctrl+Z takes back', async () => {
    const path = join(code.workspace, 'stylize.json');
    const manifest = `// Our game\n${JSON.stringify(JSON.parse(readFileSync(path, 'utf8')), undefined, 2)}\n`;
    writeFileSync(path, manifest);
    await code.chooseFromMenu('fox.png', 'Apply Style');
    await code.pick('Blueprint');
    await code.pick('Add to stylize.json');
    const text = code.page.locator('.editor-instance .view-lines', { hasText: '"version"' });
    await text.getByText('builtin:blueprint').first().waitFor();
    await code.screenshot('added-to-manifest');
    expect(readFileSync(path, 'utf8')).toBe(manifest);
    await code.page
      .locator('.markers-panel .monaco-list-row', { hasText: 'gouach' })
      .first()
      .waitFor({ state: 'hidden' });
    await code.page.keyboard.press('Control+S');
    // the newest VS Code still takes the name for taken
    const replace = code.page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Replace' });
    await vi.waitFor(async () => expect(existsSync(path) || (await replace.isVisible())).toBe(true), WAIT);
    if (await replace.isVisible()) await replace.click();
    await vi.waitFor(() => expect(readFileSync(path, 'utf8')).toContain('"input": "fox.png"'), WAIT);
    expect(readFileSync(path, 'utf8')).toMatch(/^\/\/ Our game\n/);
    await code.page.keyboard.press('Control+Z');
    await code.page.keyboard.press('Control+S');
    await vi.waitFor(() => expect(readFileSync(path, 'utf8')).toBe(manifest), WAIT);
  });

  it('is offered in the title of an open picture', async () => {
    await code.file('fox.png').dblclick();
    await code.page.locator('.editor-actions .action-label[aria-label*="Apply Style"]').click();
    await code.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Recent' }).first().waitFor();
    await code.screenshot('style-picker-recent');
    await code.page.keyboard.press('Escape');
  });

  it('runs a manifest from its editor', async () => {
    await code.file('stylize.json').dblclick();
    await code.page.locator('.editor-actions .action-label[aria-label*="Run Manifest"]').click();
    await code.webview.getByText('potion.png').first().waitFor();
    expect(existsSync(join(code.workspace, 'out/potion.png'))).toBe(true);
  });

  it('shows what is wrong with a manifest in Problems, not in a message', async () => {
    writeFileSync(
      join(code.workspace, 'stylize.json'),
      '{ "version": 1, "styles": {}, "assets": [{ "input": "*.png", "style": "gouach", "output": "out/{name}.{ext}" }] }',
    );
    await code.chooseFromMenu('stylize.json', 'Run Manifest');
    await code.page.locator('.markers-panel .monaco-list-row', { hasText: 'gouach' }).first().waitFor();
    await code.screenshot('problems');
    expect(await code.page.locator('.notification-toast .codicon-error').count()).toBe(0);
  });

  it('makes a manifest where there is none, once it is saved', async () => {
    const path = join(code.workspace, 'stylize.json');
    await code.command('View: Close All Editors');
    rmSync(path);
    await code.file('stylize.json').waitFor({ state: 'detached' });
    await code.chooseFromMenu('sprites', 'Apply Style');
    await code.pick('Ink Hatching');
    await code.pick('Add to stylize.json');
    await code.page.locator('.view-lines', { hasText: 'builtin:ink' }).first().waitFor();
    expect(existsSync(path)).toBe(false);
    await code.screenshot('new-manifest');
    await code.page
      .locator('.markers-panel .monaco-list-row', { hasText: 'gouach' })
      .first()
      .waitFor({ state: 'hidden' });
    await code.page.keyboard.press('Control+S');
    // the newest VS Code still takes the name for taken
    const replace = code.page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Replace' });
    await vi.waitFor(async () => expect(existsSync(path) || (await replace.isVisible())).toBe(true), WAIT);
    if (await replace.isVisible()) await replace.click();
    await vi.waitFor(() => expect(readFileSync(path, 'utf8')).toContain('"input": "sprites/**/*.{png,'), WAIT);
  });
});

/** Widths of the pictures that the panel has loaded; 0 stands for one that it could not load. */
function sizesOf(code: Workbench, images: string): Promise<number[]> {
  return code.webview
    .locator(images)
    .evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth));
}
