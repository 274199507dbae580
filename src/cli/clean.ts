import { rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import product from '../../package.json';
import { EngineFailure } from '../pipeline/failure';
import { surveyManifest, UnusableManifest } from '../pipeline/survey';
import { UndoJournal } from '../pipeline/undoJournal';
import { WorkspaceLock } from '../pipeline/workspaceLock';
import { leadsOut } from '../shared/planChecks';
import { Console, count } from './console';
import { MODEL, STYLES } from './installation';
import { tellUnusable } from './run';
import type { ManifestOptions } from './session';

/**
 * `stylize clean`: removes outputs that no rule plans any more, as long as they are as Stylize left them, and the folders that
 * get empty by that; `stylize undo` brings them back. Exit code 0 done, 1 some can't be removed, 2 unusable manifest.
 */
export async function cleanCommand(
  manifestPath: string,
  options: ManifestOptions & { dryRun: boolean; json: boolean },
): Promise<void> {
  const console = new Console(options.json);
  const folder = dirname(resolve(manifestPath));
  const { set, allowOutside } = options;
  const survey = {
    manifestPath,
    set,
    allowOutside,
    modelPath: MODEL,
    stylesFolder: STYLES,
    engineVersion: product.version,
  };
  const onWait = (holder: string): void => console.note(`waiting until ${holder} has done with this folder`);
  const lock = options.dryRun ? undefined : await WorkspaceLock.acquire(folder, { onWait });
  try {
    const { orphans, state } = await surveyManifest(survey);
    const journal = new UndoJournal(folder, state);
    let [removed, failed] = [0, 0];
    for (const orphan of orphans.sort()) {
      const cause = options.dryRun ? undefined : await remove(folder, orphan, journal);
      if (cause) failed++;
      else removed++;
      const status = cause ? 'failed' : options.dryRun ? 'planned' : 'removed';
      console.asset(
        () => (cause ? `✗ ${orphan}: ${cause}` : `- ${orphan}`),
        () => ({ output: orphan, status, cause }),
      );
    }
    await journal.close();
    if (journal.trouble) console.note(`warning: ${journal.trouble}`);
    const rest = failed > 0 ? `, ${failed} can't be` : '';
    const text = options.dryRun
      ? `${count(removed, 'output')} to remove; nothing was done (--dry-run)`
      : `${count(removed, 'output')} removed${rest}`;
    console.summary(text, { summary: true, removed: options.dryRun ? 0 : removed, failed });
    if (failed > 0) process.exitCode = 1;
  } catch (error) {
    if (error instanceof UnusableManifest) tellUnusable(error, manifestPath, console);
    else if (error instanceof EngineFailure) {
      console.note(error.message);
      process.exitCode = 1;
    } else throw error;
  } finally {
    await lock?.release();
  }
}

/** Why it could not be removed; undefined once it is gone. */
async function remove(folder: string, path: string, journal: UndoJournal): Promise<string | undefined> {
  try {
    await journal.keep(path);
    await rm(resolve(folder, path));
    await journal.wrote();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') return `it can't be removed (${code}). Check its permissions.`;
  }
  // folders outside are somebody else's
  for (let place = leadsOut(path) ? '.' : dirname(path); place !== '.'; place = dirname(place)) {
    const isGone = await rmdir(join(folder, place)).then(
      () => true,
      () => false, // not empty
    );
    if (!isGone) break;
  }
  return undefined;
}
