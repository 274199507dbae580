import { describe, expect, it } from 'vitest';
import { traitsOf, wordsFor } from '../../../../src/engine/explain/traits';
import type { Traits } from '../../../../src/shared/traits';

const drawn = (value: (x: number, y: number) => number, tint = 1) => {
  const side = 32;
  const data = Float32Array.from({ length: 3 * side * side }, (_, i) => {
    const level = value(i % side, Math.floor(i / side) % side);
    return i < side * side ? level : level * tint;
  });
  return traitsOf({ data, width: side, height: side });
};

describe('traits of a style', () => {
  const flat = drawn(() => 0.5);
  const hatched = drawn((x) => (x % 2 ? 0.8 : 0.2));
  const outlined = drawn((x) => (x % 16 < 8 ? 0.2 : 0.8));

  it('tell hatching from lines, and both from flat ground', () => {
    expect(hatched.grain).toBeGreaterThan(10 * outlined.grain);
    expect(outlined.line).toBeGreaterThan(hatched.line + 5);
    expect(flat).toMatchObject({ contrast: 0, line: 0, grain: 0 });
  });

  it('tell light, and colour', () => {
    expect(drawn(() => 0.9).lightness).toBeGreaterThan(flat.lightness + 20);
    expect(drawn(() => 0.8, 0.3).colour).toBeGreaterThan(flat.colour + 20);
  });

  it('become words where they are unlike the others', () => {
    const others: Traits[] = [flat, outlined, drawn(() => 0.6), drawn(() => 0.45)];
    expect(wordsFor(hatched, others)[0]).toBe('grainy or hatched');
    expect(wordsFor(flat, [flat, flat])).toEqual([]);
  });
});
