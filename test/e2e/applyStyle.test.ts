import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { Workbench } from './workbench';

const samples = resolve(__dirname, '../../samples');

describe.skipIf(inject('vscodeMissing'))('in a real VS Code', () => {
  let code: Workbench;

  beforeAll(async () => {
    code = await Workbench.open(
      {
        'fox.png': join(samples, 'assets/sprites/fox-hero.png'),
        'sprites/potion.png': join(samples, 'assets/sprites/potion.png'),
        'styles/gouache.png': join(samples, 'styles/gouache.png'),
        'styles/cel.png': join(samples, 'styles/flat-cel.png'),
      },
      {
        version: 1,
        styles: { gouache: { reference: 'styles/gouache.png' }, cel: { reference: 'styles/cel.png' } },
        assets: [{ input: 'sprites/*.png', style: 'cel', output: 'out/{name}.{ext}' }],
      },
    );
    await code.file('stylize.json').waitFor();
  });
  afterAll(() => code?.close());

  it('paints a right-clicked picture in a style of the manifest, and shows before and after', async () => {
    await code.chooseFromMenu('fox.png', 'Apply Style');
    await code.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Choose a reference picture' }).waitFor();
    await code.screenshot('style-picker');
    await code.pick('gouache');
    await code.file('fox-stylized.png').waitFor();
    await code.webview.getByText('fox.png').first().waitFor();
    const loaded = code.webview.locator('article img, figure img, li img');
    await vi.waitFor(async () => expect(await loaded.count()).toBeGreaterThanOrEqual(2), { timeout: 30_000 });
    await code.screenshot('before-after');
    expect(readdirSync(code.workspace)).toContain('fox-stylized.png');
  });

  it('runs a manifest from its editor', async () => {
    await code.file('stylize.json').dblclick();
    await code.page.locator('.editor-actions .action-label[aria-label*="Run Manifest"]').click();
    await vi.waitFor(() => expect(existsSync(join(code.workspace, 'out/potion.png'))).toBe(true), { timeout: 60_000 });
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
});
