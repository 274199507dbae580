import type { DistanceExplanation } from './explanation';

/** A hint: what was seen, and which control mends it. */
export interface Advice {
  id: 'structure' | 'region' | 'weak' | 'dark' | 'light' | 'colour';
  message: string;
  /** The figures in the message, in their order, for those who say it in another language; of a region its row and column in thirds. */
  values: number[];
  /** The option or key of the manifest, or the command, that mends it. */
  control: string;
}

export interface AdviceFigures {
  distance: Pick<DistanceExplanation, 'style' | 'structure' | 'layers' | 'lost'>;
  /** Mean lightness L*, 0…100, of the picture and of the reference. */
  lightness: { picture: number; painted: number; reference: number };
  strength: number;
  preserveColor: boolean;
  /** At which structure is half gone, where a search has found one. */
  limit?: number | undefined;
}

/** Hints that follow from the figures of an explanation, the gravest first; none where all is well. */
export function adviceOn({ distance, lightness, strength, preserveColor, limit }: AdviceFigures): Advice[] {
  const advice: Advice[] = [];
  const say = (id: Advice['id'], message: string, control: string, values: number[] = []): void =>
    void advice.push({ id, message, control, values });
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  if (distance.structure < LEAST_STRUCTURE) {
    const from = limit === undefined ? '' : `; up to ${limit.toFixed(2)} half of it stays`;
    say(
      'structure',
      `Only ${percent(distance.structure)} of the structure is kept at strength ${strength}${from}.`,
      'strength',
      [distance.structure, strength, ...(limit === undefined ? [] : [limit])],
    );
  }
  const worst = worstRegion(distance.lost);
  const lost = 1 - distance.structure;
  if (worst && worst.value > WORST * lost && worst.value > 0.4)
    say(
      'region',
      `${worst.name} loses ${(worst.value / lost).toFixed(1)} times as much structure as the whole.`,
      'mask',
      [worst.down, worst.across, worst.value / lost],
    );
  if (strength === 1 && distance.style < LEAST_STYLE) {
    const reach = distance.style > 0.01 ? `goes ${percent(distance.style)} of the way` : 'comes no nearer';
    say('weak', `Full strength ${reach} to this style; training would teach it.`, 'stylize train', [distance.style]);
  }
  const change = lightness.painted - lightness.picture;
  if (Math.abs(change) > CHANGE) {
    const by = Math.abs(change) / Math.max(lightness.picture, 1);
    const [which, way] = change < 0 ? (['dark', 'darker'] as const) : (['light', 'lighter'] as const);
    const reference = `L* ${lightness.reference.toFixed(0)} on average, the picture ${lightness.picture.toFixed(0)}`;
    say(which, `The result is ${percent(by)} ${way}: the reference has ${reference}.`, 'strength', [
      by,
      lightness.reference,
      lightness.picture,
    ]);
  }
  const [colour, , , structure] = distance.layers;
  if (!preserveColor && colour && structure && colour.content > 0.5 && structure.content < 0.4)
    say('colour', 'Forms stay, colours hardly: where they matter, keep them.', 'preserveColor');
  return advice;
}

/** Shares of the structure. */
const LEAST_STRUCTURE = 0.5;
/** Of the way to the style. */
const LEAST_STYLE = 0.35;
/** Times as much as the mean. */
const WORST = 1.6;
/** L*. */
const CHANGE = 12;

function worstRegion({
  columns,
  rows,
  values,
}: DistanceExplanation['lost']): { name: string; down: number; across: number; value: number } | undefined {
  let worst = -1;
  for (const [at, value] of values.entries()) if (value !== null && (worst < 0 || value > values[worst]!)) worst = at;
  if (worst < 0) return undefined;
  const third = (index: number, count: number) => Math.min(2, Math.floor((3 * (index + 0.5)) / count));
  const [down, across] = [third(Math.floor(worst / columns), rows), third(worst % columns, columns)];
  const [high, wide] = [['top', 'middle', 'bottom'][down]!, ['left', 'middle', 'right'][across]!];
  const name = high === wide ? 'The middle' : `The ${high} ${wide}`;
  return { name, down, across, value: values[worst]! };
}
