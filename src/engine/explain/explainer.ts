import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { adviceOn } from '../../shared/advice';
import { cielabOf } from '../../shared/colour';
import type { Explanation, RecipeExplanation } from '../../shared/explanation';
import type { ExplainParams, SolveStrengthParams, SolveStrengthResult, StyleReference } from '../../shared/protocol';
import { mixOf } from '../../shared/recipe';
import { isStylePack } from '../../shared/stylePack';
import type { StyleCodes } from '../codes';
import { fault } from '../fault';
import type { Planes } from '../network/backend';
import type { Network } from '../network/runtime';
import { parseSafetensors } from '../network/weights';
import { type PaintOptions, paintStudied, type Study, studyPicture } from '../paint';
import type { Picture } from '../pictures/picture';
import { PREVIEW } from '../pictures/preview';
import { readReference } from '../pictures/read';
import { writeOutput } from '../pictures/write';
import { type PackNetworks, readStylePack } from '../stylePack';
import { openExecutor } from '../train/executors';
import { perceptualJudge, vggJudge } from '../train/judge';
import { explainDistance } from './distance';
import { Eye } from './eye';
import { tryMap } from './faithfulness';
import { heatMap } from './heat';
import { explainOrigin } from './origin';
import { lookAtStyle, Ruler } from './ruler';
import { copyOf, halved, readCopy, type SmallCopy, seen, trimmed } from './smallCopy';
import { explainStages } from './stages';
import { solveStrength } from './strength';
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
}

export interface ExplainPlace {
  codes: StyleCodes;
  packs: PackNetworks;
  /** Where perceptual.safetensors lies. */
  modelsFolder: string;
  provider: string;
  threads: number;
  runtimesFolder: string;
}

/** Explains what is painted, on small copies, with networks of its own: whatever is painted meanwhile stays as it is. */
export class Explainer {
  private readonly eyes = new Map<string, Promise<Eye>>();

  constructor(private readonly place: ExplainPlace) {}

  /** Writes pictures into `folder`. @throws Fault when something can't be read or written, or nothing of the picture is visible */
  async explain(
    { source, style, folder, vgg, exemplars = [] }: ExplainParams,
    hooks: ExplainHooks,
  ): Promise<Explanation> {
    const { provider } = this.place;
    const clock = new Clock();
    const quick = await this.eye(undefined);
    const eye = await this.eye(vgg);
    const pictures = await readStyle(style.references);
    const options: PaintOptions = { ...style, tile: MAPS, progress() {}, pause: hooks.pause };
    const code = await this.place.codes.of(style.references);
    const large = await this.study(source, MAPS, style, options);
    const painted = await paintStudied(large.network, large.study, code, options);
    hooks.progress(1, TOTAL);
    clock.lap('study');

    const ruler = await Ruler.open(eye, large.copy, await lookAtStyle(eye, pictures));
    await hooks.pause();
    const { judge } = eye;
    const { figures: distance, content } = await explainDistance(ruler, judge.centred, judge.layers, painted);
    hooks.progress(2, TOTAL);
    clock.lap('distance');

    const references = [];
    for (const { picture } of pictures) references.push(await eye.look(trimmed(picture)));
    const origin = await explainOrigin(await ruler.look(painted), references, large.copy.coverage.at(-1), hooks.pause);
    hooks.progress(3, TOTAL);
    clock.lap('origin');

    const small = await this.study(source, STAGES, style, options);
    const looked = await lookAtStyle(quick, pictures);
    const smallRuler = await Ruler.open(quick, small.copy, looked);
    const stages = await explainStages(small.network, smallRuler, small.study, code, {
      ...options,
      progress: (done, total) => hooks.progress(3 + Math.round((10 * done) / total), TOTAL),
    });
    const scale = { structure: HALF, reach: Number.POSITIVE_INFINITY };
    const limit =
      distance.structure < HALF
        ? await solveStrength(await this.measuring(small, smallRuler, code, style, options), scale)
        : undefined;
    clock.lap('stages');

    const [before, after] = [await halved(large.copy.picture), await halved(painted)];
    const trial = await Ruler.open(quick, copyOf(before), looked);
    const faithfulness = [];
    for (const map of ['lost', 'reached'] as const) {
      faithfulness.push(...(await tryMap(map, distance[map], trial, after, hooks.pause)));
      hooks.progress(map === 'lost' ? 17 : TOTAL, TOTAL);
    }
    clock.lap('faithfulness');
    const lightness = {
      picture: lightnessOf(seen(large.copy, large.copy.picture)),
      painted: lightnessOf(seen(large.copy, painted)),
      reference: blended(pictures.map(({ picture, weight }) => ({ value: lightnessOf(picture), weight }))),
    };
    const { strength, preserveColor } = style;
    const most = Math.max(0.5, ...content.map(({ data }) => percentile(data, 0.98)));
    const files = await writer(folder);
    const { copy } = large;
    return {
      judge: judge.name,
      provider,
      ...(exemplars.length > 1 && { recipe: await this.recipe(style.references, code, pictures, exemplars) }),
      sizes: { maps: sidesOf(copy), stages: sidesOf(small.copy) },
      distance,
      stages: stages.figures,
      origin,
      advice: adviceOn({ distance, lightness, strength, preserveColor, limit: limit?.strength }),
      faithfulness,
      notices: [],
      pictures: {
        before: await files('before.webp', await webp(copy.picture)),
        after: await files('after.webp', await webp(painted)),
        references: await each(pictures, async ({ picture }, i) =>
          files(`reference-${i}.webp`, await webp(opaque(picture))),
        ),
        content: await each(content, async (map, i) =>
          files(`content-${judge.layers[i]}.png`, await heatMap(map, copy.picture, most)),
        ),
        without: await each(stages.without, async (picture, i) =>
          files(`without-${stages.figures.actors[i]!.id}.webp`, await webp(picture)),
        ),
        factors: [],
      },
      milliseconds: clock.laps as Explanation['milliseconds'],
    };
  }

  /** @throws Fault as `explain` */
  async solveStrength(
    params: SolveStrengthParams,
    { pause }: Pick<ExplainHooks, 'pause'>,
  ): Promise<SolveStrengthResult> {
    const { source, references, preserveColor, reach, structure } = params;
    const style = { references, preserveColor, strength: 1 };
    const options: PaintOptions = { ...style, tile: MAPS, progress() {}, pause };
    const eye = await this.eye(undefined);
    const ruler = await lookAtStyle(eye, await readStyle(references));
    const opened = await this.study(source, STAGES, style, options);
    const code = await this.place.codes.of(references);
    const measure = await this.measuring(opened, await Ruler.open(eye, opened.copy, ruler), code, style, options);
    if ('strength' in reach) {
      const scores = await measure(reach.strength);
      return { ...scores, strength: reach.strength, ended: 'reached' };
    }
    return solveStrength(measure, { reach: reach.style, structure });
  }

  /** Without exemplars that are the style itself: that a style is like itself says nothing. */
  private async recipe(
    references: readonly StyleReference[],
    code: Float32Array,
    pictures: Awaited<ReturnType<typeof readStyle>>,
    exemplars: NonNullable<ExplainParams['exemplars']>,
  ): Promise<RecipeExplanation> {
    const others = exemplars.filter(({ path }) => references.every((reference) => reference.path !== path));
    const factors = await each(others, ({ path }) => this.place.codes.of([{ path, weight: 1 }]));
    const { weights, open } = mixOf(code, factors);
    const traits = await each(others, async ({ path }) => traitsOf(await readReference(path, REFERENCE)));
    const heaviest = pictures.reduce((a, b) => (b.weight > a.weight ? b : a));
    return {
      parts: others
        .map(({ id }, k) => ({ id, share: weights[k]! }))
        .filter(({ share }) => share > 0)
        .sort((a, b) => b.share - a.share),
      open,
      words: wordsFor(traitsOf(heaviest.picture), traits),
    };
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
    side: number,
    { references, strength }: { references: StyleReference[]; strength: number },
    options: PaintOptions,
  ): Promise<Opened> {
    const copy = await readCopy(source, side);
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
        const judge = vgg ? vggJudge(weights) : perceptualJudge(weights);
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

/** Steps of progress. */
const TOTAL = 20;

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

function opaque({ data, width, height }: Planes) {
  const area = width * height;
  const pixels = Uint8Array.from({ length: 3 * area }, (_, i) =>
    Math.round(255 * data[(i % 3) * area + Math.floor(i / 3)]!),
  );
  return { pixels, width, height, channels: 3 as const };
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
