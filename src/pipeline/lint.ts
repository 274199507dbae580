import { basename, dirname, resolve } from 'node:path';
import { folderOptions } from '../shared/folderOptions';
import { type Finding, findingsOf, type LintedOutput } from '../shared/lint';
import type { Manifest } from '../shared/manifest';
import type { Job } from '../shared/plan';
import { resultOptionFor } from '../shared/resultOptions';
import { mapFiles } from '../shared/treatment';
import { askAgain } from './askAgain';
import type { EngineClient } from './client';
import { EngineFailure } from './failure';
import { LintCache } from './lintCache';
import { mapAtOnce } from './mapAtOnce';
import { stampOf } from './stamps';
import type { PictureSize } from './state';

/** A result as a survey or a run knows it; one that is not there is passed over. */
export interface LintTarget extends Pick<Job, 'source' | 'output' | 'rule' | 'styleName' | 'treatment' | 'role'> {
  size?: PictureSize | undefined;
}

export interface LintOptions {
  manifestPath: string;
  manifest: Manifest;
  targets: readonly LintTarget[];
  client: Pick<EngineClient, 'request'>;
  signal?: AbortSignal | undefined;
  /** Told after each result, from the first on; `total` counts those that are there. */
  told?: ((done: number, total: number) => void) | undefined;
}

export interface LintReport {
  findings: Finding[];
  /** Results that were looked at. */
  checked: number;
  /** Those that are not there. */
  missing: number;
}

/**
 * Checks results that are there. What was measured before, of files that are as they were, is not measured again. The engine
 * starts only when there is something to measure.
 * @throws the signal's reason once it is aborted; EngineFailure when the engine can't start
 */
export async function lintOutputs(options: LintOptions): Promise<LintReport> {
  const { manifestPath, manifest, targets, client, signal, told } = options;
  const folder = dirname(resolve(manifestPath));
  const cache = await LintCache.open(folder);
  const found = await mapAtOnce(targets, FILES_AT_ONCE, async (target) => {
    const [source, output] = [resolve(folder, target.source), resolve(folder, target.output)];
    const [before, after] = [await stampOf(source), await stampOf(output)];
    return { target, source, output, before, after };
  });
  const present = found.flatMap((it) => (it.after ? [{ ...it, after: it.after }] : []));
  const optionsOf = folderOptions(manifest);
  let done = 0;
  const measure = async ({
    target,
    source,
    output,
    before,
    after,
  }: (typeof present)[number]): Promise<LintedOutput> => {
    signal?.throwIfAborted();
    const { rule, size, role } = target;
    const said = [manifest.assets[rule]?.written, optionsOf(target.source), manifest.defaults];
    const powerOfTwo = resultOptionFor('powerOfTwo', ...said) ?? false;
    const { brandColors, alpha, palette, sheet } = target.treatment ?? {};
    const kept = { brandColors, alpha, ...(sheet && { sheet, palette }) };
    const treatment = mapFiles(kept, (path) => resolve(folder, path));
    const kind = JSON.stringify(kept);
    const linted: LintedOutput = { ...target, powerOfTwo, size };
    if (role === undefined && before)
      try {
        const known = cache.find(target.output, before, after, kind);
        linted.figures = known ?? (await askAgain(client, 'lint', { source, painted: output, treatment }, signal));
        if (!known) cache.keep(target.output, before, after, kind, linted.figures);
      } catch (error) {
        signal?.throwIfAborted();
        // the engine's own trouble is not this picture's
        if (!(error instanceof EngineFailure) || error.problem.kind === 'engine') throw error;
        linted.problem = error.problem;
      }
    told?.(++done, present.length);
    return linted;
  };
  try {
    const outputs = await mapAtOnce(present, MEASURED_AT_ONCE, measure);
    return {
      findings: findingsOf(manifest, basename(manifestPath), outputs),
      checked: present.length,
      missing: targets.length - present.length,
    };
  } finally {
    await cache.save(); // also what was measured before somebody stopped it
  }
}

const FILES_AT_ONCE = 16;
/** As many as the engine takes: one is read while another is measured. */
const MEASURED_AT_ONCE = 2;
