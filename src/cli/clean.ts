import { rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import product from '../../package.json';
import { EngineFailure } from '../pipeline/failure';
import { surveyManifest, UnusableManifest } from '../pipeline/survey';
import { leadsOut } from '../shared/planChecks';
import { Console, count } from './console';
import { tellUnusable } from './run';
import { type ManifestOptions, MODEL, STYLES } from './session';

/**
 * `stylize clean`: removes outputs that no rule plans any more, as long as they are as Stylize left them, and the folders that
 * get empty by that. Exit code 0 done, 1 some can't be removed, 2 unusable manifest.
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
  try {
    const { orphans } = await surveyManifest(survey);
    let [removed, failed] = [0, 0];
    for (const orphan of orphans.sort()) {
      const cause = options.dryRun ? undefined : await remove(folder, orphan);
      if (cause) failed++;
      else removed++;
      const status = cause ? 'failed' : options.dryRun ? 'planned' : 'removed';
      console.asset(cause ? `✗ ${orphan}: ${cause}` : `- ${orphan}`, { output: orphan, status, cause });
    }
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
  }
}

/** Why it could not be removed; undefined once it is gone. */
async function remove(folder: string, path: string): Promise<string | undefined> {
  try {
    await rm(resolve(folder, path));
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
