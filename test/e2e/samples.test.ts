import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Workbench } from './workbench';

const samples = resolve(__dirname, '../../samples');

describe.skipIf(inject('vscodeMissing'))('the sample workspace', () => {
  let code: Workbench;
  beforeAll(async () => {
    const names = ['assets', 'palettes', 'styles', 'stylize.json'];
    code = await Workbench.open(Object.fromEntries(names.map((name) => [name, join(samples, name)])), undefined);
  });
  afterAll(() => code?.close());

  it('is painted as a whole from the Stylize view, and shown before and after', async () => {
    await code.openStylizeView();
    await code.status.filter({ hasText: /\d+ stale/ }).waitFor();
    await code.clickViewTitle('Run All');
    await code.page.locator('.tab', { hasText: 'Stylize: workspace' }).waitFor({ timeout: 100_000 });
    await code.status.filter({ hasText: /^\s*Stylize\s*$/ }).waitFor();
    expect(existsSync(join(code.workspace, 'out/assets/ads/fernalie.webp'))).toBe(true);
    await code.unfold(code.viewRow('Styles'));
    await code.viewRow('dusk').waitFor();
    const picture = code.webview.locator('img').first();
    await expect
      .poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth), { timeout: 30_000 })
      .toBeGreaterThan(0);
    await code.screenshot('samples-run');
  });

  it('has nothing wrong or stale in its manifest', async () => {
    await code.closePanel('Stylize: workspace');
    await code.chooseFromMenu(code.viewRow('dusk'), 'Go to Manifest');
    await code.page.locator('.codelens-decoration', { hasText: 'up to date' }).first().waitFor();
    expect(await code.page.locator('[id="status.problems"] a').getAttribute('aria-label')).toBe('No Problems');
    expect(await code.page.locator('.codelens-decoration', { hasText: 'stale' }).count()).toBe(0);
    await code.screenshot('samples-manifest');
  });
});
