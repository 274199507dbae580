import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { seriousProblems } from './axe';
import { Workbench } from './workbench';

const samples = resolve(__dirname, '../../samples');
const WAIT = { timeout: 110_000, interval: 200 };

describe.skipIf(inject('vscodeMissing'))('training a style in a real VS Code', () => {
  let code: Workbench;
  const runFolder = () => join(code.workspace, '.stylize/training/noir');
  const button = (name: string) => code.webview.getByRole('button', { name, exact: true });
  const facts = (text: string | RegExp) => code.webview.locator('.training-head', { hasText: text }).waitFor(WAIT);
  const answer = async (prompt: string, value: string) => {
    const box = code.page.locator('.quick-input-widget', { hasText: prompt });
    await box.waitFor(WAIT);
    await box.locator('input').first().fill(value);
    await code.page.keyboard.press('Enter');
  };

  beforeAll(async () => {
    const small = (path: string) => sharp(join(samples, path)).resize(160, 120, { fit: 'cover' }).png().toBuffer();
    const files: Record<string, string | Buffer> = { 'refs/ink.png': await small('styles/ink-hatching.png') };
    for (const name of ['fox-hero', 'lantern', 'mushroom', 'potion'])
      files[`art/${name}.png`] = await small(`assets/sprites/${name}.png`);
    code = await Workbench.open(files, {
      version: 1,
      styles: { pen: { reference: 'refs/ink.png' } },
      assets: [{ input: 'art/*.png', style: 'pen', output: 'out/{name}.{ext}' }],
    });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await code.screenshot('failed test');
  });
  afterAll(() => code?.close());

  it('asks for name and budget, and shows curves and samples while it goes on', async () => {
    await code.chooseFromMenu('refs', 'Train Style…');
    await answer('Name of the style', 'noir');
    await answer('Minutes to learn from 1 pictures', '80 steps');
    await facts(/training, step \d+/);
    await facts('judged by perceptual encoder');
    for (const title of ['Losses by term', 'Style by layer', 'Learning rate', 'Discriminator'])
      await code.webview.locator('figure.chart', { hasText: title }).locator('canvas').waitFor(WAIT);
    expect(await code.webview.locator('.weights dt').allTextContents()).toEqual(LAYERS);
    await vi.waitFor(async () => expect(await code.webview.locator('.held').count()).toBeGreaterThan(0), WAIT);
  });

  it('pauses, and goes on', async () => {
    await button('Pause').click();
    await facts(/paused at step \d+/);
    await code.webview.locator('.held .slider').first().hover(); // it is scrolled to
    const { width } = (await code.webview.locator('.held .slider').first().boundingBox())!;
    expect(width).toBeGreaterThan(100);
    await code.screenshot('training-samples');
    await code.webview.locator('h1').hover();
    await code.screenshot('training');
    expect(await seriousProblems(await code.frame())).toEqual([]);
    await button('Resume').click();
    await facts(/training, step \d+/);
  });

  it('stops with a pack', async () => {
    await button('Stop').click();
    await facts('stopped');
    await button('Use Now').waitFor(WAIT);
    expect(existsSync(join(code.workspace, 'noir.stylepack'))).toBe(true);
    expect(readdirSync(runFolder())).toContainEqual(expect.stringMatching(/^events\.out\.tfevents\.\d+\.stylize$/));
  });

  it('shows the samples of each examination, beside those of the base model and large', async () => {
    const scrubber = code.webview.getByRole('slider', { name: 'Painted at step' });
    const painted = () => code.webview.locator('.held .after img').first().getAttribute('src');
    const newest = await painted();
    expect(newest).toContain('/.stylize/training/noir/samples/');
    await scrubber.press('Home');
    expect(await scrubber.getAttribute('aria-valuetext')).toContain('the base model');
    await vi.waitFor(async () => expect(await painted()).toContain('/000000-0.webp'), WAIT);
    await scrubber.press('End');
    await vi.waitFor(async () => expect(await painted()).toBe(newest), WAIT);
    await code.webview.getByRole('slider', { name: /Sample 1/ }).press('Enter');
    const dialog = code.webview.getByRole('dialog', { name: 'Before and after, large' });
    await dialog.waitFor();
    await dialog.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  it('lists trainings by others too, and lays their curves over', async () => {
    const other = join(code.workspace, '.stylize/training/from-a-terminal');
    cpSync(runFolder(), other, { recursive: true });
    const about = JSON.parse(readFileSync(join(other, 'run.json'), 'utf8'));
    writeFileSync(join(other, 'run.json'), JSON.stringify({ ...about, name: 'terminal' }));
    const log = readFileSync(join(other, 'log.jsonl'), 'utf8');
    const worse = log.replaceAll(/"(style|loss)":([\d.]+)/g, (_, name, value) => `"${name}":${3 * Number(value)}`);
    writeFileSync(join(other, 'log.jsonl'), worse);
    await code.webview.getByRole('checkbox', { name: 'Lay terminal over it' }).check();
    await code.webview.locator('.u-legend', { hasText: 'style (terminal)' }).waitFor(WAIT);
    await code.screenshot('training-compared');
  });

  it('comes back after the window was reloaded', async () => {
    await vi.waitFor(async () => expect(await code.stored('from-a-terminal')).toBe(true), WAIT);
    await code.reload();
    await facts('noir');
    await code.webview.locator('.u-legend', { hasText: 'style (terminal)' }).waitFor(WAIT);
    expect(await button('Pause').isVisible()).toBe(false);
  });

  it('makes the pack a style of the manifest, which can be undone', async () => {
    await button('Use Now').click();
    await code.page.locator('.notification-toast', { hasText: 'noir is a style of stylize.json now' }).waitFor(WAIT);
    const text = () => code.page.locator('.editor-instance .view-lines').innerText();
    await vi.waitFor(async () => expect(await text()).toContain('noir.stylepack'), WAIT);
    expect(readFileSync(join(code.workspace, 'stylize.json'), 'utf8')).not.toContain('noir');
    await code.page.keyboard.press('Control+z');
    await vi.waitFor(async () => expect(await text()).not.toContain('noir.stylepack'), WAIT);
  });
});

const LAYERS = ['relu1_1', 'relu2_1', 'relu3_1', 'relu4_1'];
