import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import type { ReportAsset, TileSet } from '../../src/shared/report';
import { ROOT } from './server';
import type { Raster } from './stagePixels';

/** Where tiles are asked for; nothing leaves the browser. */
const HOST = 'http://tiles.test';
const TILE = 128;

/** The comparer alone on a page, as an editor has it: what is shown by a smaller copy comes in tiles, too. */
export async function openTiled(page: Page, before: Raster, after: Raster): Promise<void> {
  const sides = { before, after };
  const levels = Math.ceil(Math.log2(Math.max(before.width, before.height) / TILE)) + 1;
  await page.route(`${HOST}/**`, async (route) => {
    const [, side, level, place = ''] = new URL(route.request().url()).pathname.split('/');
    if (!side) return route.fulfill({ contentType: 'text/html', body: '<!doctype html><html lang="en"><body>' });
    const raster = sides[side as keyof typeof sides];
    const [column, row] = place.split(/[_.]/).map(Number) as [number, number];
    const body = level === 'copy' ? await grey() : await tileOf(raster, levels - 1 - Number(level), column, row);
    return route.fulfill({ contentType: 'image/png', headers: { 'access-control-allow-origin': '*' }, body });
  });
  await page.goto(`${HOST}/`);
  await page.addScriptTag({ content: await script() });
  const { width, height } = before;
  const setOf = (side: string): TileSet => ({
    ...{ width, height, tile: TILE, levels },
    uri: `${HOST}/${side}/{level}/{column}_{row}.png`,
  });
  await page.evaluate(
    ({ asset, sets }) =>
      (globalThis as unknown as { showTiled(asset: ReportAsset, sets: Record<string, TileSet>): void }).showTiled(
        asset,
        sets,
      ),
    {
      asset: {
        ...{ source: 'a.png', output: 'b.png', style: '', cached: true, width, height },
        ...{ before: `${HOST}/before/copy/`, after: `${HOST}/after/copy/` },
      },
      sets: { 'a.png': setOf('before'), 'b.png': setOf('after') },
    },
  );
}

/** Like no picture: where it is seen, or seen through, colours are wrong. */
function grey(): Promise<Buffer> {
  return sharp({ create: { width: 40, height: 30, channels: 3, background: '#808080' } })
    .png()
    .toBuffer();
}

/** @param halvings of the picture's size */
function tileOf({ width, height, data }: Raster, halvings: number, column: number, row: number): Promise<Buffer> {
  const [left, top] = [column, row].map((place) => place * TILE * 2 ** halvings) as [number, number];
  const covered = (room: number) => Math.min(TILE * 2 ** halvings, room);
  const [wide, high] = [covered(width - left), covered(height - top)];
  return sharp(data, { raw: { width, height, channels: 4 } })
    .extract({ left, top, width: wide, height: high })
    .resize(Math.ceil(wide / 2 ** halvings), Math.ceil(high / 2 ** halvings))
    .png({ compressionLevel: 0 })
    .toBuffer();
}

async function script(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: ROOT, loader: 'js' },
    bundle: true,
    write: false,
    format: 'iife',
    loader: { '.css': 'text' },
  });
  return outputFiles[0]!.text;
}

const ENTRY = `
import base from './webview-ui/compare.css';
import comparing from './webview-ui/comparer/comparer.css';
import { createComparer } from './webview-ui/comparer/comparer';
import tools from './webview-ui/comparer/tools.css';
import { prepareDocument } from './webview-ui/document';
import gallery from './webview-ui/gallery.css';
import slider from './webview-ui/slider.css';

globalThis.showTiled = (asset, sets) => {
  prepareDocument(base, slider, tools, comparing, gallery);
  const comparer = createComparer(() => {}, { cut: async (path) => sets[path] ?? null, tunes: () => false });
  document.body.append(comparer.stage, comparer.strip);
  document.addEventListener('keydown', comparer.key);
  comparer.show(asset);
  comparer.divide(50);
};
`;
