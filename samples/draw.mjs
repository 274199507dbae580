import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { campfire } from './draw/campfire.mjs';
import { cobblestone, cobblestoneNormals } from './draw/cobblestone.mjs';
import { coinSheet } from './draw/coin-sheet.mjs';
import { juiceCan, juiceCanMask } from './draw/juice-can.mjs';
import { lakeBackground } from './draw/lake-background.mjs';
import { lakePan, PAN_FRAMES } from './draw/lake-pan.mjs';
import { lootAtlas, lootSheet } from './draw/loot-atlas.mjs';
import { perfumeAdvertisement } from './draw/perfume-advertisement.mjs';
import { toSharp } from './draw/raster.mjs';
import { slime } from './draw/slime.mjs';
import { sprites } from './draw/sprites.mjs';
import { blueprint } from './draw/style-blueprint.mjs';
import { flatCel } from './draw/style-cel.mjs';
import { charcoalSketch } from './draw/style-charcoal.mjs';
import { gouache } from './draw/style-gouache.mjs';
import { halftonePoster } from './draw/style-halftone.mjs';
import { oilImpasto } from './draw/style-impasto.mjs';
import { inkHatching } from './draw/style-ink.mjs';
import { neonNight } from './draw/style-neon.mjs';
import { paperCut } from './draw/style-paper-cut.mjs';
import { softPastel } from './draw/style-pastel.mjs';
import { risoDuotone } from './draw/style-riso.mjs';
import { stainedGlass } from './draw/style-stained-glass.mjs';
import { watercolour } from './draw/style-watercolour.mjs';
import { whalePoster } from './draw/whale-poster.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** The styles that ship with Stylize, by the ids of src/shared/builtinStyles.ts. */
const builtinStyles = {
  gouache,
  watercolour,
  impasto: oilImpasto,
  pastel: softPastel,
  charcoal: charcoalSketch,
  ink: inkHatching,
  blueprint,
  cel: flatCel,
  halftone: halftonePoster,
  riso: risoDuotone,
  'stained-glass': stainedGlass,
  neon: neonNight,
};

const pictures = {
  ...Object.fromEntries(Object.entries(sprites).map(([name, draw]) => [`assets/sprites/${name}.png`, draw])),
  'assets/sheets/coin-spin.png': coinSheet,
  'assets/sheets/loot.png': lootSheet,
  'assets/sheets/loot.json': lootAtlas,
  ...Object.fromEntries(
    Array.from({ length: PAN_FRAMES }, (_, i) => [`assets/sequences/lake-pan_0${i + 1}.png`, () => lakePan(i)]),
  ),
  'assets/animations/campfire.webp': campfire,
  'assets/pixel/slime.png': slime,
  'assets/products/veluma.jpg': juiceCan,
  'assets/products/veluma-mask.png': juiceCanMask,
  'assets/backgrounds/dusk-lake.jpg': lakeBackground,
  'assets/ads/fernalie.jpg': perfumeAdvertisement,
  'assets/posters/tidekeeper.jpg': whalePoster,
  'assets/textures/mossy-cobblestone.png': cobblestone,
  'assets/textures/mossy-cobblestone_normal.png': cobblestoneNormals,
  'styles/gouache.png': gouache,
  'styles/ink-hatching.png': inkHatching,
  'styles/halftone-poster.png': halftonePoster,
  'styles/flat-cel.png': flatCel,
  'styles/watercolour.png': watercolour,
  'styles/stained-glass.png': stainedGlass,
  'styles/paper-cut.png': paperCut,
  'styles/neon-night.png': neonNight,
  ...Object.fromEntries(Object.entries(builtinStyles).map(([id, draw]) => [`../media/styles/${id}.webp`, draw])),
};

/** `node samples/draw.mjs [part of a path]…` draws every picture, or only those whose path holds one of the words. */
export async function drawAll(words) {
  const drawn = new Map(); // one drawing may be a sample and a built-in style
  for (const [path, draw] of Object.entries(pictures)) {
    if (words.length > 0 && !words.some((word) => path.includes(word))) {
      continue;
    }
    const file = join(here, path);
    await mkdir(dirname(file), { recursive: true });
    if (!drawn.has(draw)) {
      drawn.set(draw, await draw());
    }
    const bytes = await encode(drawn.get(draw), path);
    await writeFile(file, bytes);
    process.stdout.write(`${relative(here, file)}  ${Math.round(bytes.length / 1024)} KiB\n`);
  }
}

/** Assets with alpha keep every colour; a style reference loses nothing to see at 256 of them. */
function encode(picture, path) {
  if (path.endsWith('.json')) {
    return Buffer.from(`${JSON.stringify(picture, undefined, 2)}\n`);
  }
  const image = toSharp(picture);
  if (picture.delay) {
    return image.webp({ quality: 90, alphaQuality: 100, effort: 6, delay: picture.delay, loop: 0 }).toBuffer();
  }
  if (path.includes('/posters/')) {
    return encodePrint(image);
  }
  if (path.endsWith('.jpg')) {
    return image.removeAlpha().jpeg({ quality: 88, mozjpeg: true, chromaSubsampling: '4:4:4' }).toBuffer();
  }
  if (path.endsWith('.webp')) {
    return encodeShipped(image);
  }
  const opaque = ['styles/', '/textures/', '/sequences/', '-mask.'].some((part) => path.includes(part));
  return opaque
    ? image.removeAlpha().png({ palette: true, colours: 256, dither: 0.6, effort: 10 }).toBuffer()
    : image.png({ compressionLevel: 9 }).toBuffer();
}

/** As a print shop is given it: with a profile, a density, and whose it is. */
function encodePrint(image) {
  return image
    .removeAlpha()
    .withIccProfile('p3')
    .withDensity(150)
    .withExif({ IFD0: { Artist: 'The Stylize project', Copyright: 'CC0 1.0: free for any use' } })
    .jpeg({ quality: 88, mozjpeg: true, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

/** Bytes that a built-in style may add to the package. */
const LARGEST_STYLE = 60 * 1024;

/** As good as its size allows: hatching and grain compress badly. */
async function encodeShipped(image) {
  const small = image.removeAlpha().resize(512, 512, { kernel: 'lanczos3' });
  for (let quality = 90; quality > 0; quality -= 4) {
    const bytes = await small.clone().webp({ quality, effort: 6, smartSubsample: true }).toBuffer();
    if (bytes.length <= LARGEST_STYLE) {
      return bytes;
    }
  }
  throw new Error('A built-in style does not fit into its size.');
}

await drawAll(process.argv.slice(2));
