/** What is wrong with results that are there: from figures to findings, in words for a person. Pure. */

import { groupBy } from './groupBy';
import type { Manifest } from './manifest';
import type { ManifestPath } from './manifestProblem';
import { isPowerOfTwo, nearestPowerOfTwo } from './powerOfTwo';
import type { LintFigures, Problem } from './protocol';
import { creditsOf } from './referenceCredits';
import { type Tone, toneOutliers } from './tone';
import type { Treatment } from './treatment';

export const LINT_CHECKS = [
  'fringe',
  'seam',
  'bleed',
  'brand',
  'tone',
  'power-of-two',
  'licence',
  'unreadable',
] as const;
export type LintCheck = (typeof LINT_CHECKS)[number];

/** Something a person should look at. */
export interface Finding {
  check: LintCheck;
  /** `info`: it may well be meant. */
  severity: 'warning' | 'info';
  /** The result, or the manifest where it is about a style. From the manifest's folder. */
  file: string;
  source?: string | undefined;
  style: string;
  /** What was measured, and the most that is usual; in the unit that the message names. */
  figure?: number | undefined;
  limit?: number | undefined;
  /** A sentence with figure and cause. */
  message: string;
  /** A sentence that names a key of the manifest. */
  remedy: string;
  /** Where the manifest says what it is about. */
  path: ManifestPath;
}

/** A result and what was measured of it. Paths from the manifest's folder. */
export interface LintedOutput {
  source: string;
  output: string;
  rule: number;
  styleName: string;
  treatment?: Treatment | undefined;
  powerOfTwo: boolean;
  /** In pixels; undefined where it is not known. */
  size: { width: number; height: number } | undefined;
  /** Absent where it is not measured: what is copied is as it was. */
  figures?: LintFigures | undefined;
  /** Why it could not be measured. */
  problem?: Problem | undefined;
}

/** @param manifestFile its name, for what is said of styles */
export function findingsOf(
  manifest: Pick<Manifest, 'styles'>,
  manifestFile: string,
  outputs: readonly LintedOutput[],
): Finding[] {
  return [
    ...outputs.flatMap((output) => [
      ...unreadable(output),
      ...fringes(output),
      ...seams(output),
      ...bleeding(output),
      ...driftedBrands(output),
      ...oddSizes(output),
    ]),
    ...oddTones(outputs),
    ...unlicensed(manifest, manifestFile, outputs),
  ];
}

/** File, what was found and what helps, on one line. */
export function findingText({ file, message, remedy }: Pick<Finding, 'file' | 'message' | 'remedy'>): string {
  return `${file}: ${message} ${remedy}`.trim();
}

/** ΔE: of the engine's own edges hardly one comes out above it, of pictures laid on white or black most. */
export const FRINGE_LIMIT = 5.5;
/** Gradient across the wrap over that inside: below it nobody finds the place. */
export const SEAM_LIMIT = 2;
/** A seam is the result's fault where it is so many times that of the source. */
const SEAM_GROWTH = 1.6;
/** Share of what lies between cells: encoders smear less. */
export const BLEED_LIMIT = 0.01;
/** ΔE2000: print shops call what is nearer the same. */
export const BRAND_LIMIT = 2;
/** Pixels: fewer are chance. */
const LEAST_BRAND = 16;
/** A source of such figures may well repeat. */
const REPEATING = [0.6, 1.5] as const;

function about({ source, output, rule, styleName }: LintedOutput, key?: string) {
  const path: ManifestPath = ['assets', rule, ...(key === undefined ? [] : [key])];
  return { file: output, source, style: styleName, path };
}

function unreadable(output: LintedOutput): Finding[] {
  if (!output.problem) return [];
  const { cause, remedy } = output.problem;
  return [
    { check: 'unreadable', severity: 'warning', ...about(output), message: `It can't be checked: ${cause}.`, remedy },
  ];
}

function fringes(output: LintedOutput): Finding[] {
  const figure = output.figures?.fringe;
  if (figure === undefined || figure <= FRINGE_LIMIT) return [];
  const message = `Its edges are ${figure.toFixed(1)} ΔE off from the same colours inside (at most ${FRINGE_LIMIT} is usual), which shows as a fringe.`;
  const remedy =
    'The colours at the edges of the source are most likely those of a ground it once lay on: export it without one, or lower "strength".';
  return [
    {
      check: 'fringe',
      severity: 'warning',
      ...about(output, 'strength'),
      figure,
      limit: FRINGE_LIMIT,
      message,
      remedy,
    },
  ];
}

function seams(output: LintedOutput): Finding[] {
  const wanted = output.treatment?.seamless;
  const figures = output.figures?.seams ?? [];
  const repeating = figures.filter(({ axis }) => wanted === true || wanted === axis);
  const others = figures.filter((figure) => !repeating.includes(figure));
  return [...repeating.flatMap((figure) => brokenSeam(output, figure)), ...possibleTexture(output, others)];
}

type Seam = LintFigures['seams'][number];

/** Of what is to repeat. */
function brokenSeam(output: LintedOutput, { axis, source, painted }: Seam): Finding[] {
  if (painted <= SEAM_LIMIT) return [];
  const isOwn = painted > SEAM_GROWTH * source;
  if (!isOwn && source <= SEAM_LIMIT) return [];
  const [was, is] = [source.toFixed(1), painted.toFixed(1)];
  const message = isOwn
    ? `Where ${EDGES[axis]} meet, it changes ${is} times as much as inside (its source ${was}): a seam.`
    : `Where ${EDGES[axis]} meet, its source changes ${was} times as much as inside: it does not repeat, so the result can't.`;
  const remedy = isOwn
    ? 'Give the source sides that are multiples of 8 pixels, for "seamless" to continue them exactly.'
    : 'Make the source repeat, or take "seamless" away.';
  const figures = { figure: painted, limit: SEAM_LIMIT };
  return [{ check: 'seam', severity: 'warning', ...about(output, 'seamless'), ...figures, message, remedy }];
}

/** Of what repeats in the source, and does not in the result, though nobody asked for it. */
function possibleTexture(output: LintedOutput, figures: readonly Seam[]): Finding[] {
  const lost = figures.filter(
    ({ source, painted }) =>
      source >= REPEATING[0] && source <= REPEATING[1] && painted > SEAM_LIMIT && painted > SEAM_GROWTH * source,
  );
  if (lost.length === 0) return [];
  const where = lost.map(({ axis }) => EDGES[axis]).join(', and ');
  const figure = Math.max(...lost.map(({ painted }) => painted));
  const message = `Its source seems to repeat, but where ${where} meet, the result changes ${figure.toFixed(1)} times as much as inside.`;
  const remedy = `If it is a texture, say "seamless": ${lost.length > 1 ? 'true' : `"${lost[0]!.axis}"`}.`;
  return [
    { check: 'seam', severity: 'info', ...about(output, 'seamless'), figure, limit: SEAM_LIMIT, message, remedy },
  ];
}

const EDGES = { x: 'its left and right edges', y: 'its upper and lower edges' };

function bleeding(output: LintedOutput): Finding[] {
  const figure = output.figures?.bleed;
  if (figure === undefined || figure <= BLEED_LIMIT) return [];
  const message = `${(100 * figure).toFixed(1)} % of what lies between its cells is not as in its source, and bleeds into cells once a game scales the sheet.`;
  const remedy =
    'Look whether "sheet" names the cells as they are, and paint it again; of a format with loss raise "quality".';
  const place = about(output, 'sheet');
  return [{ check: 'bleed', severity: 'warning', ...place, figure, limit: BLEED_LIMIT, message, remedy }];
}

function driftedBrands(output: LintedOutput): Finding[] {
  const { count = 0, mean = 0 } = output.figures?.brand ?? {};
  if (count < LEAST_BRAND || mean <= BRAND_LIMIT) return [];
  const message = `Its brand colours are ${mean.toFixed(1)} ΔE2000 off in the mean (at most ${BRAND_LIMIT} is usual).`;
  const remedy =
    'Paint it again with "brandColors", and in a format without loss or with a higher "quality"; a "palette" must hold them.';
  const place = about(output, 'brandColors');
  return [{ check: 'brand', severity: 'warning', ...place, figure: mean, limit: BRAND_LIMIT, message, remedy }];
}

function oddSizes(output: LintedOutput): Finding[] {
  const { size, powerOfTwo } = output;
  if (!powerOfTwo || !size) return [];
  const { width, height } = size;
  if (isPowerOfTwo(width) && isPowerOfTwo(height)) return [];
  const message = `It is ${width} × ${height} pixels, which are not powers of two.`;
  const remedy = `Give its rule "outputs" with "width": ${nearestPowerOfTwo(width)}, "height": ${nearestPowerOfTwo(height)} and a "fit", or a source of that size.`;
  return [{ check: 'power-of-two', severity: 'warning', ...about(output, 'powerOfTwo'), message, remedy }];
}

/** Within each rule, and of each of its sizes only one, so that a picture is not told of twice. */
function oddTones(outputs: readonly LintedOutput[]): Finding[] {
  return [...groupBy(outputs, ({ rule }) => rule).values()].flatMap((ofRule) => {
    const measured = [...new Map(ofRule.map((output) => [output.source, output])).values()].flatMap((output) => {
      const { tone, sourceTone } = output.figures ?? {};
      return tone && sourceTone ? [{ output, tone, sourceTone }] : [];
    });
    const before = new Set(toneOutliers(measured.map(({ sourceTone }) => sourceTone)).map(({ index }) => index));
    return toneOutliers(measured.map(({ tone }) => tone)).map(({ index, what, value, usual, sigmas }): Finding => {
      const { output } = measured[index]!;
      const cause = before.has(index) ? 'Its source stands out, too.' : 'Its source does not stand out.';
      const message = `${WHAT[what]} is ${value.toFixed(0)}, that of the ${measured.length} pictures of its rule ${usual.toFixed(0)} (${sigmas.toFixed(1)} standard deviations). ${cause}`;
      const remedy = 'If it is to look like the others, give it a rule of its own with another "strength".';
      return {
        check: 'tone',
        severity: before.has(index) ? 'info' : 'warning',
        ...about(output, 'strength'),
        figure: sigmas,
        limit: 3,
        message,
        remedy,
      };
    });
  });
}

const WHAT: Record<keyof Tone, string> = {
  mean: 'Its lightness L*',
  deviation: 'Its contrast (the spread of L*)',
};

function unlicensed(manifest: Pick<Manifest, 'styles'>, file: string, outputs: readonly LintedOutput[]): Finding[] {
  const styles = new Set(outputs.map(({ styleName }) => styleName));
  const credits = [...styles]
    .flatMap((name) => creditsOf(manifest, name))
    .filter(({ license }) => license === undefined);
  return [...groupBy(credits, ({ style }) => style)].map(([style, references]): Finding => {
    const pictures = [...new Set(references.map(({ path }) => path))].join(', ');
    const { place, file: base } = manifest.styles[style]!;
    const message = `The style "${style}" does not say under which licence its reference is: ${pictures}.`;
    const remedy = `Add "license" to it${base === undefined ? '' : ` in ${base}`}, such as "license": "CC-BY-4.0", and "author" and "source".`;
    return { check: 'licence', severity: 'info', file, style, path: place, message, remedy };
  });
}
