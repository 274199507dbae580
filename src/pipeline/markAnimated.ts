import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isAnimated } from '../shared/animation';
import type { ReportAsset } from '../shared/report';
import { mapAtOnce } from './mapAtOnce';

/**
 * Tells of each asset whether one of its pictures is animated, and how it is seen.
 * @param folder from which the paths go
 * @param side pixels of the longest side up to which the files themselves are shown, which then play; others are shown still
 */
export function markAnimated(assets: readonly ReportAsset[], folder: string, side: number): Promise<ReportAsset[]> {
  return mapAtOnce(assets, AT_ONCE, async (asset) => {
    const paths = [asset.source, asset.output].filter((path) => /\.(gif|webp|png)$/i.test(path));
    const found = await Promise.all(paths.map((path) => look(resolve(folder, path))));
    if (!found.includes(true)) return asset;
    return { ...asset, animated: Math.max(asset.width, asset.height) <= side ? 'plays' : 'still' };
  });
}

const AT_ONCE = 16;
/** Bytes of a WebP that tell, and of a PNG, but for those with a very large profile. */
const HEAD = 8192;

async function look(path: string): Promise<boolean> {
  // one that is gone is told of elsewhere
  const file = await open(path).catch(() => undefined);
  try {
    if (!file) return false;
    if (/\.gif$/i.test(path)) return isAnimated(await file.readFile());
    const { buffer, bytesRead } = await file.read(new Uint8Array(HEAD), 0, HEAD, 0);
    return isAnimated(buffer.subarray(0, bytesRead));
  } finally {
    await file?.close();
  }
}
