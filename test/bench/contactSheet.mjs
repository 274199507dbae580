import sharp from 'sharp';

/**
 * A sheet with a row for each pair: content, style, then what each painter made of it. Writes WebP and returns its path.
 * @param pairs [{ content, style }] paths
 * @param made by the painter's name, a path for each pair
 */
export async function contactSheet(pairs, made, path, { rows = 12, cell = 320 } = {}) {
  const step = Math.max(1, Math.floor(pairs.length / rows));
  const shown = pairs.map((pair, i) => ({ ...pair, i })).filter(({ i }) => i % step === 0);
  const names = Object.keys(made);
  const titles = ['content', 'style', ...names];
  const HEAD = 32;
  const tiles = titles.map((title, x) => ({ input: caption(title, cell, HEAD), left: x * cell, top: 0 }));
  for (const [y, { content, style, i }] of shown.slice(0, rows).entries())
    for (const [x, picture] of [content, style, ...names.map((name) => made[name][i])].entries()) {
      const input = await sharp(picture)
        .resize(cell - 4, cell - 4, { fit: 'cover' })
        .toBuffer();
      tiles.push({ input, left: x * cell + 2, top: HEAD + y * cell + 2 });
    }
  const height = HEAD + Math.min(rows, shown.length) * cell;
  const canvas = { width: titles.length * cell, height, channels: 3, background: '#ffffff' };
  await sharp({ create: canvas }).composite(tiles).webp({ quality: 90 }).toFile(path);
  return path;
}

function caption(text, width, height) {
  const style = 'font-family="sans-serif" font-size="18" text-anchor="middle"';
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><text x="50%" y="22" ${style}>${text}</text></svg>`,
  );
}
