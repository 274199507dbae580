import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Planes } from '../../src/engine/network/backend';
import { COARSE, FINE, normalising } from '../../src/engine/network/definition';
import { Network } from '../../src/engine/network/runtime';
import { parseSafetensors, type Weights } from '../../src/engine/network/weights';
import { Statistics } from '../../src/engine/statistics';
import { openExecutor } from '../../src/engine/train/executors';
import { perceptualEye } from '../../src/engine/train/judge';
import { input } from '../../src/engine/train/tape';

const root = join(__dirname, '../..');

describe('the definition in TypeScript, run by onnxruntime, against PyTorch', () => {
  let network: Network;
  let fixture: Weights['tensors'];
  const planes = (name: string): Planes => {
    const { shape, data } = fixture.get(name)!;
    return { data, height: shape[2]!, width: shape[3]! };
  };
  const expectSame = (actual: Float32Array, name: string): void => {
    const expected = fixture.get(name)!.data;
    expect(actual.length).toBe(expected.length);
    expect(actual.reduce((most, v, i) => Math.max(most, Math.abs(v - expected[i]!)), 0)).toBeLessThan(1e-3);
  };

  beforeAll(async () => {
    const weights = parseSafetensors(readFileSync(join(root, 'models/base.safetensors')));
    network = await Network.open(weights, 'cpu', 2, () => {});
    fixture = parseSafetensors(readFileSync(join(root, 'test/fixtures/parity.safetensors'))).tensors;
  });

  it('gives the same style code', async () => {
    expectSame(await network.styleCode(planes('style')), 'code');
  });

  it('gives the same features', async () => {
    const { fine, coarse } = await network.encode(planes('picture'));
    expectSame(fine.data, 'fine');
    expectSame(coarse.data, 'coarse');
  });

  it('paints the same picture', async () => {
    const features = await network.encode(planes('picture'));
    const modulations = await network.modulations(fixture.get('code')!.data);
    for (const [stage, channels] of [
      ['fine', FINE],
      ['coarse', COARSE],
    ] as const) {
      const map = features[stage];
      const [, , height, width] = map.dims;
      const statistics = new Statistics(channels);
      statistics.add(map.data, width, height, { left: 0, top: 0, width, height });
      const { mean, deviation } = statistics.moments();
      modulations[stage] = normalising(modulations[stage], mean, deviation);
    }
    expectSame(shuffled(await network.decode(features, modulations), planes('picture')), 'output');
  });
});

it('sees as PyTorch does how unlike pictures look', async () => {
  const fixture = parseSafetensors(readFileSync(join(root, 'test/fixtures/sight.safetensors'))).tensors;
  const { shape, data } = fixture.get('picture')!;
  const { sight } = perceptualEye(parseSafetensors(readFileSync(join(root, 'models/perceptual.safetensors'))));
  const executor = await openExecutor('cpu', 1, '');
  const maps = sight(input('picture', shape)).map((map, grid) => [`seen${grid}`, map] as const);
  const program = await executor.compile(Object.fromEntries(maps));
  const seen = await program.run({ picture: data });
  for (const [name] of maps) {
    const expected = fixture.get(name)!.data;
    expect(seen[name]!.length).toBe(expected.length);
    expect(seen[name]!.reduce((most, v, i) => Math.max(most, Math.abs(v - expected[i]!)), 0)).toBeLessThan(1e-3);
  }
  await program.release();
});

/** PyTorch's pixel_shuffle by 2: [12, height/2, width/2] → [3, height, width]. */
function shuffled(blocks: Float32Array, { width, height }: Planes): Float32Array {
  return Float32Array.from({ length: 3 * height * width }, (_, i) => {
    const [c, y, x] = [Math.floor(i / width / height), Math.floor(i / width) % height, i % width];
    const block = 4 * c + 2 * (y & 1) + (x & 1);
    return blocks[((block * height) / 2 + (y >> 1)) * (width / 2) + (x >> 1)]!;
  });
}
