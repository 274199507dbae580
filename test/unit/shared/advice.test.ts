import { describe, expect, it } from 'vitest';
import { type AdviceFigures, adviceOn } from '../../../src/shared/advice';

const well: AdviceFigures = {
  distance: {
    style: 0.6,
    structure: 0.8,
    layers: (['colour', 'fine texture', 'coarse pattern', 'structure'] as const).map((aspect, i) => ({
      layer: `relu${i + 1}_1`,
      aspect,
      weight: 1,
      styleBefore: 0.5,
      style: 0.2,
      content: 0.2,
    })),
    lost: { columns: 2, rows: 2, values: [0.2, 0.2, 0.2, 0.2] },
  },
  lightness: { picture: 50, painted: 52, reference: 55 },
  strength: 1,
  preserveColor: false,
};
const ids = (changed: Partial<AdviceFigures>) => adviceOn({ ...well, ...changed }).map(({ id }) => id);

describe('advice', () => {
  it('is none where all is well', () => {
    expect(adviceOn(well)).toEqual([]);
  });

  it('names the strength that keeps structure, and the region that loses most', () => {
    const lost = { columns: 3, rows: 3, values: [0.1, 0.1, 0.95, 0.5, 0.6, 0.5, null, 0.5, 0.5] };
    const [first, second] = adviceOn({ ...well, distance: { ...well.distance, structure: 0.45, lost }, limit: 0.7 });
    expect(first).toMatchObject({ id: 'structure', control: 'strength' });
    expect(first!.message).toContain('45 % of the structure is kept at strength 1; up to 0.70');
    expect(first!.values).toEqual([0.45, 1, 0.7]);
    expect(second).toMatchObject({ id: 'region', message: expect.stringContaining('The top right') });
    expect(second!.values.slice(0, 2)).toEqual([0, 2]);
  });

  it('tells of a dark reference by how much darker the result is', () => {
    const [only] = adviceOn({ ...well, lightness: { picture: 60, painted: 42, reference: 25 } });
    expect(only).toMatchObject({ id: 'dark', message: expect.stringContaining('30 % darker') });
  });

  it('tells of a style that is out of reach at full strength only', () => {
    const distance = { ...well.distance, style: 0.2 };
    expect(ids({ distance })).toEqual(['weak']);
    expect(ids({ distance, strength: 0.5 })).toEqual([]);
    const [further] = adviceOn({ ...well, distance: { ...well.distance, style: -0.03 } });
    expect(further!.message).toContain('Full strength comes no nearer to this style');
  });

  it('offers to keep colours where only they are lost, unless they are kept', () => {
    const layers = well.distance.layers.map((layer, i) => (i === 0 ? { ...layer, content: 0.7 } : layer));
    const distance = { ...well.distance, layers };
    expect(ids({ distance })).toEqual(['colour']);
    expect(ids({ distance, preserveColor: true })).toEqual([]);
  });
});
