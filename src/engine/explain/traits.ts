import { cielabOf } from '../../shared/colour';
import type { Traits } from '../../shared/traits';
import type { Planes } from '../network/backend';

export function traitsOf({ data, width, height }: Planes): Traits {
  const area = width * height;
  const lightness = new Float32Array(area);
  let chroma = 0;
  const byte = (at: number): number => Math.round(255 * data[at]!);
  for (let i = 0; i < area; i++) {
    const [l, a, b] = cielabOf([byte(i), byte(area + i), byte(2 * area + i)]);
    lightness[i] = l;
    chroma += Math.sqrt(a * a + b * b);
  }
  const mean = lightness.reduce((sum, l) => sum + l, 0) / area;
  const variance = lightness.reduce((sum, l) => sum + (l - mean) ** 2, 0) / area;
  const [fine, coarse] = [changeAt(lightness, width, height, 1), changeAt(lightness, width, height, 2)];
  return {
    lightness: mean,
    contrast: Math.sqrt(variance),
    colour: chroma / area,
    line: changeAt(lightness, width, height, 4),
    grain: Math.max(0, fine - coarse / 2),
  };
}

const WORDS: Record<keyof Traits, [less: string, more: string]> = {
  lightness: ['dark', 'light'],
  contrast: ['soft in contrast', 'rich in contrast'],
  colour: ['muted in colour', 'bright in colour'],
  line: ['few lines', 'many lines'],
  grain: ['smooth', 'grainy or hatched'],
};

/** Words for what sets a style apart from others: traits more than a standard deviation off, the furthest first. */
export function wordsFor(traits: Traits, others: readonly Traits[]): string[] {
  const found = (Object.keys(WORDS) as (keyof Traits)[]).map((trait) => {
    const values = others.map((other) => other[trait]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    const off = (traits[trait] - mean) / Math.max(deviation, 1e-6);
    return { word: WORDS[trait][off < 0 ? 0 : 1], off: Math.abs(off) };
  });
  return found
    .filter(({ off }) => off > 1)
    .sort((a, b) => b.off - a.off)
    .map(({ word }) => word);
}

/** Mean absolute difference between means of cells beside each other. */
function changeAt(values: Float32Array, width: number, height: number, cell: number): number {
  const [columns, rows] = [Math.floor(width / cell), Math.floor(height / cell)];
  const means = cell === 1 ? values : meansOf(values, width, columns, rows, cell);
  let sum = 0;
  for (let y = 0; y < rows; y++)
    for (let x = 0, at = y * columns; x < columns; x++, at++) {
      if (x + 1 < columns) sum += Math.abs(means[at + 1]! - means[at]!);
      if (y + 1 < rows) sum += Math.abs(means[at + columns]! - means[at]!);
    }
  const count = rows * (columns - 1) + columns * (rows - 1);
  return count <= 0 ? 0 : sum / count;
}

function meansOf(values: Float32Array, width: number, columns: number, rows: number, cell: number): Float32Array {
  const means = new Float32Array(columns * rows);
  const share = 1 / cell ** 2;
  for (let row = 0; row < rows; row++)
    for (let y = row * cell; y < (row + 1) * cell; y++)
      for (let column = 0, at = y * width; column < columns; column++) {
        let sum = 0;
        for (const end = at + cell; at < end; at++) sum += values[at]!;
        means[row * columns + column]! += sum * share;
      }
  return means;
}
