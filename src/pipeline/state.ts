import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import type { Fingerprint } from '../shared/plan';

/**
 * What is known of a workspace between runs, in `.stylize/state.json` beside the manifest: the hash of each file for as long
 * as its size and time stay, and what each output was made from.
 */
export class WorkspaceState {
  private savedAt = 0;

  private constructor(
    private readonly folder: string,
    private readonly data: z.infer<typeof schema>,
  ) {}

  /** Reads it; a missing or damaged file gives an empty state, which costs time and nothing else. */
  static async load(folder: string): Promise<WorkspaceState> {
    const text = await readFile(join(folder, FILE), 'utf8').catch(() => '');
    const parsed = schema.safeParse(parseJson(text));
    return new WorkspaceState(folder, parsed.success ? parsed.data : { version: 1, files: {}, outputs: {} });
  }

  /**
   * SHA-256 of a file's bytes, hex; read only when its size or time changed. Undefined when it can't be read.
   * @param path from the folder, or absolute
   */
  async hashOf(path: string): Promise<string | undefined> {
    const now = await stampOf(resolve(this.folder, path));
    if (!now) return undefined;
    const known = this.data.files[path];
    if (known && known.size === now.size && known.mtimeMs === now.mtimeMs) return known.hash;
    const hash = createHash('sha256');
    try {
      await pipeline(createReadStream(resolve(this.folder, path)), hash);
    } catch {
      return undefined;
    }
    const digest = hash.digest('hex');
    this.data.files[path] = { ...now, hash: digest };
    return digest;
  }

  /** What an output was made from, and whether the file is as it was left. */
  async output(path: string): Promise<OutputState> {
    const entry = this.data.outputs[path];
    const now = await stampOf(join(this.folder, path));
    const same = entry && now && entry.size === now.size && entry.mtimeMs === now.mtimeMs;
    const state = now ? (same || !entry ? 'present' : 'changed') : 'missing';
    return { before: entry?.fingerprint, size: entry?.picture, state };
  }

  /** All outputs ever written and not forgotten. */
  get outputs(): string[] {
    return Object.keys(this.data.outputs);
  }

  /** Notes that an output was just written; what can't be saved now is tried again by the last `save`. */
  async wrote(path: string, fingerprint: Fingerprint, picture: PictureSize): Promise<void> {
    const stamp = await stampOf(join(this.folder, path));
    if (stamp) this.data.outputs[path] = { ...stamp, fingerprint, picture };
    if (Date.now() - this.savedAt > SAVE_EVERY) await this.save().catch(() => {});
  }

  async save(): Promise<void> {
    this.savedAt = Date.now();
    await mkdir(dirname(join(this.folder, FILE)), { recursive: true });
    await writeFileAtomic(join(this.folder, FILE), JSON.stringify(this.data));
  }
}

export interface OutputState {
  before: Fingerprint | undefined;
  size: PictureSize | undefined;
  state: 'present' | 'missing' | 'changed';
}

/** In pixels. */
export interface PictureSize {
  width: number;
  height: number;
}

const FILE = '.stylize/state.json';
/** Milliseconds: a killed run repeats at most what it did since. */
const SAVE_EVERY = 1000;

const stamp = { size: z.number(), mtimeMs: z.number() };
const fingerprint = z.object({ source: z.string(), style: z.string(), parameters: z.string(), model: z.string() });
const schema = z.object({
  version: z.literal(1),
  files: z.record(z.string(), z.object({ ...stamp, hash: z.string() })),
  outputs: z.record(
    z.string(),
    z.object({ ...stamp, fingerprint, picture: z.object({ width: z.number(), height: z.number() }) }),
  ),
});

async function stampOf(path: string): Promise<{ size: number; mtimeMs: number } | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? { size: found.size, mtimeMs: found.mtimeMs } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
