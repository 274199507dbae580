import { constants } from 'node:fs';
import { copyFile, type FileHandle, link, mkdir, open, readdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../shared/parseJson';
import type { WorkspaceState } from './state';
import { outputEntry } from './stateFile';

/**
 * What a run replaces, in `.stylize/undo/<run>`: the files that were there, as hard links where the disk knows them, and
 * `journal.jsonl`, a line for each, written before the output is. Only the journal of the last run that wrote anything is left.
 * What can't be kept is not held against the run: the first trouble is kept in `trouble`.
 */
export class UndoJournal {
  /** Why some of it can't be brought back. */
  trouble: string | undefined;
  private readonly place: string;
  private readonly noted = new Set<string>();
  private file: Promise<FileHandle> | undefined;
  private wroteAny = false;
  private lastKept = 0;

  constructor(
    private readonly folder: string,
    private readonly state: WorkspaceState,
    now = Date.now(),
  ) {
    this.place = join(folder, UNDO, String(now).padStart(15, '0'));
  }

  /** To be called before an output is written or removed. */
  async keep(output: string, source?: string): Promise<void> {
    if (this.noted.has(output)) return;
    try {
      this.file ??= this.begin();
      const file = await this.file;
      const line = await this.lineOf(output, source);
      this.noted.add(output);
      await file.appendFile(`${JSON.stringify(line)}\n`);
      await file.datasync();
    } catch (error) {
      this.trouble ??= `what this run replaces can't be brought back (${(error as Error).message})`;
    }
  }

  /** To be called once an output was written or removed. */
  async wrote(): Promise<void> {
    if (this.wroteAny) return;
    this.wroteAny = true;
    for (const { place } of await listJournals(this.folder))
      if (place !== this.place) await rm(place, { recursive: true, force: true }).catch(() => {});
  }

  /** Ends it; a run that wrote nothing leaves the journal of the one before. */
  async close(): Promise<void> {
    await this.file?.then(
      (file) => file.close(),
      () => {},
    );
    if (this.file && !this.wroteAny) await rm(this.place, { recursive: true, force: true }).catch(() => {});
  }

  private async begin(): Promise<FileHandle> {
    // not recursive: a folder that went away does not come back
    for (const folder of [join(this.folder, '.stylize'), join(this.folder, UNDO), this.place])
      await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      });
    return open(join(this.place, JOURNAL), 'a');
  }

  private async lineOf(output: string, source: string | undefined): Promise<JournalLine> {
    const before = this.state.entryOf(output);
    const kept = String(++this.lastKept);
    const real = await realpath(join(this.folder, output)).catch(() => undefined);
    if (real === undefined) return { output, source, madeFolder: await firstMissing(this.folder, output), before };
    await link(real, join(this.place, kept)).catch(() =>
      copyFile(real, join(this.place, kept), constants.COPYFILE_FICLONE),
    );
    return { output, source, kept, before };
  }
}

/** A run's journal, as it lies there. */
export interface KeptJournal {
  place: string;
  lines: JournalLine[];
}

/** All journals, the newest first. */
export async function listJournals(folder: string): Promise<KeptJournal[]> {
  const names = await readdir(join(folder, UNDO)).catch(() => []);
  const places = names.sort().reverse();
  return Promise.all(places.map((name) => readJournal(join(folder, UNDO, name))));
}

export const UNDO = '.stylize/undo';
export const JOURNAL = 'journal.jsonl';

/** A journal may have come with somebody's project: what it names is never outside of it. */
const inside = z.string().refine((path) => !isAbsolute(path) && !path.split(/[\\/]/).includes('..'));

const journalLine = z.object({
  output: inside,
  source: z.string().optional(),
  /** Name of the kept file beside the journal; absent where there was none. */
  kept: z.string().regex(/^\d+$/).optional(),
  /** The outermost of the folders that had to be made for it. */
  madeFolder: inside.optional(),
  /** What the state knew of the file that was there. */
  before: outputEntry.optional(),
});

export type JournalLine = z.infer<typeof journalLine>;

/** A line that a killed run did not finish is of an output that it did not come to. */
async function readJournal(place: string): Promise<KeptJournal> {
  const text = await readFile(join(place, JOURNAL), 'utf8').catch(() => '');
  const lines = text.split('\n').flatMap((line) => journalLine.safeParse(parseJson(line)).data ?? []);
  return { place, lines };
}

async function firstMissing(folder: string, output: string): Promise<string | undefined> {
  let missing: string | undefined;
  for (let place = dirname(output); place !== '.'; place = dirname(place)) {
    if (await stat(join(folder, place)).catch(() => undefined)) break;
    missing = place;
  }
  return missing;
}
