import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { seriousProblems } from './axe';
import { Workbench } from './workbench';

const samples = resolve(__dirname, '../../samples');
const MANIFEST = `{
  "version": 1,
  "styles": {
    "neon": { "reference": "builtin:neon" } // as it comes
  },
  "assets": [
    { "input": "*.png", "style": "neon", "output": "out/{name}.{ext}" }
  ]
}
`;
/** An explanation takes half a minute on a slow machine. */
const WAIT = { timeout: 150_000, interval: 100 };

describe.skipIf(inject('vscodeMissing'))('explaining a picture in a real VS Code', () => {
  let code: Workbench;
  let dialog: Locator;
  let explain: Locator;
  /** The panel's own folder. */
  let previews: string;

  beforeAll(async () => {
    const lake = sharp(join(samples, 'assets/backgrounds/dusk-lake.jpg'));
    const fox = sharp(join(samples, 'assets/sprites/fox-hero.png'));
    const moss = sharp(join(samples, 'assets/textures/mossy-cobblestone.png'));
    const poster = sharp(join(samples, 'assets/posters/tidekeeper.jpg'));
    code = await Workbench.open(
      {
        'lake.png': await lake.resize(560, 360, { fit: 'cover' }).png().toBuffer(),
        'fox.png': await fox.resize(160, 160, { fit: 'inside' }).png().toBuffer(),
        'moss.png': await moss.resize(128, 128).png().toBuffer(),
        'poster.png': await poster.resize(128, 192, { fit: 'cover' }).png().toBuffer(),
        'stylize.json': Buffer.from(MANIFEST),
      },
      undefined,
    );
    dialog = code.webview.getByRole('dialog', { name: 'Before and after, large' });
    explain = dialog.getByRole('complementary', { name: 'Explain' });
    await code.chooseFromMenu('stylize.json', 'Run Manifest');
    await code.webview.locator('.name', { hasText: 'lake.png' }).click();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await code.screenshot('failed test');
  });
  afterAll(() => code?.close());

  it('opens by its key, tells how far it is, and then all', async () => {
    await dialog.press('2');
    await dialog.press('e');
    await explain.getByRole('progressbar').waitFor();
    expect(await dialog.getByRole('button', { name: 'Explain' }).getAttribute('aria-pressed')).toBe('true');
    await told();
    expect(await explain.locator('.summary').textContent()).toMatch(/^-?\d+ % of the way to the style, \d+ % of the/);
    expect(await explain.locator('.parts li').count()).toBeGreaterThan(0);
    expect(await explain.locator('.parts').textContent()).not.toContain('Neon Night'); // that it is itself says nothing
    await code.screenshot('explain-recipe');
  });

  it('marks patches of the reference as the pointer moves over the picture', async () => {
    await tab('Where from').click();
    const { x, y, width, height } = (await dialog.locator('.stage .side.after img').first().boundingBox())!;
    const said = new Set<string | null>();
    for (const share of [0.2, 0.5, 0.8]) {
      await code.page.mouse.move(x + width * share, y + height * share);
      await vi.waitFor(async () => expect(said).not.toContain(await explain.locator('.spot').textContent()), WAIT);
      said.add(await explain.locator('.spot').textContent());
      expect(await explain.locator('.reference .mark').count()).toBe(3);
    }
    expect(await explain.locator('.matches canvas').count()).toBe(3);
    await code.screenshot('explain-origin');
  });

  it('lays a map over the picture, with how far to trust it beside it', async () => {
    await tab('How far').click();
    await explain.getByRole('radio', { name: 'structure', exact: false }).first().check();
    expect(await explain.locator('.trust').first().textContent()).toMatch(/^Trust it/);
    expect(await explain.getByRole('row').count()).toBe(5);
    await code.screenshot('explain-distance');
  });

  it('shows what the picture were without a group of stages', async () => {
    await tab('What did it').click();
    await explain.getByRole('button', { name: 'without shapes and patterns' }).click();
    const after = dialog.locator('.stage .side.after img').first();
    await vi.waitFor(async () => expect(await after.getAttribute('src')).toContain('without-shapes'), WAIT);
    await explain.getByText('The five add up to the whole change, exactly').waitFor();
    await code.screenshot('explain-stages');
  });

  it('has nothing that axe takes for serious', async () => {
    for (const name of ['Recipe', 'Where from', 'How far', 'What did it', 'Advice']) {
      await tab(name).click();
      expect([name, await seriousProblems(await code.frame())]).toEqual([name, []]);
    }
    await code.screenshot('explain-advice');
  });

  it.each(['moss.png', 'poster.png'])('explains the next picture, too: %s', async (name) => {
    await dialog.locator('.stage').focus();
    await code.page.keyboard.press('PageDown');
    await vi.waitFor(async () => expect(await dialog.locator('.details h2').textContent()).toBe(name), WAIT);
    await told();
    expect(await explain.locator('.summary').textContent()).toMatch(/of the way/);
  });

  it('leaves out what is transparent of a sprite', async () => {
    for (let i = 0; i < 3; i++) await dialog.press('PageUp');
    await vi.waitFor(async () => expect(await dialog.locator('.details h2').textContent()).toBe('fox.png'), WAIT);
    await told(); // those that were passed by were cancelled
    await tab('How far').click();
    await code.screenshot('explain-sprite');
    await tab('Where from').click();
    const reference = await explain.locator('.reference img').getAttribute('src');
    previews = resolve(decodeURIComponent(new URL(reference!).pathname), '../..');
    const { x, y } = (await dialog.locator('.stage .side.after img').first().boundingBox())!;
    await code.page.mouse.move(x + 4, y + 4);
    await vi.waitFor(
      async () => expect(await explain.locator('.spot').textContent()).toBe('Nothing is visible here.'),
      WAIT,
    );
  });

  it('evens out the strength of a rule once it is agreed to, and Ctrl+Z takes it back', async () => {
    await tab('Advice').click();
    await explain.getByRole('button', { name: /^Even Out Strength/ }).click();
    const rows = code.page.locator('.quick-input-list .monaco-list-row', { hasText: '.png' });
    await vi.waitFor(async () => expect(await rows.count()).toBe(4), { ...WAIT, timeout: 300_000 });
    expect(await rows.first().textContent()).toMatch(/1\.00 → (0|1)\.\d\d/);
    await code.screenshot('even-strength');
    await code.page.keyboard.press('Enter');
    const editor = code.page.locator('.editor-instance .view-lines').first();
    const text = async () => ((await editor.textContent()) ?? '').replaceAll('\u00a0', ' ');
    await vi.waitFor(async () => expect(await text()).toMatch(/"strength": 0\.\d/), WAIT);
    expect(await text()).toContain('// as it comes');
    const dirty = code.page.locator('.tab.dirty', { hasText: 'stylize.json' });
    await dirty.waitFor();
    await editor.click();
    await code.page.keyboard.press('Control+z');
    await dirty.waitFor({ state: 'detached' });
  });

  it('leaves no file behind when the panel is closed in the middle of it', async () => {
    await code.page.locator('.tab', { hasText: 'Stylize:' }).click();
    await explain.getByRole('progressbar').waitFor(); // it was hidden, and is explained anew
    expect(existsSync(previews)).toBe(true);
    await code.closePanel('Stylize:');
    await vi.waitFor(() => expect(existsSync(previews)).toBe(false), WAIT);
  });

  function tab(name: string): Locator {
    return explain.getByRole('tab', { name });
  }

  async function told(): Promise<void> {
    await vi.waitFor(async () => expect(await explain.getByRole('progressbar').isVisible()).toBe(false), WAIT);
    expect(await explain.locator('.head .message').textContent()).toBe('');
  }
});
