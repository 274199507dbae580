/** What `WorkspaceState` keeps in its files. */

import { z } from 'zod';
import { paceSchema } from '../shared/pace';
import type { Stamp } from './stamps';

const stamp = { size: z.number(), mtimeMs: z.number() };
const fingerprint = z.object({ source: z.string(), style: z.string(), parameters: z.string(), model: z.string() });

interface FileEntry extends Stamp {
  hash: string;
}

/** What is noted of an output: its file, and what it was made from where that is known. */
export const outputEntry = z.object({
  ...stamp,
  hash: z.string().optional(),
  fingerprint: fingerprint.optional(),
  picture: z.object({ width: z.number(), height: z.number() }).optional(),
});
export type OutputEntry = z.infer<typeof outputEntry>;

export const stateSchema = z.object({
  version: z.literal(1),
  files: recordOf<FileEntry>(isFileEntry),
  outputs: recordOf<OutputEntry>(isOutputEntry),
  pace: paceSchema.default({ sources: {}, formats: {} }),
});

export const intentsSchema = z.object({
  /** Milliseconds since 1970. */
  since: z.number(),
  /** What was there before; null for nothing. */
  paths: z.record(z.string(), z.object(stamp).nullable()),
});

/** Checked by hand, to the same end as `z.record(z.string(), …)`: for ten thousand assets that takes a tenth of a second. */
function recordOf<T>(isEntry: (entry: Fields) => boolean) {
  return z.custom<Record<string, T>>(
    (value) => isObject(value) && Object.values(value).every((entry) => isObject(entry) && isEntry(entry)),
  );
}

type Fields = Record<string, unknown>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStamp({ size, mtimeMs }: Fields): boolean {
  return typeof size === 'number' && typeof mtimeMs === 'number';
}

function isFileEntry(entry: Fields): boolean {
  return isStamp(entry) && typeof entry.hash === 'string';
}

function isOutputEntry(entry: Fields): boolean {
  const { hash, fingerprint, picture } = entry;
  return (
    isStamp(entry) &&
    (hash === undefined || typeof hash === 'string') &&
    (fingerprint === undefined || (isObject(fingerprint) && isFingerprint(fingerprint))) &&
    (picture === undefined || (isObject(picture) && isPictureSize(picture)))
  );
}

function isFingerprint({ source, style, parameters, model }: Fields): boolean {
  return [source, style, parameters, model].every((hash) => typeof hash === 'string');
}

function isPictureSize({ width, height }: Fields): boolean {
  return typeof width === 'number' && typeof height === 'number';
}
