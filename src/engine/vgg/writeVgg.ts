import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { ConvertVggParams, ConvertVggResult } from '../../shared/protocol';
import { unwritable } from '../../shared/unwritable';
import { Fault, fault } from '../fault';
import { formatSafetensors } from '../network/weights';
import { convertKerasVgg } from './kerasVgg';

/**
 * Writes what training needs of VGG-19, from Keras's file. Float32, so that the judge is Keras's own to the bit: with float16
 * 14 MB in a cache would be 7.
 * @throws Fault where one file can't be read or the other not written
 */
export async function writeVgg({ source, output }: ConvertVggParams): Promise<ConvertVggResult> {
  const weights = formatSafetensors({
    ...(await converted(source)),
    metadata: { source: 'Keras VGG-19, ImageNet, CC BY 4.0' },
  });
  try {
    await mkdir(dirname(output), { recursive: true });
    await writeFileAtomic(output, weights);
  } catch (error) {
    throw new Fault(unwritable(output, (error as NodeJS.ErrnoException).code));
  }
  return { bytes: weights.length };
}

async function converted(source: string): Promise<ReturnType<typeof convertKerasVgg>> {
  try {
    const bytes = await readFile(source);
    return convertKerasVgg(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw fault('missing', source, 'there is no such file', 'Check the path.');
    const remedy = 'It has to be vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5, as Keras publishes it.';
    throw fault('unreadable', source, message, remedy);
  }
}
