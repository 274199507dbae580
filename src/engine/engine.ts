import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type {
  ApplyParams,
  ApplyResult,
  DeviceReport,
  EncodedStyle,
  InitializeParams,
  StyleReference,
  TuneParams,
  TuneResult,
} from '../shared/protocol';
import { StyleCodes } from './codes';
import { type Log, Network } from './network/runtime';
import { parseSafetensors } from './network/weights';
import type { Picture } from './pictures/picture';
import { PIXEL_LIMIT, readPicture } from './pictures/read';
import { checkFormat, encodePicture, writeOutput } from './pictures/write';
import { checkScale, paintAtScale } from './strokeScale';
import { Tuner } from './tuner';

export interface JobHooks {
  progress(done: number, total: number): void;
  /** Resolves after waiting messages were handled; rejects when the job was cancelled. */
  pause(): Promise<void>;
}

/** Everything the engine can do, apart from how it is asked. One job at a time, but for `tune`, which may go in its pauses. */
export class Engine {
  private readonly tuner: Tuner;

  private constructor(
    private readonly network: Network,
    private readonly codes: StyleCodes,
    readonly modelHash: string,
    private readonly threads: number,
  ) {
    this.tuner = new Tuner(network.twin(), codes);
  }

  static async open(
    modelPath: string,
    options: Pick<InitializeParams, 'provider' | 'cacheFolder' | 'threads'>,
    log: Log,
  ): Promise<Engine> {
    const bytes = await readFile(modelPath);
    const modelHash = createHash('sha256').update(bytes).digest('hex');
    const network = await Network.open(parseSafetensors(bytes), options.provider, options.threads, log);
    return new Engine(
      network,
      new StyleCodes(network, join(options.cacheFolder, 'codes'), modelHash),
      modelHash,
      options.threads,
    );
  }

  get provider(): string {
    return this.network.provider;
  }

  async apply(params: ApplyParams, hooks: JobHooks): Promise<ApplyResult> {
    const { source, output, style } = params;
    const started = performance.now();
    const picture = await readPicture(source);
    checkFormat(picture, params.format, source);
    checkScale(picture, style.strokeScale, source);
    const code = await this.codes.of(style.references);
    const decoded = performance.now();
    const painted = await paintAtScale(this.network, picture, code, { ...style, tile: params.tile ?? TILE, ...hooks });
    const finished = performance.now();
    // what is to stay as it is, and may, is not encoded anew: JPEG would lose a little each time
    const { bytes, notices } = isUntouched(picture, params)
      ? { bytes: await readFile(source), notices: [] }
      : await encodePicture(painted, params.format, params.quality, source);
    await hooks.pause();
    await writeOutput(output, bytes);
    return {
      source,
      output,
      width: picture.width,
      height: picture.height,
      frames: picture.frames,
      bytes: bytes.length,
      milliseconds: { decode: decoded - started, network: finished - decoded, encode: performance.now() - finished },
      notices,
    };
  }

  tune(params: TuneParams): Promise<TuneResult> {
    return this.tuner.tune(params);
  }

  async encodeStyle(references: StyleReference[]): Promise<EncodedStyle> {
    const started = performance.now();
    const code = await this.codes.of(references);
    const hash = createHash('sha256').update(new Uint8Array(code.buffer)).digest('hex');
    return { hash, dimensions: code.length, milliseconds: performance.now() - started };
  }

  devices(versions: Record<string, string>): DeviceReport {
    return {
      active: this.provider,
      providers: this.network.reports,
      threads: this.threads || cpus().length,
      memoryBytes: totalmem(),
      limits: { pixels: PIXEL_LIMIT, tile: TILE },
      versions,
    };
  }
}

function isUntouched({ origin }: Picture, { style, format, quality }: ApplyParams): boolean {
  return style.strength === 0 && origin.format === format && quality === undefined && !origin.turned;
}

/** Side of the largest piece painted at once; with 1024 an engine at work on 4096² held 100 MB more and was 5 % faster. */
const TILE = 896;
