// npm run bench:vscode: the review of ten thousand assets: frames while scrolling, bytes of the pages, memory after many pictures.
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CDPSession } from 'playwright-core';
import sharp from 'sharp';
import { expect, inject, it } from 'vitest';
import { descendantsOf } from '../e2e/processes';
import { Workbench } from '../e2e/workbench';
import { countFrames, describeFrames } from './frames';

const ASSETS = 10_000;
const OPENED = 200;
const SECONDS = 8;
const samples = resolve(__dirname, '../../samples');
const MANIFEST = {
  version: 1,
  styles: { gouache: { reference: 'styles/gouache.png' } },
  assets: [{ input: 'art/**/*.png', style: 'gouache', output: 'out/{name}.{ext}' }],
};

it(`the review of ${ASSETS} assets`, async () => {
  expect(inject('vscodeMissing')).toBe('');
  for (const page of ['compare', 'review']) {
    const { size } = statSync(resolve(__dirname, `../../dist/webview/${page}.js`));
    report(`${page}.js: ${Math.round(size / 1024)} KiB`);
  }
  const code = await Workbench.open(await tenThousand(), MANIFEST);
  try {
    const grid = code.webview.getByRole('grid', { name: 'Results' });
    await code.status.filter({ hasText: `${ASSETS} blocked` }).waitFor({ timeout: 60_000 }); // nobody knows these outputs
    const started = Date.now();
    await code.command('Stylize: Review Results');
    await grid.locator('img.after[src]').first().waitFor({ timeout: 60_000 });
    report(`command → first thumbnails: ${Date.now() - started} ms`);
    const frame = (await (await grid.elementHandle())!.ownerFrame())!;
    const frames = await countFrames(frame, await frame.evaluateHandle(scrolling), SECONDS);
    report(`scrolling ${ASSETS} thumbnails: ${describeFrames(frames)}`);

    const session = await code.page.context().newCDPSession(code.page);
    const dialog = code.webview.getByRole('dialog', { name: 'Before and after, large' });
    const openAndClose = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i++) {
        await grid.locator('.review-card[aria-selected="true"]').press('Enter');
        await dialog.locator('.stage .side.after img').first().waitFor();
        await dialog.press('Escape');
        await dialog.waitFor({ state: 'hidden' });
        await code.page.keyboard.press('ArrowRight');
      }
    };
    await openAndClose(5); // what is made once
    const before = await memory(session);
    await openAndClose(OPENED);
    const after = await memory(session);
    report(
      `${OPENED} pictures opened and closed: ${before.heap.toFixed(1)} → ${after.heap.toFixed(1)} MiB of script, ` +
        `${before.nodes} → ${after.nodes} nodes, ${before.resident.toFixed(0)} → ${after.resident.toFixed(0)} MiB resident in the browser's pages`,
    );
  } finally {
    await code.close();
  }
});

/** Scrolls by most of a row with each call. */
function scrolling(): () => void {
  const scroller = document.querySelector('.scroller')!;
  return () => {
    scroller.scrollTop += 210;
  };
}

/** Of the window with its webviews, after everything unused was thrown away. */
async function memory(session: CDPSession): Promise<{ heap: number; nodes: number; resident: number }> {
  await session.send('Performance.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string) => metrics.find((metric) => metric.name === name)!.value;
  const pages = descendantsOf(process.pid).filter(({ command }) => command.includes('--type=renderer'));
  const resident = pages.reduce((sum, page) => sum + page.resident, 0) / 2 ** 20;
  return { heap: of('JSHeapUsedSize') / 2 ** 20, nodes: of('Nodes'), resident };
}

/** Each with an output that nobody made: the gallery shows it all the same. */
async function tenThousand(): Promise<Record<string, Buffer>> {
  const scene = sharp(join(samples, 'assets/sprites/fox-hero.png')).resize(128, 128, { fit: 'cover' });
  const before = await scene.clone().png().toBuffer();
  const after = await scene.clone().modulate({ hue: 120 }).png().toBuffer();
  const files = Array.from({ length: ASSETS }, (_, i): [string, Buffer][] => [
    [`art/${i % 20}/${i}.png`, before],
    [`out/${i}.png`, after],
  ]).flat();
  return { ...Object.fromEntries(files), 'styles/gouache.png': readFileSync(join(samples, 'styles/gouache.png')) };
}

function report(line: string): void {
  process.stdout.write(`${line}\n`);
}
