import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import { descendantsOf, isEngine } from './processes';
import { Workbench } from './workbench';

const samples = resolve(__dirname, '../../samples');
const WAIT = { timeout: 60_000, interval: 20 };
const NAMES = Array.from({ length: 8 }, (_, i) => `${i}.png`);
const FILES = {
  ...Object.fromEntries(NAMES.map((name) => [`art/${name}`, join(samples, 'assets/textures/mossy-cobblestone.png')])),
  'styles/gouache.png': join(samples, 'styles/gouache.png'),
};
const MANIFEST = {
  version: 1,
  styles: { gouache: { reference: 'styles/gouache.png' } },
  assets: [{ input: 'art/*.png', style: 'gouache', output: 'out/{name}.{ext}' }],
};

describe.skipIf(inject('vscodeMissing'))('when something comes in between', () => {
  let code: Workbench;
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await code?.screenshot('failed test');
    await code?.close();
  });

  it('a window that is reloaded mid-batch leaves nothing half-written, and the next run completes', async () => {
    code = await Workbench.open(FILES, MANIFEST);
    await code.chooseFromMenu('stylize.json', 'Run Manifest');
    await vi.waitUntil(() => outputs().length > 0, WAIT);
    await code.reload();
    await vi.waitUntil(() => engines().length === 0, WAIT);
    const before = new Map(outputs().map((name) => [name, readFileSync(join(code.workspace, 'out', name))]));
    expect(before.size).toBeLessThan(NAMES.length);
    for (const [name, bytes] of before) {
      expect(NAMES).toContain(name); // no temporary files
      expect(await sharp(bytes).stats()).toMatchObject({ isOpaque: true });
    }

    await code.chooseFromMenu('stylize.json', 'Run Manifest');
    await code.webview.getByText('7.png').first().waitFor({ timeout: 60_000 });
    expect(outputs()).toEqual(NAMES);
    expect(await code.webview.locator('.failures:visible').count()).toBe(0);
    expect(await code.page.locator('.notification-toast .codicon-error').count()).toBe(0);
  });

  it('an untrusted workspace runs nothing, says so, and is painted once it is trusted', async () => {
    code = await Workbench.open(FILES, MANIFEST, {
      workspaceTrust: true,
      settings: { 'security.workspace.trust.startupPrompt': 'never' },
      keybindings: [{ key: 'ctrl+alt+1', command: 'stylize.run' }],
    });
    await code.file('stylize.json').click({ button: 'right' });
    await code.page.locator('.monaco-menu .action-item.disabled', { hasText: 'Run Manifest' }).waitFor();
    await code.screenshot('untrusted-menu');
    await code.page.keyboard.press('Escape');
    await code.file('stylize.json').dblclick();
    await code.page.locator('.monaco-editor .view-line').first().waitFor();
    await code.page.keyboard.press('Control+Alt+1'); // reaches a command whose menu entries are disabled
    await code.page.locator('.notification-toast', { hasText: 'until you trust this workspace' }).waitFor();
    await code.screenshot('untrusted');
    expect(engines()).toEqual([]);
    expect(existsSync(join(code.workspace, 'out'))).toBe(false);

    await code.page.getByRole('button', { name: 'Manage Trust' }).click();
    await code.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
    await code.chooseFromMenu('stylize.json', 'Run Manifest');
    await vi.waitUntil(() => outputs().length === NAMES.length, WAIT);
  });

  /** Names of all files there, half-written ones included. */
  function outputs(): string[] {
    const folder = join(code.workspace, 'out');
    return existsSync(folder) ? readdirSync(folder).sort() : [];
  }

  function engines() {
    return descendantsOf(code.server.pid).filter(isEngine);
  }
});
