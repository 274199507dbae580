/** What a plan does with pictures that are maps by their names. */

import type { AssetRole, MapTreatment } from './assetRole';
import { type AssetRule, asList } from './manifest';
import type { PlanProblem } from './manifestProblem';

/**
 * What becomes of a map that a rule takes; `leave` where it is left out and nobody said so.
 * @param maps what the manifest says, where it does
 */
export function fateOfMap(
  source: string,
  { input }: Pick<AssetRule, 'input'>,
  maps: MapTreatment | undefined,
): MapTreatment | 'leave' {
  if (maps !== undefined) return maps;
  return asList(input).includes(source) ? 'paint' : 'leave'; // named by its very path: that is meant
}

/** Tells of the maps that a rule leaves out, and what else could be done with them. */
export function leavesMaps(rule: number, skipped: ReadonlyMap<string, AssetRole>): PlanProblem {
  const named = [...skipped].slice(0, MOST_NAMED).map(([source, role]) => `${source} (${role})`);
  const more = skipped.size > MOST_NAMED ? ` and ${skipped.size - MOST_NAMED} more` : '';
  const what = skipped.size === 1 ? 'a map by its name, and is' : 'maps by their names, and are';
  const message = `${named.join(', ')}${more}: ${what} left out. "maps": "copy" copies ${skipped.size === 1 ? 'it' : 'them'} to the results, "paint" paints ${skipped.size === 1 ? 'it' : 'them'}, "skip" does without this notice.`;
  return { severity: 'info', message, path: ['assets', rule, 'input'], kind: 'maps' };
}

/** Pictures that a message lists. */
const MOST_NAMED = 3;
