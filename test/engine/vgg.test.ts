import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSafetensors } from '../../src/engine/network/weights';
import { convertKerasVgg } from '../../src/engine/vgg/kerasVgg';
import { random } from '../random';
import { kerasFile, type Layers, randomLayers } from './kerasFile';
import { readNpz } from './npz';
import { openClient, problemOf, ROOT, tempFolder } from './support';

const CHANNELS = {
  block1_conv1: 4,
  block1_conv2: 5,
  block2_conv1: 3,
  block2_conv2: 4,
  block3_conv1: 2,
  block3_conv2: 3,
  block3_conv3: 4,
  block3_conv4: 5,
  block4_conv1: 6,
  block4_conv2: 2,
};
const MEAN_BGR = [103.939, 116.779, 123.68];
const layers = randomLayers(random(7), CHANNELS);

describe("Keras's file of VGG-19", () => {
  it('becomes filters with the outputs first, up to conv4_1', async () => {
    const { tensors } = convertKerasVgg(bytesOf(await kerasFile(layers)));
    expect([...tensors.keys()].filter((name) => name.endsWith('.weight'))).toHaveLength(9);
    expect(tensors.has('vgg.conv4_2.weight')).toBe(false);
    expectFilters(tensors, layers);
  });

  it('is read whatever its tensors are called', async () => {
    const older = convertKerasVgg(bytesOf(await kerasFile(layers)));
    const newer = await kerasFile(layers, (layer) => [`${layer}/kernel:0`, `${layer}/bias:0`]);
    expect(convertKerasVgg(bytesOf(newer))).toEqual(older);
  });

  it('takes RGB in [0, 1]: the first convolution answers as after what Keras does to a picture', async () => {
    const { tensors } = convertKerasVgg(bytesOf(await kerasFile(layers)));
    const [side, draw] = [5, random(3)];
    const rgb = Float32Array.from({ length: 3 * side * side }, draw);
    const mean = tensors.get('vgg.mean')!.data;
    const first = layers.block1_conv1!;
    const ours = tensors.get('vgg.conv1_1.weight')!.data;
    const bias = tensors.get('vgg.conv1_1.bias')!.data;
    for (let o = 0; o < first.bias.length; o++)
      for (let y = 0; y < side; y++)
        for (let x = 0; x < side; x++) {
          let [keras, folded] = [first.bias[o]!, bias[o]!];
          for (let c = 0; c < 3; c++)
            for (let ky = 0; ky < 3; ky++)
              for (let kx = 0; kx < 3; kx++) {
                const [py, px] = [y + ky - 1, x + kx - 1];
                const inside = py >= 0 && py < side && px >= 0 && px < side;
                const pixel = (colour: number): number => rgb[(colour * side + py) * side + px]!;
                const bgr = inside ? 255 * pixel(2 - c) - MEAN_BGR[c]! : 0; // Keras's border is zero after that
                keras += first.kernel[((ky * 3 + kx) * 3 + c) * first.bias.length + o]! * bgr;
                folded += ours[((o * 3 + c) * 3 + ky) * 3 + kx]! * (inside ? pixel(c) : mean[c]!);
              }
          expect(folded).toBeCloseTo(keras, 3); // of up to a few hundred
        }
  });

  const weights = resolve(ROOT, '../shared/data/weights/vgg19_relu41.npz');
  it.skipIf(!existsSync(weights))(
    `keeps each filter of the real network to the bit (skipped without ${weights})`,
    async () => {
      const real = realLayers(weights);
      const { tensors } = convertKerasVgg(bytesOf(await kerasFile(real)));
      expect(tensors.get('vgg.conv4_1.weight')!.shape).toEqual([512, 256, 3, 3]);
      expectFilters(tensors, real);
    },
  );

  it.each([
    [
      'no HDF5',
      async () => Buffer.from('not a file of weights, but long enough to be looked at'.repeat(40)),
      /no HDF5 file/,
    ],
    ['cut short', async () => (await kerasFile(layers)).subarray(0, 3000), /HDF5|lacks|ends|no layer/],
    ['another network', async () => kerasFile(randomLayers(random(1), { conv1: 4 })), /no layer block1_conv1/],
  ])('is refused where it is %s', async (_, file, reason) => {
    const bytes = bytesOf(await file());
    expect(() => convertKerasVgg(bytes)).toThrow(reason);
  });
});

describe('the engine', () => {
  it("writes what training reads from Keras's file, or says what is wrong with it", async () => {
    const folder = await tempFolder();
    const { client } = openClient(folder);
    const [source, output] = [join(folder, 'vgg.h5'), join(folder, 'models/vgg19.safetensors')];
    await writeFile(source, await kerasFile(layers));
    const { bytes } = await client.request('convertVgg', { source, output });
    const written = await readFile(output);
    expect(written.length).toBe(bytes);
    expectFilters(parseSafetensors(written).tensors, layers);

    const missing = await problemOf(client.request('convertVgg', { source: `${source}x`, output }));
    expect(missing).toMatchObject({ kind: 'missing', file: `${source}x` });
    await writeFile(source, 'something else');
    const wrong = await problemOf(client.request('convertVgg', { source, output }));
    expect(wrong).toMatchObject({ kind: 'unreadable', file: source, remedy: expect.stringContaining('notop.h5') });
  });
});

function bytesOf(file: Buffer): ArrayBuffer {
  return Uint8Array.from(file).buffer;
}

/** All but the first convolution come over unchanged; HWIO → OIHW. */
function expectFilters(tensors: ReturnType<typeof convertKerasVgg>['tensors'], expected: Layers): void {
  for (const [layer, { shape, kernel, bias }] of Object.entries(expected).slice(1, 9)) {
    const [, block, convolution] = /block(\d)_conv(\d)/.exec(layer)!;
    const name = `vgg.conv${block}_${convolution}`;
    const [height, width, inputs, outputs] = shape as [number, number, number, number];
    const ours = tensors.get(`${name}.weight`)!;
    expect(ours.shape).toEqual([outputs, inputs, height, width]);
    let wrong = 0;
    for (let i = 0; i < kernel.length; i++) {
      const [o, c, spot] = [i % outputs, Math.floor(i / outputs) % inputs, Math.floor(i / outputs / inputs)];
      if (ours.data[(o * inputs + c) * height * width + spot] !== kernel[i]) wrong++;
    }
    expect([name, wrong]).toEqual([name, 0]);
    expect(tensors.get(`${name}.bias`)!.data).toEqual(bias);
  }
}

function realLayers(path: string): Layers {
  const arrays = readNpz(path);
  const names = [...arrays.keys()].filter((name) => name.endsWith('_w'));
  return Object.fromEntries(
    names.map((name) => {
      const [, block, convolution] = /conv(\d)_(\d)/.exec(name)!;
      const { shape, data } = arrays.get(name)!;
      const bias = arrays.get(name.replace('_w', '_b'))!.data;
      return [`block${block}_conv${convolution}`, { shape, kernel: data, bias }];
    }),
  );
}
