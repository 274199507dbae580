import { isBuiltin } from '../shared/builtinStyles';
import type { LedgerEntry, LedgerReference } from '../shared/ledger';
import type { Manifest } from '../shared/manifest';
import { creditsOf } from '../shared/referenceCredits';
import { mapAtOnce } from './mapAtOnce';
import { referenceFile } from './referenceFile';
import { FILES_AT_ONCE, type WorkspaceState } from './state';
import type { OutputEntry } from './stateFile';
import { type SurveyedAsset, type SurveyOptions, surveyManifest } from './survey';

/**
 * Lists every result that is there, sorted by path, with what it was made of; also those that no rule plans any more. Writes nothing.
 * @throws as `surveyManifest`
 */
export async function listLedger(options: SurveyOptions): Promise<LedgerEntry[]> {
  const { manifest, assets, orphans, state } = await surveyManifest(options);
  const references = referencesBy(manifest, state, options.stylesFolder);
  const planned = await mapAtOnce(assets, FILES_AT_ONCE, (asset) => plannedEntry(asset, state, references));
  const orphaned = orphans.map((output): LedgerEntry => {
    return { output, status: 'orphaned', references: [], ...madeBy(state.entryOf(output)) };
  });
  return [...planned.flatMap((entry) => entry ?? []), ...orphaned].sort((a, b) => (a.output < b.output ? -1 : 1));
}

/** Undefined for what is not there. */
async function plannedEntry(
  { decision: { job, reason, action } }: SurveyedAsset,
  state: WorkspaceState,
  references: (style: string) => Promise<LedgerReference[]>,
): Promise<LedgerEntry | undefined> {
  const { source, output, styleName: style, style: options, treatment, role, format, quality } = job;
  if ((await state.sizeOf(output)) === undefined) return undefined;
  if (reason === 'output exists')
    return { output, status: 'foreign', references: [], sha256: await state.hashOf(output) };
  const entry = state.entryOf(output);
  const isChanged = reason === 'output changed';
  const made = {
    ...madeBy(entry),
    ...(isChanged && { sha256: await state.hashOf(output), written: undefined }),
  };
  const said = {
    output,
    source,
    ...made,
    status: isChanged ? 'changed' : action === 'skip' ? 'up to date' : 'outdated',
  } as const;
  if (role !== undefined) return { ...said, role, references: [] };
  const { strength, preserveColor, strokeScale, factors } = options;
  const parameters = { strength, preserveColor, strokeScale, factors, treatment, format, quality };
  return { ...said, style, references: await references(style), parameters };
}

function madeBy(entry: OutputEntry | undefined): Pick<LedgerEntry, 'sha256'> & Partial<LedgerEntry> {
  if (!entry) return { sha256: undefined };
  const { hash, mtimeMs, picture, fingerprint } = entry;
  // "hash version", as surveys note it
  const [model, version] = fingerprint?.model.split(' ') ?? [];
  return {
    sha256: hash,
    sourceSha256: fingerprint?.source,
    model,
    version,
    width: picture?.width,
    height: picture?.height,
    written: new Date(mtimeMs).toISOString(),
  };
}

/** Of each style once: thousands of results share one. */
function referencesBy(manifest: Manifest, state: WorkspaceState, stylesFolder: string) {
  const known = new Map<string, Promise<LedgerReference[]>>();
  const find = (style: string): Promise<LedgerReference[]> =>
    Promise.all(
      creditsOf(manifest, style).map(async (credit) => {
        const file = isBuiltin(credit.path) ? referenceFile(credit.path, '', stylesFolder) : credit.path;
        return { ...credit, sha256: await state.hashOf(file) };
      }),
    );
  return (style: string): Promise<LedgerReference[]> => {
    const found = known.get(style) ?? find(style);
    known.set(style, found);
    return found;
  };
}
