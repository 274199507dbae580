import picomatch from 'picomatch';
import { asList } from './manifest';

/**
 * Tells which files (relative, forward slashes) a rule takes as its input: case-sensitive, on every system alike, and
 * without hidden files unless a pattern names their dot.
 */
export function fileMatcher(rule: {
  input: string | readonly string[];
  exclude?: string | readonly string[] | undefined;
}): (file: string) => boolean {
  const included = matcher(asList(rule.input), false);
  const excluded = matcher(asList(rule.exclude), true);
  return (file) => included(file) && !excluded(file);
}

function matcher(patterns: readonly string[], dot: boolean): (file: string) => boolean {
  // picomatch throws on nothing, which is what "./" comes down to
  const relative = patterns.map((pattern) => pattern.replace(/^(?:\.\/+)+/, '')).filter((pattern) => pattern !== '');
  if (relative.length === 0) return () => false;
  const matches = picomatch(relative, { dot, windows: false });
  // "icon [1].png" is a pattern that does not match the file of that name; whoever writes it means the file.
  return (file) => relative.includes(file) || matches(file);
}
