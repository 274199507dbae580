import { mkdir, readFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Fingerprint, Job } from '../shared/plan';
import type { ApplyParams, ApplyResult, PaintedOutput, Problem } from '../shared/protocol';
import { unwritable } from '../shared/unwritable';
import { applyParams } from './batches';
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

/** What became of an output. */
export type Made = { result: PaintedOutput; fromCache: boolean } | { problem: Problem };

type Kept = NonNullable<Awaited<ReturnType<OutputCache['find']>>>;

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

  /**
   * Makes outputs that come of one painting, and tells of each as soon as it is known what became of it.
   * @throws EngineFailure for those that were not told, CannotStart
   */
  async make(jobs: readonly Job[], tell: (job: Job, made: Made) => void): Promise<void> {
    const { cache, fingerprintOf } = this.options;
    const toPaint = new Map<Job, Fingerprint>();
    for (const job of jobs) {
      const fingerprint = await fingerprintOf(job);
      const kept = await cache?.find(fingerprint);
      if (kept) tell(job, await this.copy(job, fingerprint, kept));
      else toPaint.set(job, fingerprint);
    }
    if (toPaint.size > 0) await this.paint(toPaint, tell);
  }

  private start(): Promise<unknown> {
    this.started ??= this.options.client.info().catch((error: unknown) => {
      throw error instanceof EngineFailure ? new CannotStart(error) : error;
    });
    return this.started;
  }

  private async paint(toPaint: ReadonlyMap<Job, Fingerprint>, tell: (job: Job, made: Made) => void): Promise<void> {
    const { client, folder, signal, journal, onPainting } = this.options;
    const starting = this.start();
    starting.catch(() => {}); // told below
    for (const { output, source } of toPaint.keys()) await journal.keep(output, source); // meanwhile
    await starting;
    for (const job of toPaint.keys()) onPainting(job);
    const { outputs, failures } = await client.request('apply', applyParams([...toPaint.keys()], folder), signal);
    for (const [job, fingerprint] of toPaint) {
      const file = resolve(folder, job.output);
      const result = outputs.find(({ output }) => output === file);
      const failure = failures.find(({ output }) => output === file);
      if (result) {
        await this.note(job, fingerprint, result);
        await Promise.all([this.learn(job, result), this.keep(job, fingerprint, result)]);
        tell(job, { result, fromCache: false });
      } else if (failure) tell(job, { problem: failure.problem });
    }
  }

  private async copy(job: Job, fingerprint: Fingerprint, { bytes, picture }: Kept): Promise<Made> {
    const started = performance.now();
    const [source, output] = [job.source, job.output].map((path) => resolve(this.options.folder, path)) as [
      string,
      string,
    ];
    await this.options.journal.keep(job.output, job.source);
    try {
      await mkdir(dirname(output), { recursive: true });
      await writeFileAtomic(output, bytes);
    } catch (error) {
      return { problem: unwritable(output, (error as NodeJS.ErrnoException).code) };
    }
    const milliseconds = { decode: 0, network: 0, encode: performance.now() - started };
    const result = { source, output, ...picture, bytes: bytes.length, milliseconds };
    await this.note(job, fingerprint, result);
    return { result, fromCache: true };
  }

  private async note({ output }: Job, fingerprint: Fingerprint, { width, height }: PaintedOutput): Promise<void> {
    const { state, journal } = this.options;
    await state.wrote(output, fingerprint, { width, height });
    await journal.wrote();
  }

  private async learn({ source, format }: Job, { width, height, frames, bytes, milliseconds }: PaintedOutput) {
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

  private async keep(job: Job, fingerprint: Fingerprint, { output, ...result }: PaintedOutput): Promise<void> {
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

/** Starts the engine ahead, if this job is going to need it: it takes a second, in which other things can be done. */
export async function warmEngine(
  job: Job,
  { client, cache, fingerprintOf }: Pick<PainterOptions, 'client' | 'cache' | 'fingerprintOf'>,
): Promise<void> {
  try {
    if (!(await cache?.has(await fingerprintOf(job)))) await client.info();
  } catch {
    // told when the job is made
  }
}
