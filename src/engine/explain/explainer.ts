import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { adviceOn } from '../../shared/advice';
import { cielabOf } from '../../shared/colour';
import {
  type DiscriminatorExplanation,
  type Explanation,
  type FirstAnswer,
  knowsStyles,
  type RecipeExplanation,
} from '../../shared/explanation';
import { FACTOR_RANGE } from '../../shared/factors';
import type {
  ExplainParams,
  MeasureStrengthsParams,
  SolveStrengthParams,
  SolveStrengthResult,
  StrengthScores,
  StyleReference,
  StyleRequest,
} from '../../shared/protocol';
import { mixOf } from '../../shared/recipe';
import { isStylePack } from '../../shared/stylePack';
import type { Traits } from '../../shared/traits';
import type { StyleCodes } from '../codes';
import { fault } from '../fault';
import type { Planes } from '../network/backend';
import type { Network } from '../network/runtime';
import { parseSafetensors } from '../network/weights';
import { blendCodes, type PaintOptions, paintStudied, type Study, studyPicture } from '../paint';
import type { Picture } from '../pictures/picture';
import { PREVIEW } from '../pictures/preview';
import { readReference } from '../pictures/read';
import { writeOutput } from '../pictures/write';
import { type PackNetworks, readStylePack } from '../stylePack';
import { openExecutor } from '../train/executors';
import { perceptualEye, vggJudge } from '../train/judge';
import { Critic, unlikeTrial } from './critic';
import { explainDistance, lostBy } from './distance';
import { Eye } from './eye';
import { explainFactors } from './factors';
import { trialOf, tryMap } from './faithfulness';
import { heatMap } from './heat';
import { type LayerMap, meanOver } from './measures';
import { explainOrigin } from './origin';
import { lookAtStyle, Ruler } from './ruler';
import { copyOf, halved, opaque, readCopy, type SmallCopy, seen, trimmed } from './smallCopy';
import { explainStages } from './stages';
import { STRENGTHS, solveStrength } from './strength';
import { traitsOf, wordsFor } from './traits';

/** Longest sides of the copies that are looked at, pixels. */
const MAPS = 256;
const STAGES = 192;
/** Short side at which references are looked at: strokes are as large as they are in the copies. */
const REFERENCE = 256;
/** Of structure, below which advice looks for the strength that keeps it. */
const HALF = 0.5;

export interface ExplainHooks {
  progress(done: number, total: number): void;
  pause(): Promise<void>;
  /** Told what is known at once, with its pictures written. */
  first?(answer: FirstAnswer): void;
}

export interface ExplainPlace {
  codes: StyleCodes;
  packs: PackNetworks;
  /** Where perceptual.safetensors lies, and discriminator.safetensors may. */
  modelsFolder: string;
  modelHash: string;
  provider: string;
  threads: number;
  runtimesFolder: string;
}

/** Explains what is painted, on small copies, with networks of its own: whatever is painted meanwhile stays as it is. */
export class Explainer {
  private readonly eyes = new Map<string, Promise<Eye>>();
  private opened: Promise<Critic | { missing: string }> | undefined;

  constructor(private readonly place: ExplainPlace) {}

  /** Writes pictures into `folder`. @throws Fault when something can't be read or written, or nothing of the picture is visible */
  async explain(
    { source, style, folder, vgg, exemplars = [] }: ExplainParams,
    hooks: ExplainHooks,
  ): Promise<Explanation> {
    const { provider, codes } = this.place;
    const { references: pictured, factors: set, strength, preserveColor } = style;
    const clock = new Clock();
    const files = await writer(folder);
    const quick = await this.eye(undefined);
    const eye = await this.eye(vgg);
    const pictures = await readStyle(pictured);
    const options: PaintOptions = { ...style, tile: MAPS, progress() {}, pause: hooks.pause };
    const code = await codes.of(style);
    const large = await this.study(source, await readCopy(source, MAPS), style, options);
    const painted = await paintStudied(large.network, large.study, code, options);
    // sharp's threads do this while the judge looks
    const encoded = Promise.all([
      webp(large.copy.picture).then((bytes) => files('before.webp', bytes)),
      webp(painted).then((bytes) => files('after.webp', bytes)),
      Promise.all(pictures.map(async ({ picture }, i) => files(`reference-${i}.webp`, await webp(opaque(picture))))),
      readCopy(source, STAGES),
    ]);
    encoded.catch(() => {}); // told below, unless something else fails before
    hooks.progress(1, TOTAL);
    clock.lap('study');

    const looked = await lookAtStyle(eye, pictures);
    const ruler = await Ruler.open(eye, large.copy, looked);
    // before anybody can call it off: what is written later would be left behind
    const [before, after, references, smaller] = await encoded;
    await hooks.pause();
    const { judge } = eye;
    const { copy } = large;
    const { figures: distance, content } = await explainDistance(ruler, judge.centred, judge.layers, painted);
    hooks.progress(2, TOTAL);
    clock.lap('distance');

    const own = await codes.of({ references: pictured });
    const known = await each(exemplars, async ({ id, path, traits }) => ({
      ...{ id, path, traits },
      code: await codes.of({ references: [{ path, weight: 1 }] }),
    }));
    // without exemplars that are the style itself: that a style is like itself says nothing
    const others = known.filter(({ path }) => pictured.every((reference) => reference.path !== path));
    const recipe = others.length > 1 ? recipeOf(own, pictures, others) : undefined;
    const learnt = await codes.factors.of();
    const factors = 'missing' in learnt ? undefined : explainFactors(learnt, own, set, known);
    const most = Math.max(0.5, ...content.map(({ data }) => percentile(data, 0.98)));
    const lost = await Promise.all(
      content.map(async (map, i) => files(`content-${judge.layers[i]}.png`, await heatMap(map, copy.picture, most))),
    );
    const firstPictures: FirstAnswer['pictures'] = { before, after, references, content: lost };
    const sizes = { maps: sidesOf(copy), stages: sidesOf(smaller) };
    const first = { judge: judge.name, provider, sizes, recipe, factors, distance, pictures: firstPictures };
    hooks.first?.(first);
    hooks.progress(3, TOTAL);
    clock.lap('recipe');

    const told = [];
    for (const { picture } of pictures) told.push(await eye.look(trimmed(picture)));
    const origin = await explainOrigin(await ruler.look(painted), told, copy.coverage.at(-1), hooks.pause);
    hooks.progress(4, TOTAL);
    clock.lap('origin');

    const small = await this.study(source, smaller, style, options);
    const quickLooked = eye === quick ? looked : await lookAtStyle(quick, pictures);
    const smallRuler = await Ruler.open(quick, small.copy, quickLooked);
    const stages = await explainStages(small.network, smallRuler, small.study, code, {
      ...options,
      progress: (done, total) => hooks.progress(4 + Math.round((8 * done) / total), TOTAL),
    });
    const scale = { structure: HALF, reach: Number.POSITIVE_INFINITY };
    const measure = await this.measuring(small, smallRuler, code, style, options);
    const limit =
      distance.structure < HALF ? await solveStrength(measure, scale, await pointsOf(measure, STRENGTHS)) : undefined;
    clock.lap('stages');

    const pushed = await each(factors?.parts ?? [], async ({ id }) => {
      const at = async (amount: number, name: string) => {
        await hooks.pause();
        const there = await codes.of({ references: pictured, factors: { ...set, [id]: amount } });
        return files(
          `${id}-${name}.webp`,
          await webp(await paintStudied(small.network, small.study, there, { ...options, strength: 1 })),
        );
      };
      return { id, less: await at(FACTOR_RANGE[0], 'less'), more: await at(FACTOR_RANGE[1], 'more') };
    });
    hooks.progress(14, TOTAL);
    clock.lap('factors');

    const critic = await this.critic();
    const views =
      'missing' in critic ? undefined : await this.unlike(critic, style, pictures, others, large, painted, options);
    hooks.progress(15, TOTAL);
    clock.lap('discriminator');

    const [smallBefore, smallAfter] = [await halved(copy.picture), await halved(painted)];
    const trial = await Ruler.open(quick, copyOf(smallBefore), quickLooked);
    const faithfulness = [];
    for (const map of ['lost', 'reached'] as const) {
      faithfulness.push(...(await tryMap(distance[map], trialOf(map, trial, smallAfter), hooks.pause)));
      hooks.progress(map === 'lost' ? 17 : 19, TOTAL);
    }
    if (views && !('missing' in critic)) {
      const trialOfCritic = await unlikeTrial(critic, views.claim, trial.copy, smallAfter, pictures[0]!.picture);
      faithfulness.push(...(await tryMap(views.figures.map, trialOfCritic, hooks.pause)));
    }
    hooks.progress(TOTAL, TOTAL);
    clock.lap('faithfulness');
    const lightness = {
      picture: lightnessOf(seen(copy, copy.picture)),
      painted: lightnessOf(seen(copy, painted)),
      reference: blended(pictures.map(({ picture, weight }) => ({ value: lightnessOf(picture), weight }))),
    };
    const drawn = async (name: string, map: LayerMap) =>
      files(`unlike-${name}.png`, await heatMap(map, copy.picture, 1));
    return {
      ...first,
      discriminator: views?.figures,
      stages: stages.figures,
      origin,
      advice: adviceOn({ distance, lightness, strength, preserveColor, limit: limit?.strength }),
      faithfulness,
      notices: [
        ...('missing' in learnt ? [`Factors are not told: ${learnt.missing}.`] : []),
        ...(views && !knowsStyles(views.figures)
          ? [
              'The discriminator does not tell this style from others: its map says what looks painted, of whatever style.',
            ]
          : []),
        ...('missing' in critic ? [`What the discriminator thinks is not told: ${critic.missing}.`] : []),
      ],
      pictures: {
        ...firstPictures,
        without: await each(stages.without, async (picture, i) =>
          files(`without-${stages.figures.actors[i]!.id}.webp`, await webp(picture)),
        ),
        factors: pushed,
        ...(views && {
          unlike: {
            before: await drawn('before', views.before),
            base: views.base && (await drawn('base', views.base)),
            after: await drawn('after', views.after),
          },
        }),
      },
      milliseconds: clock.laps as Explanation['milliseconds'],
    };
  }

  /** @throws Fault as `explain` */
  async measureStrengths(
    params: MeasureStrengthsParams,
    { pause }: Pick<ExplainHooks, 'pause'>,
  ): Promise<StrengthScores[]> {
    return pointsOf(await this.measuringFile(params, pause), [...STRENGTHS, ...params.strengths]);
  }

  /** @throws Fault as `explain` */
  async solveStrength(
    params: SolveStrengthParams,
    { pause }: Pick<ExplainHooks, 'pause'>,
  ): Promise<SolveStrengthResult> {
    return solveStrength(await this.measuringFile(params, pause), params, params.points);
  }

  private async measuringFile(
    { source, references, preserveColor, factors }: Omit<MeasureStrengthsParams, 'strengths'>,
    pause: ExplainHooks['pause'],
  ): Promise<(strength: number) => ReturnType<Ruler['measure']>> {
    const style = { references, preserveColor, factors, strength: 1 };
    const options: PaintOptions = { ...style, tile: MAPS, progress() {}, pause };
    const eye = await this.eye(undefined);
    const ruler = await lookAtStyle(eye, await readStyle(references));
    const opened = await this.study(source, await readCopy(source, STAGES), style, options);
    const code = await this.place.codes.of(style);
    return this.measuring(opened, await Ruler.open(eye, opened.copy, ruler), code, style, options);
  }

  private critic(): Promise<Critic | { missing: string }> {
    const { modelsFolder, modelHash, provider, threads, runtimesFolder } = this.place;
    this.opened ??= openExecutor(provider, threads, runtimesFolder).then((executor) =>
      Critic.open(join(modelsFolder, 'discriminator.safetensors'), modelHash, executor),
    );
    return this.opened;
  }

  /** Where the discriminator is not convinced of the style, in the picture as it was, as the base model paints it, and painted. */
  private async unlike(
    critic: Critic,
    style: StyleRequest,
    pictures: Awaited<ReturnType<typeof readStyle>>,
    others: readonly { code: Float32Array }[],
    { copy, study }: Opened,
    painted: Picture,
    options: PaintOptions,
  ): Promise<Unlike> {
    const { base } = this.place.packs;
    // what it learnt with are codes of pictures: a pack's code was trained, so that of its reference is claimed
    const codes = await each(pictures, async ({ picture, weight }) => ({
      ...{ weight, picture },
      code: Float32Array.from(await base.styleCode(trimmed(picture))),
    }));
    const claim = await this.place.codes.factors.added(blendCodes(codes), style.factors);
    const isPack = style.references.some(({ path }) => isStylePack(path));
    const untrained = isPack ? await paintStudied(base.twin(), study, claim, options) : undefined;
    const look = (picture: Picture) => critic.look(seen(copy, picture), claim);
    const [before, after] = [await look(copy.picture), await look(painted)];
    const between = untrained && (await look(untrained));
    const mean = (map: LayerMap) => meanOver(map.data, copy.coverage.at(-1));
    const own = await each(codes, async ({ picture, weight, code }) => ({
      weight,
      value: meanOver((await critic.look(trimmed(picture), code)).data),
    }));
    const strange = await each(others.slice(0, OTHERS), ({ code }) =>
      each(codes, async ({ picture, weight }) => ({
        weight,
        value: meanOver((await critic.look(trimmed(picture), code)).data),
      })),
    );
    const unlike = {
      before: mean(before),
      base: between && mean(between),
      after: mean(after),
      reference: blended(own),
      ...(strange.length > 0 && { otherwise: blended(strange.flat()) }),
    };
    return { claim, before, base: between, after, figures: { unlike, map: lostBy(copy, after) } };
  }

  private async measuring(
    { study, network }: Opened,
    ruler: Ruler,
    code: Float32Array,
    { references }: { references: StyleReference[] },
    options: PaintOptions,
  ): Promise<(strength: number) => ReturnType<Ruler['measure']>> {
    const { packs } = this.place;
    return async (strength) => {
      await options.pause();
      const changed = await packs.of(references, strength);
      const painter = changed === packs.base ? network : changed.twin();
      return ruler.measure(await paintStudied(painter, study, code, { ...options, strength }));
    };
  }

  private async study(
    source: string,
    copy: SmallCopy,
    { references, strength }: { references: StyleReference[]; strength: number },
    options: PaintOptions,
  ): Promise<Opened> {
    const { packs } = this.place;
    const network = (await packs.of(references, strength)).twin();
    const study = await studyPicture(network, copy.picture, options);
    if (study.pieces.length === 0)
      throw fault('unsupported', source, 'nothing of it is visible', 'Explain a picture that is not all transparent.');
    return { copy, study, network };
  }

  /** VGG-19 from a file, or the encoder that ships. */
  private eye(vgg: string | undefined): Promise<Eye> {
    const { modelsFolder, provider, threads, runtimesFolder } = this.place;
    const path = vgg ?? join(modelsFolder, 'perceptual.safetensors');
    const open = async (): Promise<Eye> => {
      try {
        const weights = parseSafetensors(await readFile(path));
        const judge = vgg ? vggJudge(weights) : perceptualEye(weights).judge;
        return new Eye(judge, await openExecutor(provider, threads, runtimesFolder));
      } catch (error) {
        this.eyes.delete(path);
        const remedy = vgg ? 'Run `stylize setup-vgg` again.' : 'Reinstall Stylize.';
        throw fault('unreadable', path, `the judge can't be read (${(error as Error).message})`, remedy);
      }
    };
    const eye = this.eyes.get(path) ?? open();
    this.eyes.set(path, eye);
    return eye;
  }
}

/** By rising strength. */
async function pointsOf(
  measure: (strength: number) => ReturnType<Ruler['measure']>,
  strengths: readonly number[],
): Promise<StrengthScores[]> {
  const points: StrengthScores[] = [];
  for (const strength of new Set([...strengths].sort((a, b) => a - b)))
    points.push({ ...(await measure(strength)), strength });
  return points;
}

function recipeOf(
  code: Float32Array,
  pictures: Awaited<ReturnType<typeof readStyle>>,
  exemplars: readonly { id: string; code: Float32Array; traits: Traits }[],
): RecipeExplanation {
  const { weights, open } = mixOf(
    code,
    exemplars.map((exemplar) => exemplar.code),
  );
  const heaviest = pictures.reduce((a, b) => (b.weight > a.weight ? b : a));
  return {
    parts: exemplars
      .map(({ id }, k) => ({ id, share: weights[k]! }))
      .filter(({ share }) => share > 0)
      .sort((a, b) => b.share - a.share),
    open,
    words: wordsFor(
      traitsOf(heaviest.picture),
      exemplars.map(({ traits }) => traits),
    ),
  };
}

/** Exemplars that the discriminator is asked about. */
const OTHERS = 4;

/** Steps of progress. */
const TOTAL = 20;

interface Unlike {
  /** The code of the style that it was asked about. */
  claim: Float32Array;
  /** By cell of 8 pixels. */
  before: LayerMap;
  base: LayerMap | undefined;
  after: LayerMap;
  figures: DiscriminatorExplanation;
}

interface Opened {
  copy: SmallCopy;
  study: Study;
  /** With memory of its own: what it has encoded of the study stays valid. */
  network: Network;
}

/** Milliseconds by name, each since the one before. */
class Clock {
  readonly laps: Record<string, number> = {};
  private last = performance.now();

  lap(name: string): void {
    const now = performance.now();
    this.laps[name] = now - this.last;
    this.last = now;
  }
}

/** What the judge looks at of each reference; of a pack, the picture that it keeps of its first. */
async function readStyle(references: readonly StyleReference[]): Promise<{ picture: Planes; weight: number }[]> {
  return each(references, async ({ path, weight }) => {
    if (!isStylePack(path)) return { picture: await readReference(path, REFERENCE), weight };
    const shown = (await readStylePack(path)).thumbnails.get('reference');
    if (!shown) throw fault('unreadable', path, 'it holds no picture of its style', 'Train it again.');
    const { data, info } = await sharp(shown).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const area = info.width * info.height;
    const planes = Float32Array.from(
      { length: 3 * area },
      (_, i) => data[3 * (i % area) + Math.floor(i / area)]! / 255,
    );
    return { picture: { data: planes, width: info.width, height: info.height }, weight };
  });
}

async function writer(folder: string): Promise<(name: string, bytes: Buffer) => Promise<string>> {
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw fault('unwritable', folder, `it can't be made (${error.code})`, 'Choose another --out.');
  });
  return async (name, bytes) => {
    const path = join(folder, name);
    await writeOutput(path, bytes);
    return path;
  };
}

/** One after the other: they share the device and the disk. */
async function each<T, R>(items: readonly T[], work: (item: T, i: number) => Promise<R>): Promise<R[]> {
  const out: R[] = [];
  for (const [i, item] of items.entries()) out.push(await work(item, i));
  return out;
}

function webp({
  pixels,
  width,
  height,
  channels,
}: Pick<Picture, 'pixels' | 'width' | 'height' | 'channels'>): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels } }).webp(PREVIEW).toBuffer();
}

function sidesOf({ picture: { width, height } }: SmallCopy) {
  return { width, height };
}

/** Mean L*, 0…100. */
function lightnessOf({ data, width, height }: Planes): number {
  const area = width * height;
  let sum = 0;
  for (let i = 0; i < area; i++) {
    const rgb = [0, 1, 2].map((c) => Math.round(255 * data[c * area + i]!)) as [number, number, number];
    sum += cielabOf(rgb)[0];
  }
  return sum / area;
}

function blended(parts: readonly { value: number; weight: number }[]): number {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  return parts.reduce((sum, { value, weight }) => sum + (value * weight) / total, 0);
}

function percentile(values: Float32Array, share: number): number {
  return values.toSorted()[Math.floor(share * (values.length - 1))]!;
}
