import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { File, ready } from 'h5wasm/node';

/** Channels of a layer's output, by the layer. */
export type Layers = Record<string, { shape: number[]; kernel: Float32Array; bias: Float32Array }>;

/** Random filters in the order of Keras's layers, HWIO: few channels, so that it is quick. */
export function randomLayers(random: () => number, channels: Record<string, number>): Layers {
  let inputs = 3;
  return Object.fromEntries(
    Object.entries(channels).map(([name, outputs]) => {
      const shape = [3, 3, inputs, outputs];
      inputs = outputs;
      const kernel = Float32Array.from({ length: 9 * shape[2]! * outputs }, () => random() - 0.5);
      return [name, { shape, kernel, bias: Float32Array.from({ length: outputs }, () => random() - 0.5) }];
    }),
  );
}

/** An HDF5 file laid out as Keras's: a group a layer, whose attribute `weight_names` says what its tensors are called. */
export async function kerasFile(
  layers: Layers,
  names: (layer: string) => [kernel: string, bias: string] = (layer) => [`${layer}_W_1:0`, `${layer}_b_1:0`],
): Promise<Buffer> {
  await ready;
  const folder = mkdtempSync(join(tmpdir(), 'stylize-h5-'));
  try {
    const path = join(folder, 'vgg.h5');
    const file = new File(path, 'w');
    file.create_attribute('layer_names', Object.keys(layers));
    for (const [layer, { shape, kernel, bias }] of Object.entries(layers)) {
      const group = file.create_group(layer);
      const [kernelName, biasName] = names(layer);
      group.create_attribute('weight_names', [kernelName, biasName]);
      const inner = kernelName.includes('/') ? group.create_group(kernelName.split('/')[0]!) : group;
      inner.create_dataset({ name: kernelName.split('/').at(-1)!, data: kernel, shape });
      inner.create_dataset({ name: biasName.split('/').at(-1)!, data: bias, shape: [bias.length] });
    }
    file.close();
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
