import { dirname, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import type { Planner } from '../pipeline/planner';
import type { PlannerRunEvent } from '../pipeline/plannerProtocol';
import type { RunSummary } from '../pipeline/run';
import type { RunPart } from '../shared/runPart';
import { allowsOutside, type EngineHost } from './engineHost';
import type { Manifests } from './manifests';
import { uriInFront } from './pictures';

/** How far a run is. */
export interface RunProgress {
  readonly uri: vscode.Uri;
  /** Pictures to paint, those done with, and those of them that failed. */
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly paused: boolean;
  /** Milliseconds since the run began, pauses left out. */
  readonly spent: number;
}

/** Runs manifests, one run at a time; can pause. What it paints is told to `Manifests`. */
export class Runner implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private running: Running | undefined;

  constructor(
    private readonly engine: EngineHost,
    private readonly planner: Planner,
    private readonly manifests: Manifests,
  ) {}

  get progress(): RunProgress | undefined {
    return this.running;
  }

  /**
   * Runs a manifest, or a part of it; a run that is still going on is stopped first, and loses nothing
   * that it has done. @throws UnusableManifest, EngineFailure
   */
  async run(uri: vscode.Uri, signal: AbortSignal, onEvent: (event: PlannerRunEvent) => void, part?: RunPart) {
    await this.stop();
    const running = new Running(uri, signal);
    this.running = running;
    this.changed.fire();
    try {
      running.ended = this.perform(running, onEvent, part);
      return await running.ended;
    } finally {
      if (this.running === running) this.running = undefined;
      this.manifests.ended(uri);
      this.changed.fire();
    }
  }

  /** Between two pictures. */
  pause(): void {
    this.running?.pause();
    this.changed.fire();
  }

  resume(): void {
    this.running?.resume();
    this.changed.fire();
  }

  /** Stops what runs; resolves once it has stopped. */
  async stop(): Promise<void> {
    this.running?.abort();
    await this.running?.ended?.catch(() => {}); // told by whoever started it
  }

  dispose(): void {
    this.running?.abort();
    this.changed.dispose();
  }

  private perform(running: Running, onEvent: (event: PlannerRunEvent) => void, part?: RunPart) {
    const { uri } = running;
    return this.planner.run({
      ...this.engine.forRun,
      manifestPath: uri.fsPath,
      allowOutside: allowsOutside(uri),
      signal: running.signal,
      part,
      ready: () => running.ready(),
      inFront: () => sourceInFront(uri),
      onEvent: (event) => {
        if (event.type === 'planned') {
          running.total = event.outputs.length;
          this.manifests.began(uri, event.outputs);
        } else if (event.type === 'painting') this.manifests.paints(uri, event.job.output);
        else if (event.type === 'asset') {
          const { status } = event.outcome;
          if (status !== 'cached') running.done++;
          if (status === 'failed') running.failed++;
          this.manifests.told(uri, event.outcome);
        }
        onEvent(event);
        this.changed.fire();
      },
    });
  }
}

/** The picture that the user looks at, as a manifest names its sources. */
function sourceInFront(manifest: vscode.Uri): string | undefined {
  const front = uriInFront();
  return front && relative(dirname(manifest.fsPath), front.fsPath).replaceAll(sep, '/');
}

/** A run on its way: what it has done, its clock, and the gate that holds it while it is paused. */
class Running implements RunProgress {
  total = 0;
  done = 0;
  failed = 0;
  ended: Promise<RunSummary> | undefined;
  private readonly controller = new AbortController();
  private before = 0;
  private since = performance.now();
  private gate: { opened: Promise<void>; open(): void } | undefined;

  constructor(
    readonly uri: vscode.Uri,
    outer: AbortSignal,
  ) {
    if (outer.aborted) this.abort();
    outer.addEventListener('abort', () => this.abort(), { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get paused(): boolean {
    return this.gate !== undefined;
  }

  get spent(): number {
    return this.before + (this.paused ? 0 : performance.now() - this.since);
  }

  async ready(): Promise<void> {
    await this.gate?.opened;
  }

  pause(): void {
    if (this.paused || this.signal.aborted) return;
    this.before = this.spent;
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    this.gate = { opened, open };
  }

  resume(): void {
    if (!this.gate) return;
    this.since = performance.now();
    this.gate.open();
    this.gate = undefined;
  }

  abort(): void {
    this.controller.abort();
    this.resume();
  }
}
