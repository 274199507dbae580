import { InvalidArgumentError } from 'commander';
import { referenceFile } from '../pipeline/referenceFile';
import { builtinProblem } from '../shared/builtinStyles';
import type { StyleReference } from '../shared/protocol';
import { STYLES } from './installation';

/** `picture` or `builtin:id`, with `:weight` or without → an absolute path and its share, 1 if left out. */
export function parseStyleReference(text: string): StyleReference {
  // the last colon, and only before a number: C:\art\ink.png has one too
  const [, path = text, weight] = /^(.+):([\d.]+)$/.exec(text) ?? [];
  const share = weight === undefined ? 1 : Number(weight);
  if (!(share > 0)) throw new InvalidArgumentError(`The weight of ${path} is a number above 0.`);
  const problem = builtinProblem(path);
  if (problem) throw new InvalidArgumentError(`${problem.message} \`stylize styles\` lists them.`);
  return { path: referenceFile(path, process.cwd(), STYLES), weight: share };
}
