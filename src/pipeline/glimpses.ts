import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { parseJson } from '../shared/parseJson';
import { askAgain } from './askAgain';
import type { EngineClient } from './client';
import { mapAtOnce } from './mapAtOnce';
import { type Stamp, stampOf } from './stamps';

/** A picture's file, as it is now. */
export interface StampedFile {
  /** Absolute. */
  path: string;
  stamp: Stamp;
}

/** Files of small pictures. */
export interface Glimpse {
  before?: string;
  after?: string;
  /** Mean, 0 to 255. */
  difference?: number;
}

/**
 * Small copies of pictures, in a folder, under names made of path, size and time; and how far pictures are from what was painted
 * from them. Of both only so many are kept: the oldest go.
 */
export class Glimpses {
  private written = 0;
  private unsaved = false;
  private saving: NodeJS.Timeout | undefined;

  private constructor(
    private readonly folder: string,
    private readonly differences: Map<string, number>,
    private readonly most: number,
  ) {}

  /** @param most number of files */
  static async open(folder: string, most = 24_000): Promise<Glimpses> {
    await mkdir(folder, { recursive: true });
    const text = await readFile(join(folder, DIFFERENCES), 'utf8').catch(() => '');
    const read = z.array(z.tuple([z.string(), z.number()])).safeParse(parseJson(text));
    const glimpses = new Glimpses(folder, new Map(read.data), most);
    await glimpses.prune();
    return glimpses;
  }

  /** How far the two are apart, where it was measured. */
  difference(source: StampedFile, output: StampedFile): number | undefined {
    return this.differences.get(pairOf(source, output));
  }

  /** Made by the engine where there are none yet. @throws EngineFailure */
  async of(
    source: StampedFile | undefined,
    output: StampedFile | undefined,
    client: () => Pick<EngineClient, 'request'>,
    signal: AbortSignal,
  ): Promise<Glimpse> {
    const before = source && this.fileOf(source);
    const after = output && this.fileOf(output);
    const pair = source && output && pairOf(source, output);
    const known = pair === undefined ? undefined : this.differences.get(pair);
    const isThere = async (file: string | undefined) => file !== undefined && (await stampOf(file)) !== undefined;
    const [hasBefore, hasAfter] = [await isThere(before), await isThere(after)];
    if (source && output && before && after) {
      if (hasBefore && hasAfter && known !== undefined) return { before, after, difference: known };
      const params = { source: source.path, painted: output.path, before, after, side: SIDE };
      const { difference } = await askAgain(client(), 'glimpse', params, signal);
      this.note(pair!, difference);
      await this.wrote(2);
      return { before, after, difference };
    }
    const [file, from, isMade] = before ? [before, source, hasBefore] : [after, output, hasAfter];
    if (!file || !from) return {};
    if (!isMade) {
      await askAgain(client(), 'preview', { source: from.path, output: file, side: SIDE }, signal);
      await this.wrote(1);
    }
    return before ? { before: file } : { after: file };
  }

  /** Keeps what was measured. */
  async save(): Promise<void> {
    clearTimeout(this.saving);
    this.saving = undefined;
    if (!this.unsaved) return;
    this.unsaved = false;
    await writeFileAtomic(join(this.folder, DIFFERENCES), JSON.stringify([...this.differences]), { fsync: false });
  }

  private note(pair: string, difference: number): void {
    this.differences.set(pair, difference);
    for (const old of this.differences.keys()) {
      if (this.differences.size <= this.most) break;
      this.differences.delete(old);
    }
    this.unsaved = true;
    this.saving ??= setTimeout(() => void this.save().catch(() => {}), SAVE_EVERY);
  }

  private fileOf(file: StampedFile): string {
    return join(this.folder, `${nameOf(file)}.webp`);
  }

  private async wrote(files: number): Promise<void> {
    this.written += files;
    if (this.written >= this.most / 10) await this.prune();
  }

  private async prune(): Promise<void> {
    this.written = 0;
    const names = (await readdir(this.folder)).filter((name) => name !== DIFFERENCES);
    if (names.length <= this.most) return;
    const files = await mapAtOnce(names, 16, async (name) => ({ name, stamp: await stampOf(join(this.folder, name)) }));
    files.sort((a, b) => (a.stamp?.mtimeMs ?? 0) - (b.stamp?.mtimeMs ?? 0));
    const surplus = files.slice(0, names.length - Math.floor(this.most * KEPT));
    await mapAtOnce(surplus, 16, ({ name }) => rm(join(this.folder, name), { force: true }));
  }
}

/** Pixels of the longest side. */
const SIDE = 256;
const DIFFERENCES = 'differences.json';
/** Milliseconds. */
const SAVE_EVERY = 5000;
/** The share of the files that is left, so that not every opening has to prune. */
const KEPT = 0.9;

function nameOf({ path, stamp }: StampedFile): string {
  return createHash('sha256').update(`${path}\0${stamp.size}\0${stamp.mtimeMs}`).digest('hex').slice(0, 32);
}

function pairOf(source: StampedFile, output: StampedFile): string {
  return `${nameOf(source).slice(0, 16)}${nameOf(output).slice(0, 16)}`;
}
