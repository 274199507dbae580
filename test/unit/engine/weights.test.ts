import { describe, expect, it } from 'vitest';
import { changedWeights, formatSafetensors, parseSafetensors } from '../../../src/engine/network/weights';

const tensor = (...numbers: number[]) => ({ shape: [numbers.length], data: Float32Array.from(numbers) });

describe('safetensors', () => {
  it('come back as they were, with metadata and bytes', () => {
    const file = {
      tensors: new Map([
        ['b', tensor(1, -2.5, 1e-20)],
        ['a', { shape: [2, 1], data: Float32Array.of(3, 4) }],
      ]),
      blobs: new Map([['picture', Uint8Array.of(1, 2, 255)]]),
      metadata: { card: '{"näme":1}' },
    };
    const read = parseSafetensors(formatSafetensors(file));
    expect(Object.fromEntries(read.tensors)).toEqual(Object.fromEntries(file.tensors));
    expect([...read.blobs.get('picture')!]).toEqual([1, 2, 255]);
    expect(read.metadata).toEqual(file.metadata);
  });

  it('are the same bytes, whatever the order', () => {
    const [a, b] = [
      ['a', tensor(1)],
      ['b', tensor(2)],
    ] as const;
    expect(formatSafetensors({ tensors: new Map([a, b]) })).toEqual(formatSafetensors({ tensors: new Map([b, a]) }));
  });

  it('keep the nearest half of a number', () => {
    const numbers = [0, -0, 1, -1.5, 65504, 70000, 2 ** -14, 2 ** -24, 2 ** -26, 1 + 2 ** -11, 1 + 3 * 2 ** -11, 1 / 3];
    const halves = [
      0,
      -0,
      1,
      -1.5,
      65504,
      Number.POSITIVE_INFINITY,
      2 ** -14,
      2 ** -24,
      0,
      1,
      1 + 2 ** -9,
      0.333251953125,
    ];
    const read = parseSafetensors(formatSafetensors({ tensors: new Map([['x', tensor(...numbers)]]) }, () => true));
    expect([...read.tensors.get('x')!.data]).toEqual(halves);
  });
});

describe('changes of weights', () => {
  const base = {
    tensors: new Map([
      ['a', tensor(1, 2)],
      ['b', tensor(5)],
    ]),
  };

  it('are added by their shares', () => {
    const one = { changes: { tensors: new Map([['a', tensor(10, 20)]]) }, share: 0.5 };
    const two = { changes: { tensors: new Map([['a', tensor(4, 0)]]) }, share: 0.25 };
    const { tensors } = changedWeights(base, [one, two]);
    expect([...tensors.get('a')!.data]).toEqual([7, 12]);
    expect([...base.tensors.get('a')!.data]).toEqual([1, 2]);
    expect(tensors.get('b')).toBe(base.tensors.get('b'));
  });

  it('that do not fit are refused', () => {
    const changes = { tensors: new Map([['c', tensor(1)]]) };
    expect(() => changedWeights(base, [{ changes, share: 1 }])).toThrow('c of 1 numbers');
  });
});
