import type { AssetRule } from './manifest';
import type { ManifestOutline, RuleOutline } from './manifestOutline';
import type { RunPart } from './runPart';

/** Of an asset, as surveys and runs tell it. */
export interface AssetOfPart {
  rule: number;
  styleName: string;
  state: 'fresh' | 'stale' | 'blocked' | 'waiting' | 'running' | 'failed';
}

/** What stands above a style or a rule. */
export interface PartLens {
  offset: number;
  part: RunPart;
  /** Undefined for what is not saved yet. */
  counts: PartCounts | undefined;
}

export interface PartCounts {
  all: number;
  fresh: number;
  stale: number;
  blocked: number;
  /** Those that a run has yet to do, and the one it is at. */
  pending: number;
  failed: number;
}

/**
 * One lens for each style and each rule. `saved` are the rules that the assets belong to, undefined while there are none that
 * can be used; while text is edited, a rule is known by what it says, not by its number.
 */
export function partLenses(
  outline: ManifestOutline,
  saved: readonly AssetRule[] | undefined,
  assets: readonly AssetOfPart[],
): PartLens[] {
  const byRule = new Map<number, PartCounts>();
  const byStyle = new Map<string, PartCounts>();
  for (const { rule, styleName, state } of assets) {
    for (const counts of [entry(byRule, rule), entry(byStyle, styleName)]) {
      counts.all++;
      counts[state === 'waiting' || state === 'running' ? 'pending' : state]++;
    }
  }
  const numbers = numberOf(saved ?? []);
  return [
    ...outline.styles.map(({ name }): PartLens => {
      const counts = saved && (byStyle.get(name.value) ?? none());
      return { offset: name.offset, part: { style: name.value }, counts };
    }),
    ...outline.rules.map((rule, index): PartLens => {
      const number = numbers(rule, index);
      const counts = number === undefined ? undefined : (byRule.get(number) ?? none());
      return { offset: rule.offset, part: { rule: index }, counts };
    }),
  ];
}

/** Finds a rule of the text among the saved ones: at its own number, or else wherever it was. */
function numberOf(saved: readonly AssetRule[]): (rule: RuleOutline, index: number) => number | undefined {
  const keys = saved.map(({ written: { input, exclude, style, output, outputs } }) =>
    keyOf(
      [input].flat(),
      [exclude ?? []].flat(),
      style,
      outputs ? outputs.map((each) => each.output) : [output ?? []].flat(),
    ),
  );
  return ({ input, exclude, style, outputs }, index) => {
    const texts = (list: typeof input) => list.map(({ value }) => value);
    const templates = outputs.map(({ output }) => output?.value ?? '');
    const key = keyOf(texts(input), texts(exclude), style?.value, templates);
    if (keys[index] === key) return index;
    const number = keys.indexOf(key);
    return number < 0 ? undefined : number;
  };
}

function keyOf(input: string[], exclude: string[], style: string | undefined, outputs: string[]): string {
  return JSON.stringify([input, exclude, style, outputs]);
}

function entry<K>(counts: Map<K, PartCounts>, key: K): PartCounts {
  const known = counts.get(key) ?? none();
  counts.set(key, known);
  return known;
}

function none(): PartCounts {
  return { all: 0, fresh: 0, stale: 0, blocked: 0, pending: 0, failed: 0 };
}
