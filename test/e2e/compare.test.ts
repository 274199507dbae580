import { join, resolve } from 'node:path';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { countDifference } from '../../src/shared/difference';
import { Workbench } from './workbench';

const samples = resolve(__dirname, '../../samples');
const WAIT = { timeout: 30_000 };

describe.skipIf(inject('vscodeMissing'))('the comparer in a real VS Code', () => {
  let code: Workbench;
  let dialog: Locator;
  let stage: Locator;

  beforeAll(async () => {
    const scene = await sharp(join(samples, 'assets/sprites/fox-hero.png'))
      .resize(300, 200, { fit: 'cover' })
      .flatten({ background: '#7fb2d9' })
      .png()
      .toBuffer();
    code = await Workbench.open(
      {
        'scene.png': scene,
        'fox.png': join(samples, 'assets/sprites/fox-hero.png'),
        'wolf.png': join(samples, 'assets/sprites/fox-hero.png'),
        'styles/gouache.png': join(samples, 'styles/gouache.png'),
      },
      {
        version: 1,
        styles: { gouache: { reference: 'styles/gouache.png' } },
        assets: [{ input: '*.png', style: 'gouache', output: 'out/{name}.{ext}' }],
      },
    );
    dialog = code.webview.getByRole('dialog', { name: 'Before and after, large' });
    stage = dialog.locator('.stage');
    await code.chooseFromMenu('stylize.json', 'Run Manifest');
    await open('scene.png');
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await code.screenshot('failed test');
  });
  afterAll(() => code?.close());

  it('moves the divider of the slider by pointer and keys', async () => {
    await press('1', 'slider');
    const { x, y, width, height } = await boxOf(stage);
    await code.page.mouse.move(x + width / 2, y + height / 2);
    await code.page.mouse.down();
    await code.page.mouse.move(x + width / 4, y + height / 2);
    await code.page.mouse.up();
    const divider = dialog.getByRole('slider', { name: 'Divider between before and after, scene.png' });
    expect(await divider.getAttribute('aria-valuetext')).toBe('25 % before, 75 % after');
    await dialog.press(']');
    expect(await divider.getAttribute('aria-valuetext')).toBe('30 % before, 70 % after');
    await code.screenshot('compare-slider');
  });

  it('keeps the spot under the pointer while the wheel zooms, and shows crisp pixels', async () => {
    const { x, y, width, height } = await boxOf(stage);
    await code.page.mouse.move(x + width * 0.4, y + height * 0.45);
    const before = await position();
    const zoomed = async () => Number.parseFloat((await dialog.locator('.word.zoom').textContent())!);
    const fitted = await zoomed();
    await code.page.mouse.wheel(0, -900);
    await vi.waitFor(async () => expect(await zoomed()).toBeGreaterThan(fitted * 5), WAIT);
    expect(await position()).toBe(before);
    const pixelated = () =>
      stage
        .locator('img')
        .first()
        .evaluate((image) => getComputedStyle(image).imageRendering);
    expect(await pixelated()).toBe('pixelated');
    await dialog.press('p');
    await vi.waitFor(async () => expect(await zoomed()).toBe(100), WAIT);
    expect(await pixelated()).toBe('auto');
    for (let i = 0; i < 12; i++) await dialog.press('+');
    expect(await zoomed()).toBe(3200);
    const { width: wide, height: high } = (await stage.locator('img').first().boundingBox())!;
    expect([wide, high]).toEqual([300 * 32, 200 * 32]);
    await dialog.press('0');
    expect(await zoomed()).toBe(fitted);
  });

  it('shows both sides at the same spot, whatever is dragged or pressed', async () => {
    await press('2', 'side-by-side');
    for (let i = 0; i < 4; i++) await dialog.press('+');
    const [start, other] = await places();
    expect(other).toEqual(start);
    const { x, y, width, height } = await boxOf(stage);
    await code.page.mouse.move(x + width * 0.75, y + height / 2);
    await code.page.mouse.down();
    await code.page.mouse.move(x + width * 0.75 - 60, y + height / 2 - 40);
    await code.page.mouse.up();
    const [left, right] = await places();
    expect(left).toEqual({ x: start!.x - 60, y: start!.y - 40 });
    expect(right).toEqual(left);
    await dialog.press('ArrowRight');
    expect(await places()).toEqual(Array(2).fill({ x: left!.x - 64, y: left!.y }));
    const twin = await boxOf(dialog.locator('.twin'));
    expect(twin.x + 7.5).toBeCloseTo(x + width / 4 - 60, -1);
    await code.screenshot('compare-side-by-side');
    await dialog.press('0');
  });

  it('switches between the sides by the space bar, and by itself when asked to', async () => {
    await press('3', 'blink');
    const shown = () =>
      stage
        .locator('.side')
        .evaluateAll((sides) => sides.filter((side) => getComputedStyle(side).visibility === 'visible').length);
    const side = () => stage.getAttribute('data-shown');
    expect([await side(), await shown()]).toEqual(['before', 1]);
    await dialog.press(' ');
    expect([await side(), await shown()]).toEqual(['after', 1]);
    await code.screenshot('compare-blink');
    const auto = dialog.getByRole('button', { name: 'Blink by itself' });
    expect(await auto.getAttribute('aria-pressed')).toBe('false');
    await auto.click();
    await expect.poll(side, WAIT).toBe('before');
    await expect.poll(side, WAIT).toBe('after');
    await auto.click();
    expect(await auto.getAttribute('aria-pressed')).toBe('false');
  });

  it('mixes the sides as an onion skin', async () => {
    await press('4', 'onion-skin');
    const opacity = dialog.getByRole('slider', { name: 'Opacity of the picture after' });
    expect(await opacity.getAttribute('aria-valuetext')).toBe('50 % after');
    const at = await middleOf(150, 100);
    await code.page.mouse.move(at.x, at.y);
    expect(await position()).toBe('150, 100');
    const colours = await readColours();
    await leaveStage();
    const mixed = await screenColour(at);
    mixed.forEach((value, channel) => {
      expect(Math.abs(value - (colours[0]![channel]! + colours[1]![channel]!) / 2)).toBeLessThan(3);
    });
    await code.screenshot('compare-onion-skin');
  });

  it('counts the difference, and amplifies it', async () => {
    await press('5', 'difference');
    const expected = await differenceOf('scene.png');
    const figures = () => dialog.locator('.statistics').textContent();
    await vi.waitFor(async () => expect(await figures()).toContain(`Mean ${expected.mean.toFixed(2)}`), WAIT);
    expect(await figures()).toContain(`Largest ${expected.max}`);
    const at = await middleOf(150, 100);
    await code.page.mouse.move(at.x, at.y);
    expect(await position()).toBe('150, 100');
    const [before, after] = await readColours();
    await leaveStage();
    const apart = before!.map((value, channel) => Math.abs(value - after![channel]!));
    for (const factor of [1, 2, 4]) {
      const seen = await screenColour(at);
      seen.forEach((value, channel) => {
        expect(Math.abs(value - Math.min(255, apart[channel]! * factor))).toBeLessThan(2);
      });
      await dialog.press(']');
    }
    await dialog.press('[');
    expect(await dialog.getByRole('slider', { name: 'Amplification' }).getAttribute('aria-valuetext')).toBe('4×');
    await code.screenshot('compare-difference');
  });

  it('tells the colours under the pointer, and magnifies them', async () => {
    await press('2', 'side-by-side');
    const { x, y, width, height } = await boxOf(stage);
    await code.page.mouse.move(x + width * 0.25, y + height / 2);
    const [across, down] = (await position()).split(', ').map(Number);
    expect(await readColours()).toEqual([
      await pixelOf('scene.png', across!, down!),
      await pixelOf('out/scene.png', across!, down!),
    ]);
    await dialog.press('l');
    await dialog.locator('.loupe').waitFor();
    const middle = await dialog.locator('.loupe canvas').evaluateAll((all) =>
      all.map((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const data = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(width / 2, height / 2, 1, 1).data;
        return [...data];
      }),
    );
    expect(middle).toEqual(await readColours());
    await code.screenshot('compare-loupe');
    await dialog.press('l');
    await dialog.locator('.loupe').waitFor({ state: 'hidden' });
  });

  it('goes to neighbours, at the same zoom where they have the same size', async () => {
    await dialog.press('Escape');
    await open('fox.png');
    await press('2', 'side-by-side');
    for (let i = 0; i < 3; i++) await dialog.press('+');
    const zoom = () => dialog.locator('.word.zoom').textContent();
    const near = await zoom();
    const [spot] = await places();
    await dialog.press('PageDown');
    await dialog.getByRole('heading', { name: 'scene.png' }).waitFor();
    await vi.waitFor(async () => expect(await zoom()).not.toBe(near), WAIT);
    await dialog.press('PageDown');
    await dialog.getByRole('heading', { name: 'wolf.png' }).waitFor();
    for (let i = 0; i < 3; i++) await dialog.press('+');
    await dialog.press('ArrowDown');
    const [moved] = await places();
    expect(moved).not.toEqual(spot);
    const kept = await zoom();
    await dialog.press('PageDown');
    await dialog.getByRole('heading', { name: 'fox.png' }).waitFor();
    await vi.waitFor(async () => expect([await zoom(), await places()]).toEqual([kept, [moved, moved]]), WAIT);
    await dialog.press('0');
  });

  it('repeats a texture, and lies on the ground of choice', async () => {
    await press('1', 'slider');
    await dialog.press('t');
    expect(await stage.locator('.side.after img').count()).toBe(9);
    await dialog.press('b');
    await dialog.press('b');
    expect(await dialog.getByRole('button', { name: 'Background: white' }).count()).toBe(1);
    const ground = stage.locator('.backdrop').first();
    expect(await ground.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe('rgb(255, 255, 255)');
    await code.screenshot('compare-repeat');
    await dialog.press('t');
    expect(await stage.locator('.side.after img').count()).toBe(1);
  });

  it('shows its keys, which Escape closes before the picture', async () => {
    await dialog.press('?');
    const help = code.webview.getByRole('dialog', { name: 'Keys' });
    await help.waitFor();
    await code.screenshot('compare-help');
    await code.page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
    expect(await dialog.isVisible()).toBe(true);
  });

  it('opens again as it was left', async () => {
    await press('5', 'difference');
    await code.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await code.chooseFromMenu('stylize.json', 'Run Manifest');
    await code.webview.locator('.figures', { hasText: /unchanged\s*3|3\s*unchanged/ }).waitFor();
    await open('fox.png');
    expect(await stage.getAttribute('data-mode')).toBe('difference');
    expect(await stage.getAttribute('data-background')).toBe('white');
    expect(await dialog.getByRole('slider', { name: 'Amplification' }).getAttribute('aria-valuetext')).toBe('4×');
  });

  async function open(name: string): Promise<void> {
    await code.openLarge(name);
    const widths = () =>
      stage.locator('img').evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth > 0));
    await vi.waitFor(async () => expect(await widths()).toEqual([true, true]), WAIT);
  }

  async function press(key: string, mode: string): Promise<void> {
    await dialog.press(key);
    expect(await stage.getAttribute('data-mode')).toBe(mode);
  }

  async function position(): Promise<string> {
    return (await dialog.locator('.readout .position').textContent())!;
  }

  /** The middle of a pixel of scene.png on the screen. */
  async function middleOf(across: number, down: number) {
    const { x, y, width, height } = (await stage.locator('.backdrop').first().boundingBox())!;
    return { x: Math.round(x + ((across + 0.5) * width) / 300), y: Math.round(y + ((down + 0.5) * height) / 200) };
  }

  async function leaveStage(): Promise<void> {
    await dialog.getByRole('heading').hover();
  }

  /** Red, green, blue and alpha before and after, as the readout tells them. */
  async function readColours(): Promise<number[][]> {
    const texts = await dialog.locator('.readout .channels').allTextContents();
    return texts.map((text) => {
      const [red, green, blue, alpha] = text.match(/[\d.]+/g)!.map(Number);
      return [red!, green!, blue!, Math.round(alpha! * 255)];
    });
  }

  /** Where the pictures of both sides lie in theirs. */
  function places(): Promise<{ x: number; y: number }[]> {
    return stage.locator('.side').evaluateAll((sides) =>
      sides.map((side) => {
        const [pane, image] = [side, side.querySelector('img')!].map((element) => element.getBoundingClientRect());
        return { x: Math.round(image!.x - pane!.x), y: Math.round(image!.y - pane!.y) };
      }),
    );
  }

  async function screenColour({ x, y }: { x: number; y: number }): Promise<number[]> {
    const shot = await code.page.screenshot({ clip: { x, y, width: 1, height: 1 } });
    return [...(await sharp(shot).removeAlpha().raw().toBuffer())];
  }

  async function pixelOf(name: string, left: number, top: number): Promise<number[]> {
    const pixel = sharp(join(code.workspace, name)).extract({ left, top, width: 1, height: 1 });
    return [...(await pixel.ensureAlpha().raw().toBuffer())];
  }

  async function differenceOf(name: string) {
    const [before, after] = await Promise.all(
      [name, `out/${name}`].map((path) => sharp(join(code.workspace, path)).ensureAlpha().raw().toBuffer()),
    );
    const counter = countDifference();
    const out = new Uint8ClampedArray(before!.length);
    counter.add(new Uint8ClampedArray(before!), new Uint8ClampedArray(after!), out);
    return counter.statistics();
  }
});

/** In the page, also of what is in a frame; rounded so that all that happens in it happens on whole pixels. */
async function boxOf(element: Locator) {
  const { x, y, width, height } = (await element.boundingBox())!;
  return {
    x: Math.round(x),
    y: Math.round(y),
    width: Math.round(width / 20) * 20,
    height: Math.round(height / 20) * 20,
  };
}
