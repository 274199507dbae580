import { open, readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod/mini';
import { LogReader, type TrainingLog } from '../shared/trainingLog';

const text = z.string();
const about = z.object({
  name: text,
  references: z.array(text),
  /** Those of runs by earlier versions are not known. */
  contents: z.optional(z.array(text)),
  output: text,
  minutes: z.number(),
  steps: z.optional(z.number()),
  seed: z.number(),
  judge: text,
  provider: text,
  license: z.optional(text),
});

/** What a run's `run.json` says; see docs/train.md. */
export type AboutTraining = z.output<typeof about>;

/** A training as its folder tells of it. */
export interface FoundTraining {
  /** Absolute path. */
  folder: string;
  about: AboutTraining;
  log: TrainingLog;
  /** Milliseconds of the epoch: when it was begun or gone on with, and when something was last logged. */
  begun: number;
  written: number;
  hasCheckpoint: boolean;
}

/** Where the trainings of a folder lie. */
export function trainingsIn(folder: string): string {
  return join(folder, '.stylize/training');
}

/** The folders of all trainings below these folders. */
export async function trainingFolders(folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    [...new Set(folders)].map(async (folder) => {
      const entries = await readdir(trainingsIn(folder), { withFileTypes: true }).catch(() => []);
      return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(trainingsIn(folder), name));
    }),
  );
  return found.flat();
}

/** Reads a training's folder again and again: of its log only what is new. */
export class TrainingReader {
  private reader = new LogReader();
  private offset = 0;
  private begun = 0;
  private about: AboutTraining | undefined;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(readonly folder: string) {}

  /** Undefined where there is no training, or none that can be read. */
  read(): Promise<FoundTraining | undefined> {
    const reading = this.queue.then(() => this.readNow());
    this.queue = reading.catch(() => {});
    return reading;
  }

  private async readNow(): Promise<FoundTraining | undefined> {
    const { folder } = this;
    const [run, written, checkpoint] = await Promise.all(
      ['run.json', 'log.jsonl', 'checkpoint.safetensors'].map((name) =>
        stat(join(folder, name)).catch(() => undefined),
      ),
    );
    if (!run) return undefined;
    // begun anew, or gone on with: then what came after the checkpoint is gone from the log
    if (run.mtimeMs !== this.begun || (written?.size ?? 0) < this.offset) {
      this.reader = new LogReader();
      this.offset = 0;
      this.about = readAbout(await readFile(join(folder, 'run.json'), 'utf8').catch(() => ''), basename(folder));
      this.begun = run.mtimeMs;
    }
    if (!this.about) return undefined;
    if (written && written.size > this.offset) await this.readLog();
    return {
      folder,
      about: this.about,
      log: this.reader.log,
      begun: run.mtimeMs,
      written: Math.max(written?.mtimeMs ?? 0, run.mtimeMs),
      hasCheckpoint: checkpoint !== undefined,
    };
  }

  private async readLog(): Promise<void> {
    const file = await open(join(this.folder, 'log.jsonl')).catch(() => undefined);
    if (!file) return;
    try {
      const buffer = Buffer.alloc(CHUNK);
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, CHUNK, this.offset);
        if (bytesRead === 0) return;
        this.offset += bytesRead;
        this.reader.push(buffer.toString('latin1', 0, bytesRead)); // what is read of rows is ASCII; so no character is cut in two
      }
    } finally {
      await file.close();
    }
  }
}

/** Bytes. */
const CHUNK = 1 << 20;

function readAbout(json: string, name: string): AboutTraining | undefined {
  try {
    const read = about.safeParse({ name, ...(JSON.parse(json) as object) });
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
