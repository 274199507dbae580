import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { StyleReference } from '../shared/protocol';

/** `picture` or `picture:weight` → an absolute path and its share, 1 if left out. */
export function parseStyleReference(text: string): StyleReference {
  // the last colon, and only before a number: C:\art\ink.png has one too
  const [, path = text, weight] = /^(.+):([\d.]+)$/.exec(text) ?? [];
  const share = weight === undefined ? 1 : Number(weight);
  if (!(share > 0)) throw new InvalidArgumentError(`The weight of ${path} is a number above 0.`);
  return { path: resolve(path), weight: share };
}
