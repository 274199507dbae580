import { mkdir, readFile, realpath, rename, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { type Replaced, type UndoStep, undoStep } from '../shared/undoSteps';
import { digestOf, WorkspaceState } from './state';
import { JOURNAL, type JournalLine, type KeptJournal, listJournals } from './undoJournal';
import { type LockOptions, WorkspaceLock } from './workspaceLock';

export interface UndoOptions extends LockOptions {
  manifestPath: string;
  /** Leaves out what it does not pick; the journal keeps it. */
  only?: ((replaced: Replaced) => boolean) | undefined;
  /** Says what would be done, and does nothing. */
  dryRun?: boolean | undefined;
}

/** What became of one output. */
export interface Undone {
  output: string;
  source?: string | undefined;
  action: UndoStep['action'];
  /** Why it is as it was: refused, or failed. */
  cause?: string | undefined;
}

/**
 * Brings back what the last run that wrote anything replaced or removed, and removes what it newly made. Files that were
 * changed since stay. What was brought back is known as what it was made from, so that a run makes it anew where that is not
 * what the manifest asks for, and for nobody's work by hand.
 * @returns what was done, in the order of the run; empty where there is nothing to undo
 */
export async function undoRun(options: UndoOptions): Promise<Undone[]> {
  const folder = dirname(resolve(options.manifestPath));
  if (options.dryRun) return plan(folder, options).then(({ steps }) => steps.map(asUndone));
  const lock = await WorkspaceLock.acquire(folder, options);
  if (!lock) return [];
  try {
    return await perform(folder, options);
  } finally {
    await lock.release();
  }
}

type Line = JournalLine & Replaced;

interface Planned {
  state: WorkspaceState;
  journal: KeptJournal | undefined;
  /** What was picked. */
  steps: UndoStep<Line>[];
  /** What was not, and is left for another time. */
  rest: Line[];
}

async function plan(folder: string, { only = () => true }: UndoOptions): Promise<Planned> {
  const state = await WorkspaceState.load(folder);
  for (const journal of await listJournals(folder)) {
    const steps: UndoStep<Line>[] = [];
    for (const line of journal.lines) {
      const replaced = { ...line, wasThere: line.kept !== undefined };
      const step = undoStep(replaced, await lookAt(folder, journal.place, line, state));
      if (step) steps.push(step);
    }
    // of a run that was killed before it replaced anything there is nothing to undo
    if (steps.length === 0) continue;
    const [picked, rest] = [steps.filter((step) => only(step.replaced)), steps.filter((step) => !only(step.replaced))];
    return { state, journal, steps: picked, rest: rest.map((step) => step.replaced) };
  }
  return { state, journal: undefined, steps: [], rest: [] };
}

async function perform(folder: string, options: UndoOptions): Promise<Undone[]> {
  const { state, journal, steps, rest } = await plan(folder, options);
  if (!journal || steps.length === 0) return [];
  // if this is killed, what it has brought back is not taken for work by hand
  const ours = steps.filter(({ action, replaced }) => action === 'restore' && replaced.before);
  await state.intend(ours.map(({ replaced }) => replaced.output));
  const madeFolders = journal.lines.flatMap(({ madeFolder }) => madeFolder ?? []);
  const undone: Undone[] = [];
  for (const step of steps) {
    const { replaced, action } = step;
    try {
      if (action === 'restore') await restore(folder, journal.place, replaced);
      else if (action === 'remove') await remove(folder, replaced.output, madeFolders);
      else rest.push(replaced);
      if (action !== 'refuse') state.restore(replaced.output, replaced.before);
      undone.push(asUndone(step));
    } catch (error) {
      rest.push(replaced);
      undone.push({ ...asUndone(step), cause: `it can't be written (${(error as NodeJS.ErrnoException).code})` });
    }
  }
  await state.save();
  if (rest.length === 0) await rm(journal.place, { recursive: true, force: true });
  else
    await writeFileAtomic(
      join(journal.place, JOURNAL),
      rest.map(({ wasThere: _, ...line }) => `${JSON.stringify(line)}\n`).join(''),
    );
  return undone;
}

function asUndone({ replaced: { output, source }, action, cause }: UndoStep): Undone {
  return { output, source, action, cause };
}

async function lookAt(folder: string, place: string, { output, kept }: JournalLine, state: WorkspaceState) {
  const file = join(folder, output);
  const keptFile = kept && join(place, kept);
  return {
    output: (await state.output(output)).state,
    isKept: keptFile !== undefined && (await stat(keptFile).catch(() => undefined)) !== undefined,
    isSame: keptFile !== undefined && (await areSame(file, keptFile)),
  };
}

/** One file under two names, or two files with the same bytes. */
async function areSame(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([a, b].map((path) => stat(path).catch(() => undefined)));
  if (!first || !second || first.size !== second.size) return false;
  return (first.ino === second.ino && first.dev === second.dev) || (await digestOf(a)) === (await digestOf(b));
}

/** In one step, as every write: nobody sees half of it. */
async function restore(folder: string, place: string, { output, kept }: Line): Promise<void> {
  const from = join(place, kept!);
  const file = join(folder, output);
  const to = await realpath(file).catch(() => file);
  await mkdir(dirname(to), { recursive: true });
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    const { atime, mtime } = await stat(from);
    await writeFileAtomic(to, await readFile(from)); // on another disk, by way of a link
    await utimes(to, atime, mtime);
    await rm(from);
  }
}

/** And the folders that the run made, once nothing is in them any more. */
async function remove(folder: string, output: string, madeFolders: readonly string[]): Promise<void> {
  await rm(join(folder, output));
  const isMade = (place: string): boolean => madeFolders.some((made) => `${place}/`.startsWith(`${made}/`));
  for (let place = dirname(output); isMade(place); place = dirname(place))
    await rmdir(join(folder, place)).catch(() => {}); // not empty
}
