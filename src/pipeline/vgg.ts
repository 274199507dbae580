import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineClient } from './client';
import { type DownloadOptions, download } from './download';

/**
 * VGG-19 without its top (Simonyan and Zisserman, CC BY 4.0), as Keras publishes it. Keras names its MD5 (keras/applications/vgg19.py),
 * and no other checksum.
 */
export const VGG_ORIGIN = {
  url: 'https://storage.googleapis.com/tensorflow/keras-applications/vgg19/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5',
  bytes: 80_134_624,
  md5: '253f8cb515780f3b799900260a226db6',
} as const;

/** The file that training reads, in a cache folder: there once VGG-19 was set up. */
export function vggIn(cacheFolder: string): string {
  return join(cacheFolder, 'models', 'vgg19.safetensors');
}

export function hasVgg(cacheFolder: string): boolean {
  return existsSync(vggIn(cacheFolder));
}

export interface VggOptions
  extends Pick<DownloadOptions, 'proxy' | 'signal' | 'progress'>,
    Partial<Pick<DownloadOptions, 'url' | 'bytes' | 'md5'>> {
  client: Pick<EngineClient, 'request'>;
  cacheFolder: string;
  /** Keras's file, where somebody has it already; else it is downloaded. */
  from?: string | undefined;
}

/**
 * Puts VGG-19 into the cache, whoever has agreed to that. @returns the file
 * @throws EngineFailure when it can't be had, or is not what it should be
 */
export async function setUpVgg({ client, cacheFolder, from, ...options }: VggOptions): Promise<string> {
  const output = vggIn(cacheFolder);
  const source = from ?? join(cacheFolder, 'models', 'vgg19-keras.h5');
  if (!from) await download({ ...VGG_ORIGIN, ...options, file: source });
  await client.request('convertVgg', { source, output }, options.signal);
  if (!from) await rm(source, { force: true });
  return output;
}
