import { resolve } from 'node:path';
import { groupBy } from '../shared/groupBy';
import type { Job } from '../shared/plan';
import type { ApplyParams, OutputRequest } from '../shared/protocol';
import { mapShot } from '../shared/shots';
import { mapFiles } from '../shared/treatment';
import type { SurveyedAsset } from './survey';

/** Puts together what comes of one painting: the outputs to make of one picture in one style. In the order of the first of each. */
export function batchesOf(toPaint: readonly SurveyedAsset[]): SurveyedAsset[][] {
  return [...groupBy(toPaint, ({ decision }) => paintingOf(decision.job)).values()];
}

/** What the engine is asked for: all these jobs come of one painting. */
export function applyParams(jobs: readonly Job[], folder: string): ApplyParams {
  const { source, style, treatment, shot } = jobs[0]!;
  return {
    source: resolve(folder, source),
    style: {
      ...style,
      references: style.references.map(({ path, weight }) => ({ path: resolve(folder, path), weight })), // may be absolute
    },
    ...(treatment && { treatment: mapFiles(treatment, (path) => resolve(folder, path)) }),
    ...(shot && { shot: mapShot(shot, (path) => resolve(folder, path)) }),
    outputs: jobs.map(({ output, format, quality, size, styleName, provenance }): OutputRequest => {
      const stated = provenance && { provenance: { source, style: styleName, references: provenance, treatment } };
      return { output: resolve(folder, output), format, quality, size, ...stated };
    }),
  };
}

/** Equal for jobs whose pixels are the same but for their size. */
function paintingOf({ source, style, treatment }: Job): string {
  return JSON.stringify([source, style, treatment]);
}
