import { WorkspaceState } from './state';
import { UndoJournal } from './undoJournal';
import { WorkspaceLock } from './workspaceLock';

/**
 * Writes one output of a manifest apart from its runs: while no run is at work there, kept for undo, and noted as Stylize's, or
 * the next run would take it for somebody's work.
 * @param folder the manifest's
 * @param output and its source, from there
 * @throws what `write` throws, or the signal's reason when that came first
 */
export async function replaceOutput<T>(
  folder: string,
  { output, source }: { output: string; source: string },
  signal: AbortSignal,
  write: () => Promise<T>,
): Promise<T> {
  const lock = await WorkspaceLock.acquire(folder, { signal });
  try {
    signal.throwIfAborted();
    const state = await WorkspaceState.load(folder);
    const journal = new UndoJournal(folder, state);
    try {
      await state.intend([output]);
      await journal.keep(output, source);
      const result = await write();
      await journal.wrote();
      return result;
    } finally {
      await journal.close();
    }
  } finally {
    await lock?.release();
  }
}
