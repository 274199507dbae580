import { createHash } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import product from '../../../package.json';
import type { TrainParams, TrainResult } from '../../shared/protocol';
import { PACK_FORMAT } from '../../shared/stylePack';
import { unwritable } from '../../shared/unwritable';
import { Fault, fault } from '../fault';
import type { Planes } from '../network/backend';
import type { Log, Network } from '../network/runtime';
import { parseSafetensors, type Weights } from '../network/weights';
import { blendCodes } from '../paint';
import { readReference } from '../pictures/read';
import { writeOutput } from '../pictures/write';
import { formatStylePack } from '../stylePack';
import { readCheckpoint, writeCheckpoint } from './checkpoint';
import { CropSource, SCALES } from './crops';
import { eventFileHeader, eventFileName, formatEvent } from './eventFile';
import type { Executor } from './executor';
import { perceptualEye, vggJudge } from './judge';
import { EXAMINED, type Examination, type Figures, Trainer } from './trainer';

export interface TrainingHooks {
  /** Share of the budget, 0…1. */
  progress(share: number): void;
  log: Log;
  /** Lets messages in, and waits while paused. @returns whether to go on */
  goesOn(): Promise<boolean>;
}

export interface TrainingPlace {
  /** Of the base model. */
  network: Network;
  /** SHA-256 of the base model's file, hex. */
  modelHash: string;
  executor: Executor;
  /** Where perceptual.safetensors lies. */
  modelsFolder: string;
}

/**
 * Trains a style from pictures and writes its pack. Log, checkpoint and samples go to the run's folder as docs/train.md says; after a
 * kill it goes on from the last checkpoint.
 * @throws Fault when a reference can't be read, there are too few contents, or something can't be written
 */
export async function trainStyle(
  params: TrainParams,
  place: TrainingPlace,
  hooks: TrainingHooks,
): Promise<TrainResult> {
  const run = new Run(params.folder);
  await run.open();
  const { network, modelHash, executor } = place;
  const { judge, sight } = await openJudge(params, place);
  const pictures = await readPictures(params, network, hooks.log);
  const hashes = await Promise.all(params.references.map(hashOf));
  const { minutes, seed } = params;
  const steps = params.steps ?? Number.MAX_SAFE_INTEGER;
  const same = [RECIPE, hashes, params.contents, minutes, steps, seed, judge.name, executor.name, modelHash];
  const identity = createHash('sha256').update(JSON.stringify(same)).digest('hex');
  const found = params.resume ? await readCheckpoint(run.checkpoint, identity) : undefined;
  if (params.resume && !found) hooks.log('warn', 'there is no checkpoint of this training; it begins anew');
  await run.begin(params, judge.name, executor.name, found?.state.facts.step);
  const options = { judge, sight, executor, base: network.weights, ...pictures, seed, minutes, steps };
  const trainer = await Trainer.begin(options, found?.state);
  if (!found) await run.weighed(judge.layers, trainer.featureWeights);
  let before = found?.before;
  let after: Figures = before ?? {};
  let painted: Float32Array[] = [];
  const examine = async (): Promise<void> => {
    const examination = await trainer.examine();
    before ??= examination.figures;
    after = examination.figures;
    painted = examination.painted;
    await run.examined(trainer.step, examination);
    await writeCheckpoint(run.checkpoint, { state: trainer.save(), identity, before });
    hooks.progress(trainer.progress);
  };
  let stopped = false;
  let saved = performance.now();
  while (!trainer.ended) {
    stopped = !(await hooks.goesOn());
    if (stopped) break;
    if (trainer.isExaminationDue) await examine();
    const figures = await trainer.optimise();
    await run.stepped(figures);
    if (figures.wentBack) hooks.log('warn', `training went astray; back at step ${trainer.step}, at half the rate`);
    hooks.progress(trainer.progress);
    if (performance.now() - saved < CHECKPOINTS || !before) continue;
    await writeCheckpoint(run.checkpoint, { state: trainer.save(), identity, before });
    saved = performance.now();
  }
  await examine();
  const best = trainer.bestFigures ?? after;
  const { step, seconds } = trainer.save().facts;
  const ended = stopped ? 'stopped' : trainer.ended!;
  const bytes = formatStylePack({
    card: {
      format: PACK_FORMAT,
      name: params.name,
      references: params.references.map((path, i) => ({ name: basename(path), sha256: hashes[i]! })),
      ...(params.license !== undefined && { license: params.license }),
      judge: judge.name,
      featureWeights: Object.fromEntries(judge.layers.map((layer, i) => [layer, trainer.featureWeights[i]!])),
      figures: { before: before!, after: best },
      seed,
      steps: step,
      seconds,
      provider: executor.name,
      version: product.version,
      model: modelHash,
    },
    ...changesOf(trainer.best(), network.weights),
    thumbnails: new Map([
      ['reference', await thumbnail(params.references[0]!)],
      ['before', await readFile(run.sample(0, 0))],
      ['after', await webp(painted[0]!)],
    ]),
  });
  await writeOutput(params.output, bytes);
  await run.ended({ ended, output: params.output, before: before!, after: best });
  await trainer.release();
  return { output: params.output, bytes: bytes.length, ended, steps: step, seconds, before: before!, after: best };
}

/** Another number whenever what is minimised changes: no checkpoint is gone on with in other units. */
const RECIPE = 2;
/** Milliseconds between checkpoints; there is one after each examination, too. */
const CHECKPOINTS = 30_000;
/** Contents that are kept in memory at most: 1 MB each. */
const CONTENTS = 64;

/** The files of one run, in its folder. */
class Run {
  readonly checkpoint: string;
  private readonly log: string;
  /** The event file of this process. */
  private events = '';

  constructor(private readonly folder: string) {
    this.checkpoint = join(folder, 'checkpoint.safetensors');
    this.log = join(folder, 'log.jsonl');
  }

  async open(): Promise<void> {
    await mkdir(join(this.folder, 'samples'), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
      throw new Fault(unwritable(this.folder, error.code));
    });
  }

  /** A new log, or the one that was there up to the step from which it goes on. */
  async begin(params: TrainParams, judge: string, provider: string, from: number | undefined): Promise<void> {
    const rows =
      from === undefined ? [] : (await readFile(this.log, 'utf8').catch(() => '')).split('\n').filter(Boolean);
    const kept = rows.filter((row) => (stepOf(row) ?? Number.POSITIVE_INFINITY) <= from!);
    await writeFile(this.log, kept.map((row) => `${row}\n`).join(''));
    if (from === undefined) await rm(this.checkpoint, { force: true });
    const { name, references, contents, output, minutes, steps, seed, license } = params;
    const asked = { name, references, contents, output, minutes, steps, seed, license };
    const about = { ...asked, judge, provider, version: product.version };
    await writeOutput(join(this.folder, 'run.json'), Buffer.from(JSON.stringify(about, undefined, 2)));
    await this.beginEvents(from);
  }

  async weighed(layers: readonly string[], weights: readonly number[]): Promise<void> {
    await this.add({ kind: 'weights', step: 0, ...Object.fromEntries(layers.map((layer, i) => [layer, weights[i]])) });
  }

  async stepped(figures: Figures): Promise<void> {
    await this.add({ kind: 'step', ...figures });
    await this.addEvent('train', figures);
  }

  async examined(step: number, { figures, painted }: Examination): Promise<void> {
    const samples = painted.map((_, i) => this.sample(step, i));
    for (const [i, path] of samples.entries()) await writeFile(path, await webp(painted[i]!));
    await this.add({ kind: 'examination', step, ...figures, samples: samples.map((path) => basename(path)) });
    await this.addEvent('held', { step, ...figures });
  }

  async ended(row: object): Promise<void> {
    await this.add({ kind: 'end', ...row });
  }

  sample(step: number, i: number): string {
    return join(this.folder, 'samples', `${String(step).padStart(6, '0')}-${i}.webp`);
  }

  /** A new event file; those of a training that is gone on with stay, and what came after its checkpoint is void. */
  private async beginEvents(from: number | undefined): Promise<void> {
    const old = (await readdir(this.folder)).filter((name) => name.startsWith('events.'));
    if (from === undefined) for (const name of old) await rm(join(this.folder, name), { force: true });
    const time = Date.now() / 1000;
    this.events = join(this.folder, eventFileName(time));
    await appendFile(this.events, eventFileHeader(time));
    if (from !== undefined) await appendFile(this.events, formatEvent({ time, step: from + 1, restarts: true }));
  }

  private async addEvent(group: string, { step = 0, wentBack, ...figures }: Figures): Promise<void> {
    const time = Date.now() / 1000;
    const tagged = Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${group}/${name}`, value]));
    const event = wentBack ? { time, step: step + 1, restarts: true } : { time, step, figures: tagged };
    await appendFile(this.events, formatEvent(event));
  }

  private async add(row: object): Promise<void> {
    const short = (_: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(6)) : value);
    await appendFile(this.log, `${JSON.stringify(row, short)}\n`);
  }
}

function stepOf(row: string): number | undefined {
  try {
    return (JSON.parse(row) as { step?: number }).step;
  } catch {
    return undefined; // cut off by a kill
  }
}

/** Who judges the style, and the sight by which likeness is told. @throws Fault naming the file that can't be read */
async function openJudge({ vgg }: TrainParams, { modelsFolder }: TrainingPlace) {
  const open = async <T>(path: string, remedy: string, make: (weights: Weights) => T): Promise<T> => {
    try {
      return make(parseSafetensors(await readFile(path)));
    } catch (error) {
      throw fault('unreadable', path, `the judge can't be read (${(error as Error).message})`, remedy);
    }
  };
  const shipped = join(modelsFolder, 'perceptual.safetensors');
  const own = await open(shipped, 'Reinstall Stylize.', perceptualEye);
  return vgg ? { ...own, judge: await open(vgg, 'Run `stylize setup-vgg` again.', vggJudge) } : own;
}

/** References and contents to cut crops from, and the code of the references. Contents that can't be read are left out, and told. */
async function readPictures({ references, contents, name }: TrainParams, network: Network, log: Log) {
  const pictures: Planes[] = [];
  for (const path of references) pictures.push(await readReference(path, SCALES.at(-1)!));
  const codes = [];
  for (const path of references)
    codes.push({ code: (await network.styleCode(await readReference(path, CODED))).slice(), weight: 1 });
  const drawn: CropSource[] = [];
  const chosen = contents.filter(
    (_, i) => Math.floor((i * CONTENTS) / contents.length) !== Math.floor(((i - 1) * CONTENTS) / contents.length),
  );
  for (const path of chosen.slice(0, CONTENTS)) {
    const picture = await readReference(path, SCALES.at(-1)!).catch((error: Error) => error);
    if (picture instanceof Error) {
      log('warn', `not trained with: ${picture.message}`);
      continue;
    }
    drawn.push(await CropSource.of(picture));
  }
  if (drawn.length < 2)
    throw fault('missing', name, 'there are not two contents that can be read', 'Name pictures by --content.');
  const sources = [];
  for (const picture of pictures) sources.push(await CropSource.of(picture));
  return { references: sources, contents: drawn, code: blendCodes(codes) };
}

/** Short side at which codes are taken: as those of references that are painted with. */
const CODED = 384;

async function hashOf(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

function changesOf({ tensors }: Weights, base: Weights): { code: Float32Array; changes: Weights } {
  const changes: Weights['tensors'] = new Map();
  for (const [name, { shape, data }] of tensors)
    if (name !== 'code')
      changes.set(name, { shape, data: data.map((number, i) => number - base.tensors.get(name)!.data[i]!) });
  return { code: tensors.get('code')!.data, changes: { tensors: changes } };
}

async function thumbnail(path: string): Promise<Buffer> {
  return sharp(path).autoOrient().resize(EXAMINED, EXAMINED, { fit: 'inside' }).toColourspace('srgb').webp().toBuffer();
}

async function webp(planes: Float32Array): Promise<Buffer> {
  const area = EXAMINED * EXAMINED;
  const pixels = Buffer.alloc(3 * area);
  for (let i = 0; i < pixels.length; i++)
    pixels[i] = Math.round(255 * Math.min(1, Math.max(0, planes[(i % 3) * area + Math.floor(i / 3)]!)));
  return sharp(pixels, { raw: { width: EXAMINED, height: EXAMINED, channels: 3 } })
    .webp({ quality: 90 })
    .toBuffer();
}
