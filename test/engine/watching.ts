import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import product from '../../package.json';
import type { EngineClient } from '../../src/pipeline/client';
import type { AssetOutcome } from '../../src/pipeline/run';
import { type WatchEvent, type WatchOptions, watchManifest } from '../../src/pipeline/watch';
import type { ManifestInput } from '../../src/shared/manifest';
import { ROOT } from './support';

type EventOf<T extends WatchEvent['type']> = Extract<WatchEvent, { type: T }>;

/** Watches a folder's manifest until the test is over, and remembers what it was told. */
export class Watching {
  readonly events: WatchEvent[] = [];
  /** Rejects when the watching fails; resolves after `stop`. */
  readonly ended: Promise<void>;
  private readonly abort = new AbortController();
  private seen = 0;
  private wake = (): void => {};

  constructor(folder: string, client: EngineClient, options: Partial<WatchOptions> = {}) {
    this.ended = watchManifest({
      manifestPath: join(folder, 'stylize.json'),
      client,
      modelPath: join(ROOT, 'models/base.safetensors'),
      engineVersion: product.version,
      stylesFolder: join(ROOT, 'media/styles'),
      settling: 100,
      signal: this.abort.signal,
      onEvent: (event) => {
        this.events.push(event);
        this.wake();
      },
      ...options,
    });
    this.ended.catch(() => {}); // for those who ask
    onTestFinished(() => this.stop().catch(() => {}));
  }

  /** The next event of this type after those that were waited for; those in between are passed over. */
  async next<T extends WatchEvent['type']>(type: T): Promise<EventOf<T>> {
    for (;;) {
      while (this.seen < this.events.length) {
        const event = this.events[this.seen++]!;
        if (event.type === type) return event as EventOf<T>;
      }
      await Promise.race([
        new Promise<void>((resume) => {
          this.wake = resume;
        }),
        this.ended.then(() => Promise.reject(new Error(`watching ended before it told "${type}"`))),
      ]);
    }
  }

  /** The next run, in short: its length, and "source: status" for each picture. Nothing else may come before it. */
  async run(): Promise<{ toPaint: number; told: string[] }> {
    const first = this.seen;
    await this.next('ended');
    const [begins, ...assets] = this.events.slice(first, this.seen - 1);
    if (begins?.type !== 'begins') throw new Error(`${begins?.type} came before a run`);
    return {
      toPaint: begins.toPaint,
      told: assets.map((event) => (event.type === 'asset' ? fate(event.outcome) : event.type)),
    };
  }

  stop(): Promise<void> {
    this.abort.abort();
    return this.ended;
  }
}

export function fate({ job, status }: AssetOutcome): string {
  return `${job.source}: ${status}`;
}

export function writeManifest(folder: string, manifest: ManifestInput | string): Promise<void> {
  const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest, null, 2);
  return writeFile(join(folder, 'stylize.json'), text);
}
