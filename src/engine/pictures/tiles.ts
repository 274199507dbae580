import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { TilesParams, TilesResult } from '../../shared/protocol';
import { fault } from '../fault';
import { inspect, PIXEL_LIMIT, unreadable, uprightSize } from './read';

/**
 * Cuts a picture into tiles, a Deep Zoom pyramid of libvips: https://www.libvips.org/API/current/making-image-pyramids.html
 * @throws Fault when it can't be read or written; the folder then holds none.
 */
export async function writeTiles({ source, folder }: TilesParams): Promise<TilesResult> {
  const metadata = await inspect(source);
  const levels = join(folder, 'pyramid_files');
  try {
    await mkdir(folder, { recursive: true });
    await sharp(source, { failOn: 'error', limitInputPixels: PIXEL_LIMIT })
      .autoOrient()
      .toColourspace('srgb')
      .png({ compressionLevel: 1 }) // lossless, and quick: 96 megapixels take 6 s on two cores, as WebP 30 s
      .tile({ size: TILE, overlap: 0, layout: 'dz', depth: 'onetile' })
      .toFile(join(folder, 'pyramid.dz'));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw /No space left/.test(String(error))
      ? fault('disk-full', folder, 'the disk is full', 'Make room, then try again.')
      : unreadable(source, error);
  }
  const names = (await readdir(levels)).filter((name) => /^\d+$/.test(name));
  for (const name of names) await rename(join(levels, name), join(folder, name));
  return { ...uprightSize(metadata), tile: TILE, levels: names.length };
}

const TILE = 512;
