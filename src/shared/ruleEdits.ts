/** Changes of rules in a manifest's text, with comments and formatting left as they are. */

import { applyEdits, type Edit, findNodeAtLocation, getNodeValue, type Node } from 'jsonc-parser';
import { appendEntries, type Layout, oneLine } from './manifestLayout';
import { readTree } from './manifestText';
import { removeEntry } from './removeEntry';

export function changeRule(text: string, index: number, values: Record<string, unknown>, layout: Layout): string {
  return Object.entries(values).reduce(
    (current, [key, value]) => setKey(current, ['assets', index], key, value, layout),
    text,
  );
}

/** Sets a key of the object there; undefined removes it. */
export function setKey(text: string, path: (string | number)[], key: string, value: unknown, layout: Layout): string {
  const node = at(text, [...path, key]);
  if (!node) return value === undefined ? text : append(text, path, { [key]: value }, layout);
  if (value === undefined) return applyEdits(text, removeEntry(text, node.parent!));
  return applyEdits(text, [{ offset: node.offset, length: node.length, content: oneLine(value) }]);
}

/** Leaves pictures out of a rule, and gives them one of their own behind the others. @param excluded what it leaves out already */
export function splitRule(
  text: string,
  index: number,
  sources: readonly string[],
  { style, ...overrides }: Record<string, unknown>,
  layout: Layout,
  excluded: readonly string[],
): string {
  const rule = getNodeValue(at(text, ['assets', index])!) as Record<string, unknown>;
  const { exclude, output } = rule;
  const kept = Object.entries(rule).filter(([key]) => !REPLACED.has(key));
  const set = Object.entries(overrides).filter(([, value]) => value !== undefined);
  const to = output === undefined ? {} : { output };
  const own = {
    input: sources.length === 1 ? sources[0] : sources,
    style,
    ...to,
    ...Object.fromEntries([...kept, ...set]),
  };
  const all = [...excluded, ...sources];
  const left = Array.isArray(exclude)
    ? append(text, ['assets', index, 'exclude'], sources, layout)
    : changeRule(text, index, { exclude: all.length === 1 ? all[0] : all }, layout);
  return append(left, ['assets'], [own], layout);
}

/** Of a rule, what a picture's own one does not take over from it. */
const REPLACED = new Set(['input', 'exclude', 'style', 'output', 'strength', 'preserveColor', 'strokeScale']);

export function append(text: string, path: (string | number)[], entries: object, layout: Layout): string {
  const container = at(text, path);
  return container ? applyEdits(text, appendEntries(text, container, entries, layout)) : text;
}

export function at(text: string, path: (string | number)[]): Node | undefined {
  const { root } = readTree(text);
  return root && findNodeAtLocation(root, path);
}

/** What lies between the first and the last change, as one edit: one step to undo. */
export function difference(before: string, after: string): Edit[] {
  if (before === after) return [];
  let start = 0;
  while (before[start] === after[start] && start < before.length) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end++;
  return [{ offset: start, length: before.length - start - end, content: after.slice(start, after.length - end) }];
}
