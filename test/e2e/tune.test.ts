import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { descendantsOf, isEngine } from './processes';
import { Workbench } from './workbench';

const samples = resolve(__dirname, '../../samples');
const MANIFEST = `{
  "version": 1,
  "styles": {
    "gouache": { "reference": "styles/gouache.png" },
    "pen": { "reference": "styles/ink.webp" } // as it comes
  },
  "assets": [
    { "input": "*.png", "style": "gouache", "output": "out/{name}.{ext}" }
  ]
}
`;
const WAIT = { timeout: 60_000, interval: 100 };

describe.skipIf(inject('vscodeMissing'))('tuning a picture in a real VS Code', () => {
  let code: Workbench;
  let dialog: Locator;
  let tune: Locator;

  beforeAll(async () => {
    const fox = sharp(join(samples, 'assets/sprites/fox-hero.png'));
    const scene = await fox.resize(640, 420, { fit: 'cover' }).flatten({ background: '#7fb2d9' }).png().toBuffer();
    code = await Workbench.open(
      {
        'scene.png': scene,
        'other.png': scene,
        'styles/gouache.png': join(samples, 'styles/gouache.png'),
        'styles/ink.webp': resolve(__dirname, '../../media/styles/ink.webp'),
        'stylize.json': Buffer.from(MANIFEST),
      },
      undefined,
    );
    dialog = code.webview.getByRole('dialog', { name: 'Before and after, large' });
    tune = dialog.getByRole('complementary', { name: 'Tune' });
    await code.chooseFromMenu('stylize.json', 'Run Manifest');
    await code.webview.locator('.name', { hasText: 'scene.png' }).click();
    await dialog.press('4');
    await dialog.press('u');
    await status('As it is painted');
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await code.screenshot('failed test');
  });
  afterAll(() => code?.close());

  it('shows a quick preview of a move, and the full one once the control rests', async () => {
    const strength = tune.getByRole('slider', { name: 'Strength' });
    expect(await strength.getAttribute('aria-valuetext')).toBe('100 %');
    expect(await strength.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    const painted = await after();
    await collectPreviews();
    for (let i = 0; i < 5; i++) await strength.press('PageDown');
    // there may be full ones in between, where the keys come slowly
    await vi.waitFor(async () => expect((await previews()).at(-1)).toBe(640), WAIT);
    await status('Full preview');
    expect(await strength.getAttribute('aria-valuetext')).toBe('50 %');
    expect((await previews())[0]).toBeLessThan(640);
    expect(await after()).not.toBe(painted);
    await code.screenshot('tune');
  });

  it('paints by mouse with other styles, colours kept and larger strokes', async () => {
    const seen = [await after()];
    const changes = async (act: () => Promise<unknown>) => {
      await act();
      await vi.waitFor(async () => expect(seen).not.toContain(await after()), WAIT);
      await status('Full preview');
      seen.push(await after());
    };
    await changes(() => tune.getByRole('radio', { name: 'Neon Night' }).click());
    await changes(() => tune.getByRole('checkbox', { name: /own colours/ }).click());
    await changes(async () => {
      const { x, y, width, height } = (await tune.getByRole('slider', { name: 'Stroke size' }).boundingBox())!;
      await code.page.mouse.click(x + width - 3, y + height / 2);
    });
    expect(await tune.getByRole('slider', { name: 'Stroke size' }).getAttribute('aria-valuetext')).toBe('2×');
    await changes(() => tune.getByRole('checkbox', { name: /own colours/ }).press(' '));
  });

  it('blends several styles, each with its share', async () => {
    await tune.getByRole('checkbox', { name: 'Blend several' }).click();
    await tune.getByRole('checkbox', { name: 'pen' }).click();
    const share = tune.getByRole('slider', { name: 'Share of pen' });
    expect(await share.getAttribute('aria-valuetext')).toBe('50 %');
    await share.press('End');
    expect(await share.getAttribute('aria-valuetext')).toBe('67 %');
    await share.press('Home');
    expect(await tune.getByRole('slider', { name: 'Share of Neon Night' }).getAttribute('aria-valuetext')).toBe('98 %');
    await share.press('End');
    await status('Full preview');
    await share.scrollIntoViewIfNeeded();
    await code.screenshot('tune-blend');
  });

  it('copies the parameters as a command and as JSON', async () => {
    await code.page.context().grantPermissions(['clipboard-read']);
    await tune.getByRole('button', { name: 'Copy Parameters' }).click();
    await status('Copied, as a command and as JSON.');
    const text = await code.page.evaluate(() => navigator.clipboard.readText());
    expect(text).toMatch(/^stylize apply scene\.png --style builtin:neon:50 --style styles\/ink\.webp:100/);
    expect(JSON.parse(text.slice(text.indexOf('{')))).toMatchObject({ strokeScale: 2, preserveColor: false });
  });

  it('goes back to what is painted', async () => {
    await tune.getByRole('button', { name: 'Revert' }).click();
    await status('As it is painted');
    expect(await tune.getByRole('slider', { name: 'Strength' }).getAttribute('aria-valuetext')).toBe('100 %');
    await vi.waitFor(async () => expect(await after()).toContain('/out/scene.png'), WAIT);
  });

  it('offers a grid of variants, and takes the chosen one', async () => {
    await tune.getByRole('button', { name: 'Variants…' }).click();
    const grid = code.webview.getByRole('dialog', { name: 'Variants' });
    await vi.waitFor(async () => expect(await grid.locator('.variant img').count()).toBe(16), WAIT);
    await code.screenshot('tune-variants');
    await grid.getByRole('button', { name: 'More Styles' }).click();
    expect(await grid.locator('.variant').count()).toBe(32);
    await grid.getByRole('button', { name: 'pen, strength 50 %' }).press('Enter');
    await grid.waitFor({ state: 'hidden' });
    expect(await tune.getByRole('radio', { name: 'pen' }).isChecked()).toBe(true);
    expect(await tune.getByRole('slider', { name: 'Strength' }).getAttribute('aria-valuetext')).toBe('50 %');
    await status('Full preview');
  });

  it('applies it once, replacing the output and what is shown', async () => {
    const output = join(code.workspace, 'out/scene.png');
    const before = readFileSync(output);
    await tune.getByRole('button', { name: 'Apply' }).click();
    await vi.waitFor(() => expect(readFileSync(output).equals(before)).toBe(false), WAIT);
    await status(/^Applied/);
    await vi.waitFor(async () => expect(await after()).toContain('/out/scene.png'), WAIT);
    expect(await dialog.locator('.details .style').textContent()).toBe('pen');
  });

  it('saves it to the manifest, which stays unsaved and can be undone', async () => {
    await tune.getByRole('button', { name: 'Save to Manifest' }).click();
    await status(/^The manifest is changed/);
    const dirty = code.page.locator('.tab.dirty', { hasText: 'stylize.json' });
    await dirty.waitFor();
    await code.screenshot('tune-saved');
    await dirty.click();
    const editor = code.page.locator('.editor-instance .view-lines').first();
    await vi.waitFor(async () => {
      const text = ((await editor.textContent()) ?? '').replaceAll('\u00a0', ' ');
      expect(text).toContain('// as it comes');
      expect(text).toMatch(/"exclude": "scene\.png".*"input": "scene\.png", "style": "pen".*"strength": 0\.5/);
    }, WAIT);
    await editor.click();
    await code.page.keyboard.press('Control+z');
    await dirty.waitFor({ state: 'detached' });
    await code.page.locator('.tab', { hasText: 'Stylize:' }).click();
    await status('Full preview'); // it was hidden, and is as it was left
    expect(await tune.getByRole('radio', { name: 'pen' }).isChecked()).toBe(true);
  });

  it('says it once when the engine was killed, and works at the next move', async () => {
    const strength = tune.getByRole('slider', { name: 'Strength' });
    await strength.press('PageUp');
    await status('Full preview');
    const message = tune.getByRole('alert');
    // again, where the engine was gone before it was asked: then the next one answers, and there is nothing to tell
    const kill = async () => {
      for (const { pid } of engines()) process.kill(pid, 'SIGSTOP');
      await strength.press('ArrowUp');
      for (const { pid } of engines()) process.kill(pid, 'SIGKILL');
      expect(await message.textContent({ timeout: 3000 })).toMatch(/engine process ended/);
    };
    await vi.waitFor(kill, WAIT);
    await code.screenshot('tune-engine-killed');
    await strength.press('PageUp');
    await status('Full preview');
    expect(await message.isVisible()).toBe(false);
  });

  it('says plainly that the picture was deleted', async () => {
    const source = join(code.workspace, 'scene.png');
    const bytes = readFileSync(source);
    rmSync(source);
    await tune.getByRole('slider', { name: 'Strength' }).press('PageDown');
    await vi.waitFor(
      async () => expect(await tune.getByRole('alert').textContent()).toMatch(/scene\.png: there is no such file/),
      WAIT,
    );
    await sharp(bytes).toFile(source);
    await tune.getByRole('slider', { name: 'Strength' }).press('PageDown');
    await status('Full preview');
  });

  it('comes back after the window was reloaded, as it was left', async () => {
    const strength = () => tune.getByRole('slider', { name: 'Strength' }).getAttribute('aria-valuetext');
    const last = await strength();
    const kept = `strength[\\\\"]+:${Number.parseInt(last!, 10) / 100}\\b`;
    await expect.poll(() => code.stored(kept), WAIT).toBe(true);
    await code.reload();
    await vi.waitFor(async () => expect(await dialog.locator('.details h2').textContent()).toBe('scene.png'), WAIT);
    await status('Full preview');
    expect(await strength()).toBe(last);
  });

  it('closes by Escape and by its key, before the picture does', async () => {
    await tune.getByRole('slider', { name: 'Strength' }).press('Escape');
    await tune.waitFor({ state: 'hidden' });
    expect(await dialog.isVisible()).toBe(true);
    expect(await dialog.getByRole('button', { name: 'Tune' }).getAttribute('aria-pressed')).toBe('false');
    await vi.waitFor(async () => expect(await after()).toContain('/out/scene.png'), WAIT);
    await dialog.press('u');
    await status('As it is painted');
  });

  it('leaves no file behind when the panel is closed in the middle of a preview', async () => {
    const folder = new URL((await after())!).pathname;
    await tune.getByRole('slider', { name: 'Strength' }).press('PageDown');
    await vi.waitFor(async () => expect(await after()).toContain('/tuned-'), WAIT);
    const file = decodeURIComponent(new URL((await after())!).pathname);
    expect(folder).not.toBe(file);
    await tune.getByRole('slider', { name: 'Strength' }).press('PageDown');
    await code.closePanel('Stylize:');
    await vi.waitFor(() => expect(existsSync(resolve(file, '..'))).toBe(false), WAIT);
    expect(statSync(join(code.workspace, 'out/scene.png')).size).toBeGreaterThan(0);
  });

  async function status(text: string | RegExp): Promise<void> {
    const line = tune.locator('.status-line');
    await vi.waitFor(
      async () =>
        expect(await line.textContent()).toEqual(typeof text === 'string' ? text : expect.stringMatching(text)),
      WAIT,
    );
  }

  /** The URI of the picture after. */
  function after(): Promise<string | null> {
    return dialog.locator('.stage .side.after img').first().getAttribute('src');
  }

  /** From now on the page remembers the width of each picture that comes to be shown after. */
  async function collectPreviews(): Promise<void> {
    await dialog.locator('.stage .side.after .copies').evaluate((copies) => {
      const widths: number[] = [];
      copies.setAttribute('data-widths', '[]');
      new MutationObserver(() => {
        const image = copies.querySelector('img');
        if (image?.naturalWidth) widths.push(image.naturalWidth);
        copies.setAttribute('data-widths', JSON.stringify(widths));
      }).observe(copies, { childList: true });
    });
  }

  async function previews(): Promise<number[]> {
    return JSON.parse((await dialog.locator('.stage .side.after .copies').getAttribute('data-widths'))!);
  }

  function engines() {
    return descendantsOf(code.server.pid).filter(isEngine);
  }
});
