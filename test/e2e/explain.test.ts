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
    await code.screenshot('explain-working');
    await told();
    await code.screenshot('explain-recipe');
    await tab('Where from').click();
    await code.screenshot('explain-origin');
    await tab('How far').click();
    await code.screenshot('explain-distance');
    await tab('What did it').click();
    await code.screenshot('explain-stages');
    await tab('Advice').click();
    await code.screenshot('explain-advice');
    expect(await seriousProblems(await code.frame())).toEqual([]);
  });

  function tab(name: string): Locator {
    return explain.getByRole('tab', { name });
  }

  async function told(): Promise<void> {
    await vi.waitFor(async () => expect(await explain.getByRole('progressbar').isVisible()).toBe(false), WAIT);
    expect(await explain.getByRole('alert').textContent()).toBe('');
  }
});
