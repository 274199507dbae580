/** What a schema cannot see: names that must exist, templates that must make sense. */

import { companionProblems } from './companionChecks';
import type { Manifest, ManifestInput } from './manifest';
import type { PlanProblem } from './manifestProblem';
import { outputProblems, pathProblems } from './ruleChecks';
import { styleProblems, unusedStyles } from './styleChecks';

/**
 * Problems in a manifest that has passed the schema: errors, or if there are none, warnings.
 * @param isWhole whether what it inherits is known
 * @param isFine whether nothing else is wrong with it
 */
export function checkManifest(
  manifest: Manifest,
  written: ManifestInput,
  isWhole: boolean,
  isFine: boolean,
): PlanProblem[] {
  const problems = [
    ...missingParts(written),
    ...styleProblems(manifest, isWhole),
    ...pathProblems(manifest, written),
    ...outputProblems(manifest, written, isWhole),
    ...companionProblems(manifest),
  ];
  // A misspelt name would also make its style look unused.
  const isSound = isFine && isWhole && !problems.some(({ severity }) => severity === 'error');
  return isSound ? [...problems, ...unusedStyles(manifest)] : problems;
}

function missingParts({ styles, assets, extends: bases }: ManifestInput): PlanProblem[] {
  const problems: PlanProblem[] = [];
  if (!styles && !bases) {
    const message =
      '"styles" is missing: it must be an object in braces, or another manifest must lend its own by "extends".';
    problems.push({ severity: 'error', path: ['styles'], message });
  }
  if (!assets) {
    const message = '"assets" is missing: no picture takes a style. Only a manifest that others extend can do without.';
    problems.push({ severity: 'warning', path: ['assets'], message });
  }
  return problems;
}
