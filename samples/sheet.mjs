// node samples/sheet.mjs: the README's picture, media/before-after.webp, from what `npm start` painted.
import { join, resolve } from 'node:path';
import sharp from 'sharp';

const here = (path) => resolve(import.meta.dirname, path);
const HEIGHT = 300;
const GAP = 14;
const PAPER = '#fbfaf7';

/** Rows of pairs: source, output, style reference. */
const ROWS = [
  [
    ['assets/backgrounds/dusk-lake.jpg', 'out/assets/backgrounds/dusk-lake-neon.jpg', 'neon-night'],
    ['assets/ads/fernalie.jpg', 'out/assets/ads/fernalie.webp', 'watercolour'],
  ],
  [
    ['assets/posters/tidekeeper.jpg', 'out/assets/posters/tidekeeper-halftone.jpg', 'halftone-poster'],
    ['assets/posters/tidekeeper.jpg', 'out/assets/posters/tidekeeper-glass.jpg', 'stained-glass'],
    ['assets/sprites/fox-hero.png', 'out/assets/sprites/cel/fox-hero.png', 'flat-cel'],
    ['assets/sprites/treasure-chest.png', 'out/assets/sprites/treasure-chest.png', 'gouache'],
  ],
];

const rows = await Promise.all(ROWS.map((row) => Promise.all(row.map(pair)).then(beside)));
const width = Math.max(...rows.map((row) => row.width));
const composed = rows.map(({ input, width: own }, i) => ({
  input,
  left: Math.round((width - own) / 2) + GAP,
  top: GAP + i * (HEIGHT + GAP),
}));
await sharp({
  create: { width: width + 2 * GAP, height: GAP + rows.length * (HEIGHT + GAP), channels: 3, background: PAPER },
})
  .composite(composed)
  .webp({ quality: 88 })
  .toFile(here('../media/before-after.webp'));

/** Before and after, edge to edge, with the style's picture in the corner. */
async function pair([source, output, style]) {
  const scaled = (path) =>
    sharp(here(path))
      .flatten({ background: '#ebe8e1' })
      .resize({ height: HEIGHT })
      .png()
      .toBuffer({ resolveWithObject: true });
  const [before, after] = [await scaled(source), await scaled(output)];
  const own = await sharp(here(join('styles', `${style}.png`)))
    .resize(72, 72)
    .extend({ top: 3, bottom: 3, left: 3, right: 3, background: PAPER })
    .png()
    .toBuffer();
  const wide = before.info.width + 2 + after.info.width;
  const input = await sharp({ create: { width: wide, height: HEIGHT, channels: 3, background: PAPER } })
    .composite([
      { input: before.data, left: 0, top: 0 },
      { input: after.data, left: before.info.width + 2, top: 0 },
      { input: own, left: wide - 84, top: HEIGHT - 84 },
    ])
    .png()
    .toBuffer();
  return { input, width: wide };
}

async function beside(pairs) {
  const wide = pairs.reduce((sum, { width: own }) => sum + own + GAP, -GAP);
  let left = 0;
  const composite = pairs.map(({ input, width: own }) => {
    const at = { input, left, top: 0 };
    left += own + GAP;
    return at;
  });
  const input = await sharp({ create: { width: wide, height: HEIGHT, channels: 3, background: PAPER } })
    .composite(composite)
    .png()
    .toBuffer();
  return { input, width: wide };
}
