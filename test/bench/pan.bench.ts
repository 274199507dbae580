// npm run bench:vscode: frames while a poster of 12,000 × 8,000 is dragged about at its own pixels, over a tile pyramid.
import sharp from 'sharp';
import { expect, inject, it } from 'vitest';
import { Workbench } from '../e2e/workbench';
import { random } from '../random';
import { countFrames, describeFrames } from './frames';

const POSTER = { width: 12_000, height: 8_000 };
const SECONDS = 8;
const TIME = { timeout: 300_000 };

it(`panning ${POSTER.width} × ${POSTER.height}`, async () => {
  expect(inject('vscodeMissing')).toBe('');
  const code = await Workbench.open({ 'before.png': await poster(1), 'after.png': await poster(2) }, undefined);
  try {
    const dialog = code.webview.getByRole('dialog', { name: 'Before and after, large' });
    await code.file('before.png').click();
    await code.file('after.png').click({ modifiers: ['ControlOrMeta'] });
    await code.file('after.png').click({ button: 'right' });
    await code.page.locator('.monaco-menu .action-item', { hasText: 'Compare Pictures' }).hover();
    const started = Date.now();
    await code.page.keyboard.press('Enter');
    await dialog.locator('.copies img').first().waitFor(TIME);
    report(`command → poster in sight: ${seconds(started)}`);
    await dialog.press('1');
    await dialog.press('p');
    await expect.poll(() => dialog.locator('.note').textContent(), TIME).toBe('');
    const loaded = () =>
      dialog
        .locator('.tiles img')
        .evaluateAll((all) => all.length > 0 && all.every((it) => (it as HTMLImageElement).complete));
    await expect.poll(loaded, TIME).toBe(true);
    report(`command → its own pixels in sight: ${seconds(started)}`);

    const { x, y, width, height } = (await dialog.locator('.stage').boundingBox())!;
    await code.page.mouse.move(x + width * 0.75, y + height / 2); // beside the divider
    await code.page.mouse.down();
    const frame = (await (await dialog.elementHandle())!.ownerFrame())!;
    const frames = await countFrames(frame, await frame.evaluateHandle(dragging), SECONDS);
    await code.page.mouse.up();
    report(`panning ${POSTER.width} × ${POSTER.height}: ${describeFrames(frames)}`);
  } finally {
    await code.close();
  }
});

/** Drags on and on with each call, across the whole picture: by 24 and 15 pixels, and back before an edge comes. */
function dragging(): () => void {
  const stage = document.querySelector('.stage')!;
  const { left, top, width, height } = stage.getBoundingClientRect();
  const at = { x: left + width * 0.75, y: top + height / 2 };
  const by = { x: 24, y: 15 };
  const reach = { x: 4500, y: 3000 };
  const gone = { x: 0, y: 0 };
  return () => {
    for (const axis of ['x', 'y'] as const) {
      if (Math.abs(gone[axis] + by[axis]) > reach[axis]) by[axis] = -by[axis];
      gone[axis] += by[axis];
    }
    const [clientX, clientY] = [at.x + gone.x, at.y + gone.y];
    stage.dispatchEvent(new PointerEvent('pointermove', { pointerId: 1, clientX, clientY, bubbles: true, buttons: 1 }));
  };
}

/** With detail at every scale, as a painted one has. */
function poster(seed: number): Promise<Buffer> {
  const next = random(seed);
  const [width, height] = [POSTER.width / 4, POSTER.height / 4];
  const coarse = Array.from({ length: (width / 50) * (height / 50) * 3 }, () => next() * 160);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < 3; channel++) {
        const cell = Math.floor(y / 50) * (width / 50) + Math.floor(x / 50);
        data[(y * width + x) * 3 + channel] = coarse[cell * 3 + channel]! + next() * 90;
      }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .resize(POSTER.width, POSTER.height, { kernel: 'cubic' })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

function report(line: string): void {
  process.stdout.write(`${line}\n`);
}
