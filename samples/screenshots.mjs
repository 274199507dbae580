// node samples/screenshots.mjs: the README's pictures of VS Code, media/readme/*.webp, from those that the e2e tests took.
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import sharp from 'sharp';

const here = (path) => resolve(import.meta.dirname, path);

mkdirSync(here('../media/readme'), { recursive: true });
for (const [name, theme] of [
  ['samples-run', 'dark'],
  ['samples-manifest', 'light'],
  ['style-picker', 'dark'],
  ['tune-variants', 'dark'],
  ['explain-origin', 'dark'],
  ['explain-distance', 'light'],
]) {
  const from = here(`../test/e2e/screenshots/${theme}/${name}.png`);
  await sharp(from)
    .webp({ quality: 88 })
    .toFile(here(`../media/readme/${name}.webp`));
}
