// node samples/walkthrough.mjs: the walkthrough's pictures, media/walkthrough/*.webp, from what `npm start` painted.
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import sharp from 'sharp';

const here = (path) => resolve(import.meta.dirname, path);
const WIDTH = 800;
const GAP = 16;
const CORNER = 14;

const SPRITES = ['potion', 'crystal', 'lantern', 'mushroom', 'treasure-chest'];
const STYLES = [
  'gouache',
  'watercolour',
  'ink-hatching',
  'flat-cel',
  'halftone-poster',
  'paper-cut',
  'stained-glass',
  'neon-night',
];

mkdirSync(here('../media/walkthrough'), { recursive: true });
await write('samples', [
  ['assets/backgrounds/dusk-lake.jpg', 'assets/ads/fernalie.jpg', 'assets/posters/tidekeeper.jpg'],
  ['assets/sprites/fox-hero.png', ...SPRITES.map((name) => `assets/sprites/${name}.png`)],
  STYLES.map((name) => `styles/${name}.png`),
]);
await write('apply', [
  ['assets/sprites/fox-hero.png', 'styles/gouache.png', 'out/assets/sprites/gouache/fox-hero.png'],
  ['assets/sprites/fox-hero.png', 'styles/flat-cel.png', 'out/assets/sprites/cel/fox-hero.png'],
]);
await write('run', [
  ['out/assets/backgrounds/dusk-lake-neon.jpg', 'out/assets/ads/fernalie.webp'],
  [
    'out/assets/posters/tidekeeper-halftone.jpg',
    'out/assets/posters/tidekeeper-glass.jpg',
    'out/assets/textures/mossy-cobblestone.png',
    'out/assets/sprites/cel/fox-hero.png',
  ],
  SPRITES.map((name) => `out/assets/sprites/${name}.png`),
]);
await save('compare', await halves('assets/backgrounds/dusk-lake.jpg', 'out/assets/backgrounds/dusk-lake-neon.jpg'));

/** Rows of pictures, each as wide as the whole; nothing between them, so that it fits any theme. */
async function write(name, rows) {
  const strips = await Promise.all(rows.map(strip));
  const height = strips.reduce((sum, row) => sum + row.height + GAP, -GAP);
  let top = 0;
  const tiles = strips.flatMap(({ tiles, height }) => {
    const placed = tiles.map((tile) => ({ ...tile, top }));
    top += height + GAP;
    return placed;
  });
  await save(name, transparent(WIDTH, height).composite(tiles));
}

/** Pictures of one height, beside each other over the whole width. */
async function strip(paths) {
  const shapes = await Promise.all(paths.map((path) => sharp(here(path)).metadata()));
  const ratios = shapes.map(({ width, height }) => width / height);
  const height = Math.floor((WIDTH - GAP * (paths.length - 1)) / ratios.reduce((sum, ratio) => sum + ratio, 0));
  let left = 0;
  const tiles = [];
  for (const [i, path] of paths.entries()) {
    const width = Math.floor(height * ratios[i]);
    tiles.push({ input: await tile(path, width, height), left });
    left += width + GAP;
  }
  return { tiles, height };
}

/** Sprites keep their own shape; all else gets round corners. */
async function tile(path, width, height) {
  const picture = sharp(here(path)).resize(width, height);
  if (!path.includes('sprites')) picture.ensureAlpha().composite([corners(width, height)]);
  return picture.png().toBuffer();
}

/** The left half of one picture and the right half of another, with the divider of the before/after page. */
async function halves(before, after) {
  const { width, height } = await sharp(here(before)).metadata();
  const size = { width: WIDTH, height: Math.round((WIDTH * height) / width) };
  const middle = WIDTH / 2;
  const left = await sharp(here(before))
    .resize(size)
    .extract({ left: 0, top: 0, ...size, width: middle })
    .toBuffer();
  const divider = `<svg width="${WIDTH}" height="${size.height}">
    <rect x="${middle - 1.5}" width="3" height="${size.height}" fill="#fff"/>
    <circle cx="${middle}" cy="${size.height / 2}" r="24" fill="#fff"/>
    <path d="m${middle - 5} ${size.height / 2 - 8}-8 8 8 8m10-16 8 8-8 8" fill="none" stroke="#18181a" stroke-width="3"/>
  </svg>`;
  const layers = [{ input: left, left: 0, top: 0 }, { input: Buffer.from(divider) }, corners(size.width, size.height)];
  return sharp(await sharp(here(after)).resize(size).ensureAlpha().composite(layers).png().toBuffer());
}

function corners(width, height) {
  const svg = `<svg width="${width}" height="${height}"><rect width="100%" height="100%" rx="${CORNER}"/></svg>`;
  return { input: Buffer.from(svg), blend: 'dest-in' };
}

function transparent(width, height) {
  return sharp({ create: { width, height, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } });
}

function save(name, picture) {
  return picture.webp({ quality: 80 }).toFile(here(`../media/walkthrough/${name}.webp`));
}
