import { mkdir } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import product from '../../package.json';
import { EngineFailure } from '../pipeline/failure';
import { listLedger } from '../pipeline/ledger';
import { UnusableManifest } from '../pipeline/survey';
import { type LedgerForm, ledgerForm, ledgerText, unlicensedIn } from '../shared/ledger';
import { describeProblem } from '../shared/protocol';
import { Console, count } from './console';
import { MODEL, STYLES } from './installation';
import { tellUnusable } from './run';
import type { ManifestOptions } from './session';

interface LedgerCommandOptions extends ManifestOptions {
  csv: boolean;
  json: boolean;
  md: boolean;
  /** A file, instead of standard output. */
  out?: string;
}

/** `stylize ledger`: what every result is made of. Exit code 0 done, 1 it can't be written, 2 unusable manifest. */
export async function ledgerCommand(manifestPath: string, options: LedgerCommandOptions): Promise<void> {
  const console = new Console(false);
  const { set, allowOutside, out } = options;
  try {
    const installation = { modelPath: MODEL, stylesFolder: STYLES, engineVersion: product.version };
    const entries = await listLedger({ ...installation, manifestPath: resolve(manifestPath), set, allowOutside });
    const text = ledgerText(entries, formOf(options), basename(manifestPath));
    if (out === undefined) process.stdout.write(text);
    else {
      await mkdir(dirname(resolve(out)), { recursive: true });
      await writeFileAtomic(resolve(out), text);
      console.note(`${count(entries.length, 'result')}: ${out}`);
    }
    const unlicensed = unlicensedIn(entries);
    if (unlicensed.length > 0)
      console.note(
        `warning: ${count(unlicensed.length, 'reference')} without a stated licence: ${unlicensed.join(', ')}. Add "license" to the style.`,
      );
  } catch (error) {
    if (error instanceof UnusableManifest) return tellUnusable(error, manifestPath, console);
    const { code } = error as NodeJS.ErrnoException;
    if (!(error instanceof EngineFailure) && code === undefined) throw error;
    console.note(
      error instanceof EngineFailure
        ? describeProblem(error.problem)
        : `${out}: it can't be written (${code}). Choose another -o.`,
    );
    process.exitCode = 1;
  }
}

/** What is asked for, else what the file's name says; Markdown without either. */
function formOf({ csv, json, md, out }: LedgerCommandOptions): LedgerForm {
  if (csv) return 'csv';
  if (json) return 'json';
  return (md ? undefined : ledgerForm(out)) ?? 'md';
}
