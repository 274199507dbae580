// npm run bench:vscode: from the move of the strength slider to the preview on the screen, with a background of 1280 × 720.
import { join, resolve } from 'node:path';
import type { Locator } from 'playwright-core';
import { expect, inject, it } from 'vitest';
import { Workbench } from '../e2e/workbench';

const MOVES = 40;
const samples = resolve(__dirname, '../../samples');
const MANIFEST = {
  version: 1,
  styles: { gouache: { reference: 'styles/gouache.png' } },
  assets: [{ input: '*.jpg', style: 'gouache', output: 'out/{name}.{ext}' }],
};

it('slider move → preview', async () => {
  expect(inject('vscodeMissing')).toBe('');
  const code = await Workbench.open(
    {
      'lake.jpg': join(samples, 'assets/backgrounds/dusk-lake.jpg'),
      'styles/gouache.png': join(samples, 'styles/gouache.png'),
    },
    MANIFEST,
  );
  try {
    const dialog = code.webview.getByRole('dialog', { name: 'Before and after, large' });
    await code.chooseFromMenu('stylize.json', 'Run Manifest');
    await code.webview.locator('.name', { hasText: 'lake.jpg' }).click();
    await dialog.press('u');
    const strength = dialog.getByRole('slider', { name: 'Strength' });
    await dialog.locator('.status-line', { hasText: 'As it is painted' }).waitFor();
    await timeOfMove(strength, 99); // the first one finds the picture being decoded
    const times: number[] = [];
    for (let i = 0; i < MOVES; i++) times.push(await timeOfMove(strength, 30 + ((i * 17) % 60)));
    times.sort((a, b) => a - b);
    const at = (share: number) => `${Math.round(times[Math.floor((times.length - 1) * share)]!)} ms`;
    const width = await dialog
      .locator('.stage .side.after img')
      .evaluate((image) => (image as HTMLImageElement).naturalWidth);
    process.stdout.write(`slider move → preview: median ${at(0.5)}, 95th percentile ${at(0.95)} (${width} px wide)\n`);
  } finally {
    await code.close();
  }
});

/** Milliseconds until another picture is painted on the screen. Within the page: a robot's own way to it is no part. */
function timeOfMove(strength: Locator, value: number): Promise<number> {
  return strength.evaluate(async (range, to) => {
    const input = range as HTMLInputElement;
    const copies = input.ownerDocument.querySelector('.stage .side.after .copies')!;
    const changed = new Promise<void>((done) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        done();
      });
      observer.observe(copies, { childList: true });
    });
    const started = performance.now();
    input.value = String(to);
    input.dispatchEvent(new Event('input', { bubbles: true }));
    await changed;
    await new Promise((done) => requestAnimationFrame(done));
    return performance.now() - started;
  }, value);
}
