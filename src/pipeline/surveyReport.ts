import type { Manifest } from '../shared/manifest';
import type { ManifestProblem, PlanProblem } from '../shared/manifestProblem';
import type { Decision, Job } from '../shared/plan';
import type { Problem } from '../shared/protocol';
import { EngineFailure } from './failure';
import type { PictureSize } from './state';
import { type SurveyedAsset, type SurveyOptions, surveyManifest, UnusableManifest } from './survey';

/** A survey as plain data, for those who show it. */
export interface SurveyReport {
  /** Absent when the manifest can't be used. */
  manifest?: Manifest;
  problems: (ManifestProblem | PlanProblem)[];
  assets: AssetReport[];
  /** Outputs of former runs that nothing plans any more, from the manifest's folder. */
  orphans: string[];
  /** The manifests that it extends, also where it can't be used: from its folder, or absolute. */
  bases: readonly string[];
  /** Why nothing could be surveyed, apart from the manifest. */
  failure?: Problem;
}

export interface AssetReport extends Pick<Job, 'treatment' | 'role'> {
  /** Paths from the manifest's folder, with forward slashes. */
  source: string;
  output: string;
  /** Its place in the manifest's `assets`. */
  rule: number;
  styleName: string;
  /** `blocked`: the output must not be written, see `obstacle`. */
  state: 'fresh' | 'stale' | 'blocked';
  reason: Decision['reason'];
  obstacle?: Problem;
  /** Of the output, where it is known. */
  size?: PictureSize | undefined;
}

/** Surveys a manifest; what is wrong is a part of the report. */
export async function reportSurvey(options: SurveyOptions): Promise<SurveyReport> {
  try {
    const { manifest, problems, assets, orphans } = await surveyManifest(options);
    return { manifest, problems, assets: assets.map(assetOf), orphans, bases: manifest.bases };
  } catch (error) {
    const nothing = { problems: [], assets: [], orphans: [], bases: [] };
    if (error instanceof UnusableManifest) return { ...nothing, problems: error.problems, bases: error.bases };
    if (error instanceof EngineFailure) return { ...nothing, failure: error.problem };
    throw error;
  }
}

function assetOf({ decision: { job, action, reason }, obstacle, size }: SurveyedAsset): AssetReport {
  const { source, output, rule, styleName, treatment, role } = job;
  const kind = { ...(treatment && { treatment }), ...(role && { role }) };
  const asset = { source, output, rule, styleName, ...kind, reason, size };
  if (obstacle) return { ...asset, state: 'blocked', obstacle };
  return { ...asset, state: action === 'skip' ? 'fresh' : 'stale' };
}
