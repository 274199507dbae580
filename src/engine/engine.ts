import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import type { Metadata } from 'sharp';
import product from '../../package.json';
import type { Rgb } from '../shared/colour';
import type { Explanation } from '../shared/explanation';
import type {
  ApplyParams,
  ApplyResult,
  DeviceReport,
  EncodedStyle,
  ExplainParams,
  ExportPackParams,
  InitializeParams,
  MeasureStrengthsParams,
  OutputRequest,
  ShareParams,
  SolveStrengthParams,
  SolveStrengthResult,
  StrengthScores,
  StyleReference,
  TrainParams,
  TrainResult,
  TuneParams,
  TuneResult,
} from '../shared/protocol';
import { thresholdOf } from '../shared/treatment';
import { StyleCodes } from './codes';
import { Explainer, type ExplainHooks } from './explain/explainer';
import { exportOnnx } from './exportOnnx';
import { ShippedFactors } from './factors';
import { Fault, fault } from './fault';
import { Lanes } from './lanes';
import { type Log, Network } from './network/runtime';
import { changedWeights, parseSafetensors } from './network/weights';
import { prepared } from './pictures/alpha';
import { readPalette } from './pictures/paletteFile';
import { isPoster, type Picture } from './pictures/picture';
import { inspect, PIXEL_LIMIT, paintingBytes, readPicture } from './pictures/read';
import { repeatOf } from './pictures/repeat';
import { resizePicture, sizeOf } from './pictures/resize';
import { checkFormat, encodePicture, writeOutput } from './pictures/write';
import { Shots } from './shots';
import { checkScale } from './strokeScale';
import { PackNetworks } from './stylePack';
import { openExecutor } from './train/executors';
import { type TrainingHooks, trainStyle } from './train/trainStyle';
import { finished, paintTreated } from './treat';
import { Tuner } from './tuner';

export interface JobHooks {
  progress(done: number, total: number): void;
  /** Resolves after waiting messages were handled; rejects when the job was cancelled. */
  pause(): Promise<void>;
}

/** Everything the engine can do, apart from how it is asked. */
export class Engine {
  private readonly lanes = new Lanes(MEMORY);
  private readonly tuner: Tuner;
  private readonly packs: PackNetworks;
  private readonly explainer: Explainer;
  /** Each knows what its network painted. */
  private readonly shots = new WeakMap<Network, Shots>();

  private constructor(
    private readonly network: Network,
    private readonly codes: StyleCodes,
    readonly modelHash: string,
    private readonly threads: number,
    private readonly home: { models: string; runtimes: string },
  ) {
    this.packs = new PackNetworks(network, modelHash);
    this.tuner = new Tuner(network.twin(), codes, this.packs);
    const { provider } = network;
    const { models: modelsFolder, runtimes: runtimesFolder } = home;
    this.explainer = new Explainer({
      codes,
      packs: this.packs,
      ...{ modelsFolder, modelHash, provider, threads, runtimesFolder },
    });
  }

  static async open(
    modelPath: string,
    options: Pick<InitializeParams, 'provider' | 'cacheFolder' | 'threads' | 'runtimesFolder'>,
    log: Log,
  ): Promise<Engine> {
    const bytes = await readFile(modelPath);
    const modelHash = createHash('sha256').update(bytes).digest('hex');
    const { provider, threads, runtimesFolder } = options;
    const network = await Network.open(parseSafetensors(bytes), provider, threads, log, runtimesFolder);
    const models = dirname(modelPath);
    const factors = new ShippedFactors(join(models, 'factors.safetensors'), modelHash);
    return new Engine(
      network,
      new StyleCodes(network, join(options.cacheFolder, 'codes'), modelHash, factors),
      modelHash,
      options.threads,
      { models, runtimes: runtimesFolder ?? '' },
    );
  }

  get provider(): string {
    return this.network.provider;
  }

  /** Paints a picture. Several may be asked for at once: they are painted in that order, and read and written beside it. */
  apply(params: ApplyParams, hooks: JobHooks): Promise<ApplyResult> {
    let metadata: Metadata;
    return this.lanes.pass({
      measure: async () => {
        await hooks.pause();
        metadata = await inspect(params.source);
        const isSmoothed = params.shot !== undefined && (params.treatment?.smooth ?? 0) > 0;
        return paintingBytes(metadata) * (isSmoothed ? 4 : 1); // with its neighbours
      },
      read: () => this.read(params, metadata, hooks),
      paint: (read) => this.paint(read, this.yielding(hooks)),
      finish: (painted) => this.write(painted, hooks),
    });
  }

  private async read(params: ApplyParams, metadata: Metadata, { pause }: JobHooks): Promise<ReadPicture> {
    await pause(); // it may have waited for memory
    const started = performance.now();
    const { treatment = {} } = params;
    const palette = await readPalette(treatment);
    const picture = prepared(await readPicture(params.source, metadata), treatment);
    checkScale(picture, params.style.strokeScale, params.source);
    const result: ApplyResult = { outputs: [], failures: [] };
    const ready: OutputRequest[] = [];
    for (const request of params.outputs)
      await trying(request, result, async () => {
        checkOutput(picture, request, params.source);
        ready.push(request);
      });
    if (ready.length === 0) throw new Fault(result.failures[0]!.problem);
    return { params, picture, palette, result, ready, decode: performance.now() - started };
  }

  private async paint(read: ReadPicture, hooks: JobHooks): Promise<PaintedPicture> {
    const { params, picture, decode } = read;
    const { source, style, treatment = {}, shot, tile = isPoster(picture) ? POSTER_TILE : TILE } = params;
    const started = performance.now();
    const code = await this.codes.of(style);
    const network = await this.packs.of(style.references, style.strength);
    const coded = performance.now();
    const shots = this.shots.get(network) ?? new Shots(network);
    this.shots.set(network, shots);
    const options = { ...style, source, treatment, shot, shots, tile, ...hooks };
    const painted = await paintTreated(network, picture, code, options);
    return { ...read, painted, decode: decode + coded - started, network: performance.now() - coded };
  }

  private async write(read: PaintedPicture, hooks: JobHooks): Promise<ApplyResult> {
    const { params, painted, result, ready, decode, network } = read;
    const { source } = params;
    let milliseconds = { decode, network }; // once for all of them
    for (const request of ready)
      await trying(request, result, async () => {
        const { output } = request;
        const begun = performance.now();
        const { bytes, ...encoded } = await this.encode(read, request);
        await hooks.pause();
        await writeOutput(output, bytes);
        const times = { ...milliseconds, encode: performance.now() - begun };
        milliseconds = { decode: 0, network: 0 };
        const { frames } = painted;
        result.outputs.push({ source, output, frames, bytes: bytes.length, ...encoded, milliseconds: times });
      });
    if (result.outputs.length === 0) throw new Fault(result.failures[0]!.problem);
    return result;
  }

  /** Goes first, also between two tiles of a picture: somebody watches. @param begin may throw, once it is its turn */
  tune(params: TuneParams, begin: () => Promise<void> = async () => {}): Promise<TuneResult> {
    return this.lanes.first(async () => {
      await begin();
      return this.tuner.tune(params);
    });
  }

  /** In its turn; what somebody watches goes first between two of its steps. @throws Fault */
  explain(params: ExplainParams, hooks: ExplainHooks): Promise<Explanation> {
    return this.lanes.alone(() => this.explainer.explain(params, { ...hooks, ...this.yielding(hooks) }));
  }

  /** As `explain`. */
  measureStrengths(params: MeasureStrengthsParams, hooks: JobHooks): Promise<StrengthScores[]> {
    return this.lanes.alone(() => this.explainer.measureStrengths(params, this.yielding(hooks)));
  }

  solveStrength(params: SolveStrengthParams, hooks: JobHooks): Promise<SolveStrengthResult> {
    return this.lanes.alone(() => this.explainer.solveStrength(params, this.yielding(hooks)));
  }

  private yielding(hooks: JobHooks): JobHooks {
    return { ...hooks, pause: () => hooks.pause().then(() => this.lanes.letFirst()) };
  }

  async encodeStyle(references: StyleReference[]): Promise<EncodedStyle> {
    const started = performance.now();
    const code = await this.lanes.alone(async () => {
      await this.packs.of(references, 1); // rather now than at the first picture
      return this.codes.of({ references });
    });
    const hash = createHash('sha256').update(new Uint8Array(code.buffer)).digest('hex');
    return { hash, dimensions: code.length, milliseconds: performance.now() - started };
  }

  private async encode({ params, painted, picture, palette }: PaintedPicture, request: OutputRequest) {
    const { source, treatment = {} } = params;
    const { width, height } = picture;
    // what is to stay as it is, and may, is not encoded anew: JPEG would lose a little each time
    if (isUntouched(picture, request, params)) return { bytes: await readFile(source), notices: [], width, height };
    const resized = await resizePicture(painted, request.size, repeatOf(treatment.seamless), picture);
    const { format, quality, provenance } = request;
    const result = finished(resized, treatment, palette);
    const encoded = await encodePicture(result, format, quality, source, {
      palette,
      brands: (treatment.brandColors?.length ?? 0) > 0,
      provenance: provenance && { ...params.style, ...provenance, version: product.version, model: this.modelHash },
    });
    return { ...encoded, width: resized.width, height: resized.height };
  }

  /** Works beside other engines from now on, or by itself again. */
  share({ threads, engines }: ShareParams): Promise<void> {
    this.lanes.memory = MEMORY / engines;
    return this.lanes.alone(async () => {
      await this.network.setThreads(threads);
      this.packs.close();
    });
  }

  /** Trains a style. @throws Fault when a reference can't be read, or something not written */
  async train(params: TrainParams, hooks: TrainingHooks): Promise<TrainResult> {
    const { network, modelHash, threads, home } = this;
    const executor = await openExecutor(this.provider, threads, home.runtimes);
    return trainStyle(params, { network, modelHash, executor, modelsFolder: home.models }, hooks);
  }

  /** @throws Fault about the pack, or when the file can't be written */
  async exportPack({ source, output }: ExportPackParams): Promise<{ bytes: number }> {
    const { code, changes } = await this.packs.read(source);
    const bytes = Buffer.from(exportOnnx(changedWeights(this.network.weights, [{ changes, share: 1 }]), code));
    await writeOutput(output, bytes);
    return { bytes: bytes.length };
  }

  devices(versions: Record<string, string>): DeviceReport {
    return {
      active: this.provider,
      providers: this.network.reports,
      threads: this.threads || cpus().length,
      memoryBytes: totalmem(),
      limits: { pixels: PIXEL_LIMIT, tile: TILE },
      versions: { ...versions, onnxruntime: this.network.onnxruntime },
    };
  }
}

/** A picture on its way, read. */
interface ReadPicture {
  params: ApplyParams;
  /** Prepared for painting. */
  picture: Picture;
  /** The only colours that results may have. */
  palette: Rgb[] | undefined;
  /** Those of its outputs that can be made. */
  ready: OutputRequest[];
  /** Begun with those that can't. */
  result: ApplyResult;
  /** Milliseconds. */
  decode: number;
}

/** A picture on its way, painted. */
interface PaintedPicture extends ReadPicture {
  painted: Picture;
  /** Milliseconds. */
  network: number;
}

/** Does what one output needs; a failure is that of this output alone, but for a cancellation. */
async function trying({ output }: OutputRequest, { failures }: ApplyResult, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Fault) || error.problem.kind === 'cancelled') throw error;
    failures.push({ output, problem: error.problem });
  }
}

/** @throws Fault for what could not be encoded: worth asking before it is painted */
function checkOutput(picture: Picture, { format, size }: OutputRequest, source: string): void {
  const { width, height } = sizeOf(picture, size);
  if (width * height * picture.frames > PIXEL_LIMIT)
    throw fault('too-large', source, `${width} × ${height} pixels are too many for a result`, 'Choose a smaller size.');
  checkFormat({ ...picture, width, height }, format, source);
}

function isUntouched(
  { origin }: Picture,
  { format, quality, size }: OutputRequest,
  { style, treatment = {} }: ApplyParams,
): boolean {
  if (treatment.palette || thresholdOf(treatment) !== undefined) return false;
  return style.strength === 0 && origin.format === format && quality === undefined && !size && !origin.turned;
}

/** Side of the largest piece painted at once; with 1024 an engine at work on 4096² held 100 MB more and was 5 % faster. */
const TILE = 896;

/** Of posters: at 12,000 × 8,000 an engine holds 300 MB less than with TILE, and is no slower on a CPU. */
const POSTER_TILE = 512;

/** Bytes that pictures on their way may take together: as much as one large poster, or a twelfth of the machine. */
const MEMORY = Math.min(1e9, totalmem() / 12);
