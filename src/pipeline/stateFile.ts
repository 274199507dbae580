/** How `WorkspaceState` keeps its notes in files. */

import { z } from 'zod';
import { type Pace, paceSchema } from '../shared/pace';
import type { Stamp } from './stamps';

/** What is known of a workspace between runs. */
export interface Notes {
  /** Of pictures and references, by path. */
  files: Record<string, FileEntry>;
  /** Of results, by path. */
  outputs: Record<string, OutputEntry>;
  pace: Pace;
}

interface FileEntry extends Stamp {
  hash: string;
}

const stamp = { size: z.number(), mtimeMs: z.number() };
const fingerprint = z.object({ source: z.string(), style: z.string(), parameters: z.string(), model: z.string() });

/** What is noted of an output: its file, and what it was made from where that is known. */
export const outputEntry = z.object({
  ...stamp,
  hash: z.string().optional(),
  fingerprint: fingerprint.optional(),
  picture: z.object({ width: z.number(), height: z.number() }).optional(),
});
export type OutputEntry = z.infer<typeof outputEntry>;

export const intentsSchema = z.object({
  /** Milliseconds since 1970. */
  since: z.number(),
  /** What was there before; null for nothing. */
  paths: z.record(z.string(), z.object(stamp).nullable()),
});

/** @returns the notes in a parsed file; undefined where it is none */
export function readNotes(json: unknown): Notes | undefined {
  const { success, data } = written.safeParse(json);
  if (!success) return undefined;
  if (data.version === 1) return data;
  const { hashes, pace } = data;
  const files = Object.entries(data.files).map(([path, row]) => [path, fileOf(row)] as const);
  const outputs = Object.entries(data.outputs).map(([path, row]) => [path, outputOf(row, hashes)] as const);
  return { files: Object.fromEntries(files), outputs: Object.fromEntries(outputs), pace };
}

/** What `readNotes` reads: each hash that thousands of outputs share is in there once, which halves the file and the time for it. */
export function notesToWrite({ files, outputs, pace }: Notes): object {
  const places = new Map<string, number>();
  const placeOf = (hash: string): number => {
    const place = places.get(hash) ?? places.size;
    places.set(hash, place);
    return place;
  };
  const fileRows = Object.entries(files).map(([path, { size, mtimeMs, hash }]): [string, FileRow] => [
    path,
    [size, mtimeMs, hash],
  ]);
  const outputRows = Object.entries(outputs).map(([path, entry]): [string, OutputRow] => {
    const { size, mtimeMs, hash = null, fingerprint, picture } = entry;
    const sides = picture ? ([picture.width, picture.height] as const) : null;
    const { source, style, parameters, model } = fingerprint ?? {};
    const shared = [style, parameters, model].flatMap((hash) => (hash === undefined ? [] : placeOf(hash)));
    return [path, [size, mtimeMs, hash, sides, source ?? null, ...shared]];
  });
  const rows = { files: Object.fromEntries(fileRows), outputs: Object.fromEntries(outputRows) };
  return { version: 2, hashes: [...places.keys()], ...rows, pace };
}

/** Size, time, hash. */
type FileRow = [number, number, string];

/** Size, time, hash, width and height, the fingerprint's source, and the places of its style, parameters and model among the hashes. */
type OutputRow = [number, number, string | null, readonly [number, number] | null, string | null, ...number[]];

const pace = paceSchema.default({ sources: {}, formats: {} });
const written = z.discriminatedUnion('version', [
  z.object({
    version: z.literal(1),
    files: z.record(z.string(), z.object({ ...stamp, hash: z.string() })),
    outputs: z.record(z.string(), outputEntry),
    pace,
  }),
  z.object({
    version: z.literal(2),
    hashes: z.array(z.string()),
    files: recordOf<FileRow>(isFileRow),
    outputs: recordOf<OutputRow>(isOutputRow),
    pace,
  }),
]);

/** Checked by hand, to the same end as `z.record(z.string(), z.tuple(…))`: for ten thousand assets that takes a tenth of a second. */
function recordOf<Row>(isRow: (row: unknown[]) => boolean) {
  return z.custom<Record<string, Row>>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.values(value).every((row) => Array.isArray(row) && isRow(row)),
  );
}

function isFileRow([size, mtimeMs, hash, ...more]: unknown[]): boolean {
  return isNumber(size) && isNumber(mtimeMs) && typeof hash === 'string' && more.length === 0;
}

function isOutputRow([size, mtimeMs, hash, sides, source, ...shared]: unknown[]): boolean {
  return (
    isNumber(size) &&
    isNumber(mtimeMs) &&
    isTextOrNull(hash) &&
    (sides === null || (Array.isArray(sides) && sides.length === 2 && sides.every(isNumber))) &&
    isTextOrNull(source) &&
    shared.length === (source === null ? 0 : 3) &&
    shared.every(isNumber)
  );
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string';
}

function fileOf([size, mtimeMs, hash]: FileRow): FileEntry {
  return { size, mtimeMs, hash };
}

function outputOf([size, mtimeMs, hash, sides, source, ...shared]: OutputRow, hashes: readonly string[]): OutputEntry {
  const entry: OutputEntry = { size, mtimeMs };
  if (hash !== null) entry.hash = hash;
  if (sides) entry.picture = { width: sides[0], height: sides[1] };
  // a place that is none was damaged: nothing has an empty hash, so that what it stands for is made again
  const [style = '', parameters = '', model = ''] = shared.map((place) => hashes[place] ?? '');
  if (source !== null) entry.fingerprint = { source, style, parameters, model };
  return entry;
}
