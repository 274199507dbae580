import { mkdir, readFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Fingerprint, Job } from '../shared/plan';
import type { ApplyParams, ApplyResult } from '../shared/protocol';
import { unwritable } from '../shared/unwritable';
import { EngineFailure } from './failure';
import type { OutputCache } from './outputCache';
import type { WorkspaceState } from './state';
import type { UndoJournal } from './undoJournal';

/** What a run needs of an EngineClient. */
export interface PaintingEngine {
  /** Starts the engine if need be. @throws EngineFailure */
  info(): Promise<unknown>;
  /** @throws EngineFailure */
  request(method: 'apply', params: ApplyParams, signal?: AbortSignal): Promise<ApplyResult>;
}

export interface PainterOptions {
  /** The manifest's. */
  folder: string;
  state: WorkspaceState;
  client: PaintingEngine;
  cache: OutputCache | undefined;
  journal: UndoJournal;
  fingerprintOf(job: Job): Promise<Fingerprint>;
  signal: AbortSignal | undefined;
  /** Told before the engine is asked. */
  onPainting(job: Job): void;
}

export interface Painted {
  result: ApplyResult;
  fromCache: boolean;
}

/** The engine can't start at all: one failure, not one a picture. */
export class CannotStart extends Error {
  constructor(readonly failure: EngineFailure) {
    super(failure.message);
  }
}

/** Makes outputs: takes them from the cache, or has them painted; keeps what was there before, and notes what it wrote. */
export class Painter {
  private started: Promise<unknown> | undefined;

  constructor(private readonly options: PainterOptions) {}

  /** @throws EngineFailure, CannotStart */
  async make(job: Job): Promise<Painted> {
    const { state, cache, journal, fingerprintOf } = this.options;
    const fingerprint = await fingerprintOf(job);
    const kept = await cache?.find(fingerprint);
    if (!kept) await this.start();
    await journal.keep(job.output, job.source);
    const result = kept ? await this.write(job, kept) : await this.paint(job);
    await state.wrote(job.output, fingerprint, { width: result.width, height: result.height });
    await journal.wrote();
    if (!kept) await Promise.all([this.learn(job, result), this.keep(job, fingerprint, result)]);
    return { result, fromCache: kept !== undefined };
  }

  /** Starts the engine ahead, if this job is going to need it: it takes a second, in which other things can be done. */
  async warm(job: Job): Promise<void> {
    try {
      if (!(await this.options.cache?.has(await this.options.fingerprintOf(job)))) await this.start();
    } catch {
      // told when the job is made
    }
  }

  private start(): Promise<unknown> {
    this.started ??= this.options.client.info().catch((error: unknown) => {
      throw error instanceof EngineFailure ? new CannotStart(error) : error;
    });
    return this.started;
  }

  private paint(job: Job): Promise<ApplyResult> {
    const { client, folder, signal, onPainting } = this.options;
    onPainting(job);
    return client.request('apply', applyParams(job, folder), signal);
  }

  private async write(job: Job, { bytes, picture }: NonNullable<Awaited<ReturnType<OutputCache['find']>>>) {
    const started = performance.now();
    const { source, output } = applyParams(job, this.options.folder);
    try {
      await mkdir(dirname(output), { recursive: true });
      await writeFileAtomic(output, bytes);
    } catch (error) {
      throw new EngineFailure(unwritable(output, (error as NodeJS.ErrnoException).code));
    }
    const milliseconds = { decode: 0, network: 0, encode: performance.now() - started };
    return { source, output, ...picture, bytes: bytes.length, milliseconds };
  }

  private async learn({ source, format }: Job, { width, height, frames, bytes, milliseconds }: ApplyResult) {
    const { state } = this.options;
    const { decode, network, encode } = milliseconds;
    state.measured({
      extension: extensionOf(source),
      sourceBytes: (await state.sizeOf(source)) ?? 0,
      format,
      outputBytes: bytes,
      pixels: width * height * frames,
      milliseconds: Math.max(decode, network, encode),
    });
  }

  private async keep(job: Job, fingerprint: Fingerprint, { output, ...result }: ApplyResult): Promise<void> {
    const { cache, fingerprintOf } = this.options;
    if (!cache || cache.trouble !== undefined) return;
    // what was changed while it was painted may be made from either, and the cache remembers for long
    const after = await fingerprintOf(job);
    if (JSON.stringify(after) !== JSON.stringify(fingerprint)) return;
    const bytes = await readFile(output).catch(() => undefined);
    const { width, height, frames, notices } = result;
    if (bytes?.length === result.bytes)
      await cache.keep(fingerprint, { bytes, picture: { width, height, frames, notices } });
  }
}

/** As paces are kept by it. */
export function extensionOf(source: string): string {
  return extname(source).slice(1).toLowerCase();
}

function applyParams({ source, output, style, format, quality }: Job, folder: string) {
  return {
    source: resolve(folder, source),
    output: resolve(folder, output),
    style: {
      ...style,
      references: style.references.map(({ path, weight }) => ({ path: resolve(folder, path), weight })), // may be absolute
    },
    format,
    quality,
  };
}
