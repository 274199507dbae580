import { mkdir, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cobblestone } from './draw/cobblestone.mjs';
import { coinSheet } from './draw/coin-sheet.mjs';
import { lakeBackground } from './draw/lake-background.mjs';
import { perfumeAdvertisement } from './draw/perfume-advertisement.mjs';
import { toSharp } from './draw/raster.mjs';
import { sprites } from './draw/sprites.mjs';
import { flatCel } from './draw/style-cel.mjs';
import { gouache } from './draw/style-gouache.mjs';
import { halftonePoster } from './draw/style-halftone.mjs';
import { inkHatching } from './draw/style-ink.mjs';
import { neonNight } from './draw/style-neon.mjs';
import { paperCut } from './draw/style-paper-cut.mjs';
import { stainedGlass } from './draw/style-stained-glass.mjs';
import { watercolour } from './draw/style-watercolour.mjs';
import { whalePoster } from './draw/whale-poster.mjs';

const here = dirname(fileURLToPath(import.meta.url));

const pictures = {
  ...Object.fromEntries(Object.entries(sprites).map(([name, draw]) => [`assets/sprites/${name}.png`, draw])),
  'assets/sheets/coin-spin.png': coinSheet,
  'assets/backgrounds/dusk-lake.jpg': lakeBackground,
  'assets/ads/fernalie.jpg': perfumeAdvertisement,
  'assets/posters/tidekeeper.jpg': whalePoster,
  'assets/textures/mossy-cobblestone.png': cobblestone,
  'styles/gouache.png': gouache,
  'styles/ink-hatching.png': inkHatching,
  'styles/halftone-poster.png': halftonePoster,
  'styles/flat-cel.png': flatCel,
  'styles/watercolour.png': watercolour,
  'styles/stained-glass.png': stainedGlass,
  'styles/paper-cut.png': paperCut,
  'styles/neon-night.png': neonNight,
};

/** `node samples/draw.mjs [part of a path]…` draws every picture, or only those whose path holds one of the words. */
export async function drawAll(words) {
  for (const [path, draw] of Object.entries(pictures)) {
    if (words.length > 0 && !words.some((word) => path.includes(word))) {
      continue;
    }
    const file = join(here, path);
    await mkdir(dirname(file), { recursive: true });
    await encode(await draw(), path).toFile(file);
    const { size } = await stat(file);
    process.stdout.write(`${relative(here, file)}  ${Math.round(size / 1024)} KiB\n`);
  }
}

/** Assets with alpha keep every colour; a style reference loses nothing to see at 256 of them. */
function encode(picture, path) {
  const image = toSharp(picture);
  if (path.endsWith('.jpg')) {
    return image.removeAlpha().jpeg({ quality: 88, mozjpeg: true, chromaSubsampling: '4:4:4' });
  }
  const opaque = path.startsWith('styles/') || path.includes('/textures/');
  return opaque
    ? image.removeAlpha().png({ palette: true, colours: 256, dither: 0.6, effort: 10 })
    : image.png({ compressionLevel: 9 });
}

await drawAll(process.argv.slice(2));
