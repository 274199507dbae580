import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import writeFileAtomic from 'write-file-atomic';
import type { z } from 'zod';
import { type Measured, type Pace, withMeasured } from '../shared/pace';
import { parseJson } from '../shared/parseJson';
import type { Fingerprint, Presence } from '../shared/plan';
import { mapAtOnce } from './mapAtOnce';
import { isSame, type Stamp, stampOf } from './stamps';
import { intentsSchema, type Notes, notesToWrite, type OutputEntry, readNotes } from './stateFile';
import { removeTemporaries } from './temporaries';

/**
 * What is known of a workspace between runs, in `.stylize/state.json` beside the manifest: the hash of each file for as long
 * as its size and time stay, and what each output was made from. What is about to be written is in `intents.json` there.
 */
export class WorkspaceState {
  /** In milliseconds of `performance.now`: not earlier than this it is saved by the way. */
  private saveAgainAt = 0;
  /** Whether there is anything that the file does not say. */
  private isNews = false;
  /** Whether that was learned from the intents of a killed run, and is lost with them. */
  private isAdopted = false;
  /** What a killed run was about to write, and since when, in milliseconds. */
  private interrupted: { paths: string[]; since: number } | undefined;
  /** What it had not written by the time of loading: its engine may outlive it for a moment. */
  private readonly late = new Set<string>();
  private readonly seen = new Set<string>();
  private readonly presences = new Map<string, Promise<Presence>>();
  /** What was announced and written, and is in no file but that of intents. */
  private readonly written = new Set<string>();
  private last: Promise<void> = Promise.resolve();

  private constructor(
    private readonly folder: string,
    private readonly data: Notes,
    /** What is about to be written, with what was there before. */
    private intents: z.infer<typeof intentsSchema>,
  ) {}

  /** Reads it; a missing or damaged file gives an empty state, which costs time and nothing else. */
  static async load(folder: string): Promise<WorkspaceState> {
    const read = async (file: string) => parseJson(await readFile(join(folder, file), 'utf8').catch(() => ''));
    const data = readNotes(await read(FILE)) ?? { files: {}, outputs: {}, pace: { sources: {}, formats: {} } };
    const intents = intentsSchema.safeParse(await read(INTENTS));
    const state = new WorkspaceState(folder, data, intents.success ? intents.data : { since: 0, paths: {} });
    await state.adopt();
    return state;
  }

  /**
   * SHA-256 of a file's bytes, hex; read only when its size or time changed. Undefined when it can't be read.
   * @param path from the folder, or absolute
   */
  async hashOf(path: string): Promise<string | undefined> {
    this.seen.add(path);
    const now = await stampOf(placeOf(this.folder, path));
    if (!now) return undefined;
    const known = this.data.files[path];
    if (known && isSame(known, now)) return known.hash;
    const hash = await digestOf(placeOf(this.folder, path), now.size);
    if (hash !== undefined) {
      this.data.files[path] = { ...now, hash };
      this.isNews = true;
    }
    return hash;
  }

  /** What an output was made from, and whether the file is as it was left. */
  async output(path: string): Promise<OutputState> {
    const entry = this.data.outputs[path];
    return { before: entry?.fingerprint, size: entry?.picture, state: await this.presenceOf(path) };
  }

  /** Whether a file was a picture, a reference or a result of a former run. */
  knows(path: string): boolean {
    return Object.hasOwn(this.data.files, path) || Object.hasOwn(this.data.outputs, path);
  }

  /** What is noted of an output, to be given back to `restore`. */
  entryOf(path: string): OutputEntry | undefined {
    return this.data.outputs[path];
  }

  /** Notes of an output what was noted before; undefined for nothing, so that the file there counts as somebody's. */
  restore(path: string, entry: OutputEntry | undefined): void {
    delete this.intents.paths[path];
    this.written.delete(path);
    this.presences.delete(path);
    if (entry) this.data.outputs[path] = entry;
    else delete this.data.outputs[path];
  }

  /** How fast painting went so far. */
  get pace(): Pace {
    return this.data.pace;
  }

  /** Learns from a picture that was painted. */
  measured(picture: Measured): void {
    this.isNews = true;
    this.data.pace = withMeasured(this.data.pace, picture);
  }

  /** Bytes of a file; undefined when there is none. */
  async sizeOf(path: string): Promise<number | undefined> {
    return (await stampOf(placeOf(this.folder, path)))?.size;
  }

  /** All outputs of former runs that are as they were left. */
  async results(): Promise<Set<string>> {
    const paths = Object.keys(this.data.outputs);
    const states = await mapAtOnce(paths, FILES_AT_ONCE, (path) => this.presenceOf(path));
    return new Set(paths.filter((_, index) => states[index] === 'present'));
  }

  /** Forgets the outputs that nobody plans any more and that are gone, or somebody else's by now. */
  async forget(planned: ReadonlySet<string>): Promise<void> {
    for (const path of Object.keys(this.data.outputs))
      if (!planned.has(path) && (await this.presenceOf(path)) !== 'present') {
        delete this.data.outputs[path];
        this.isNews = true;
      }
  }

  /**
   * Notes durably that these outputs are about to be written. If the run is then killed, the next one knows what has
   * appeared in their places for its own.
   */
  async intend(paths: string[]): Promise<void> {
    if (this.isAdopted) await this.save();
    if (Object.keys(this.intents.paths).length === 0) this.intents.since = Date.now();
    for (const path of paths) this.intents.paths[path] = (await stampOf(placeOf(this.folder, path))) ?? null;
    // apart from the rest, which of ten thousand assets is large
    await this.inOrder(() => this.write(INTENTS, this.intents));
    this.saveAgainAt = performance.now() + SAVE_EVERY;
  }

  /** Removes what a killed run had half-written beside its outputs. Not while another may be at work there. */
  removeLeftovers(): void {
    const { paths = [], since = 0 } = this.interrupted ?? {};
    for (const path of paths) removeTemporaries(join(this.folder, path), since);
    this.interrupted = undefined;
  }

  /** Notes that an output was just written; what can't be saved now is tried again by `finish`. */
  async wrote(path: string, fingerprint: Fingerprint, picture: PictureSize): Promise<void> {
    await this.own(path, { fingerprint, picture });
    this.written.add(path);
    if (performance.now() > this.saveAgainAt) await this.save().catch(() => {});
  }

  /** Saves what a run leaves behind, without the files that it had nothing to do with. */
  async finish(): Promise<void> {
    for (const path of this.written) delete this.intents.paths[path]; // the file of intents keeps them until all is saved
    await this.adopt();
    for (const path of Object.keys(this.data.files))
      if (!this.seen.has(path)) {
        delete this.data.files[path];
        this.isNews = true;
      }
    if (this.isNews) await this.save();
  }

  /** Takes for its own what was written as intended, though nobody lived to note it. */
  private async adopt(): Promise<void> {
    const { paths, since } = this.intents;
    for (const [path, before] of Object.entries(paths)) {
      const now = await stampOf(placeOf(this.folder, path));
      if (!now || (before && isSame(before, now))) this.late.add(path);
      else if (!isNoted(this.data.outputs[path], now)) await this.own(path, {});
    }
    if (Object.keys(paths).length === 0) return;
    this.interrupted = { paths: Object.keys(paths), since };
    this.intents = { since, paths: {} };
    this.isAdopted = true;
    this.isNews = true;
  }

  private async own(path: string, origin: { fingerprint?: Fingerprint; picture?: PictureSize }): Promise<void> {
    const file = placeOf(this.folder, path);
    this.presences.delete(path);
    const now = await stampOf(file);
    this.isNews = true;
    if (now) this.data.outputs[path] = { ...now, hash: await digestOf(file, now.size), ...origin };
  }

  /** Looked at once, until it is written. */
  private presenceOf(path: string): Promise<Presence> {
    const known = this.presences.get(path) ?? this.lookAt(path);
    this.presences.set(path, known);
    return known;
  }

  private async lookAt(path: string): Promise<Presence> {
    const entry = this.data.outputs[path];
    const file = placeOf(this.folder, path);
    const now = await stampOf(file);
    if (!now) return 'missing';
    if (entry && isSame(entry, now)) return 'present';
    if (this.late.delete(path)) {
      await this.own(path, {});
      return 'present';
    }
    if (!entry) return 'foreign';
    // a copied folder has new times and the same bytes: nobody's work is in them
    if (entry.hash === undefined || entry.size !== now.size || entry.hash !== (await digestOf(file, now.size)))
      return 'changed';
    Object.assign(entry, now);
    this.isNews = true;
    return 'present';
  }

  /** Saves all that is known. @throws where it can't be written */
  async save(): Promise<void> {
    const started = performance.now();
    this.isNews = false;
    try {
      await this.inOrder(async () => {
        const written = [...this.written];
        await this.write(FILE, notesToWrite(this.data));
        this.isAdopted = false;
        // only now: what they announced is noted
        for (const path of written) {
          delete this.intents.paths[path];
          this.written.delete(path);
        }
        if (Object.keys(this.intents.paths).length === 0) await rm(join(this.folder, INTENTS), { force: true });
      });
    } catch (error) {
      this.isNews = true;
      throw error;
    } finally {
      const now = performance.now();
      this.saveAgainAt = now + Math.max(SAVE_EVERY, SAVE_SHARE * (now - started));
    }
  }

  /** One after the other: intents must not be removed that another has just written. */
  private inOrder(work: () => Promise<void>): Promise<void> {
    const done = this.last.then(work);
    this.last = done.catch(() => {});
    return done;
  }

  private async write(file: string, data: object): Promise<void> {
    // not recursive: a folder that went away during a run does not come back for its notes
    await mkdir(dirname(join(this.folder, file))).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await writeFileAtomic(join(this.folder, file), JSON.stringify(data));
  }
}

/** Whether it was written after it was intended, and noted. */
function isNoted(entry: OutputEntry | undefined, now: Stamp): boolean {
  return entry !== undefined && isSame(entry, now);
}

export interface OutputState {
  before: Fingerprint | undefined;
  size: PictureSize | undefined;
  state: Presence;
}

/** In pixels. */
export interface PictureSize {
  width: number;
  height: number;
}

const FILE = '.stylize/state.json';
const INTENTS = '.stylize/intents.json';
/** Enough to keep a disk busy, and few enough for the system's limit of open files. */
export const FILES_AT_ONCE = 16;
/** Milliseconds: a killed run repeats at most what it did since. */
const SAVE_EVERY = 1000;
/** Of ten thousand assets saving takes a tenth of a second: not more often than every so many times as long. */
const SAVE_SHARE = 30;

/** Where a file is, from a folder or absolute; below it, `resolve` would take longer than the disk does. */
function placeOf(folder: string, path: string): string {
  return isAbsolute(path) || path.startsWith('..') ? resolve(folder, path) : `${folder}${sep}${path}`;
}

/** SHA-256, hex; undefined when the file can't be read. @param size in bytes, as far as it is known */
export async function digestOf(path: string, size = Number.POSITIVE_INFINITY): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    // setting up a stream takes several times as long as reading a small file at once
    if (size <= AT_ONCE) hash.update(await readFile(path));
    else await pipeline(createReadStream(path), hash);
    return hash.digest('hex');
  } catch {
    return undefined;
  }
}

/** Bytes. */
const AT_ONCE = 1 << 20;
