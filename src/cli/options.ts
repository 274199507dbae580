import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_CACHE_LIMIT, defaultCacheFolder } from '../pipeline/cacheFolder';
import { CONCURRENCY } from '../pipeline/engineTeam';
import { formatBytes, parseBytes } from '../shared/bytes';
import { FACTOR_IDS, FACTOR_RANGE, type Factors } from '../shared/factors';
import { STROKE_SCALES } from '../shared/protocol';
import { PROVIDERS } from '../shared/providers';
import { parseShard, type Shard } from './selection';

/** What `--report` names: a form and a file. */
export interface ReportTarget {
  form: (typeof REPORT_FORMS)[number];
  path: string;
}

export const REPORT_FORMS = ['html', 'junit', 'json'] as const;

export const json = (): Option => new Option('--json', 'one JSON object').default(false);

/** @param last what comes after the lines of each picture or thing */
export const jsonLines = (last: string): Option =>
  new Option('--json', `one JSON object a line, ${last}`).default(false);

export const listOnly = (): Option => new Option('--dry-run', 'list them, and do nothing').default(false);

export const provider = (): Option =>
  new Option('--provider <name>', 'what computes').choices(PROVIDERS).default('auto');

export const cacheFolder = (): Option =>
  new Option(
    '--cache <folder>',
    'where outputs are kept, so that none is painted twice; may be shared by machines',
  ).default(defaultCacheFolder());

/** `--cache`, `--no-cache` and `--cache-limit`, of commands that make outputs. */
export function addCacheOptions(command: Command): Command {
  return command
    .addOption(cacheFolder())
    .option('--no-cache', 'neither take outputs from the cache nor keep them there')
    .addOption(cacheLimit());
}

export const cacheLimit = (): Option =>
  new Option('--cache-limit <size>', 'what the cache may take before the least recently used goes, such as 5GB')
    .argParser(size)
    .default(DEFAULT_CACHE_LIMIT, formatBytes(DEFAULT_CACHE_LIMIT));

/** What all commands take that read a manifest. */
export function addManifestOptions(command: Command): Command {
  return command
    .argument('[manifest]', 'the manifest', 'stylize.json')
    .option('--set <name=value>', 'another text for a variable of the manifest; may be given again', variable)
    .option('--allow-outside', "let pictures and results lie outside the manifest's folder", false);
}

/** `--factor`, of commands that take `--style`. */
export const factor = (): Option =>
  new Option(
    '--factor <id=amount>',
    `more or less of a learnt factor of styles, ${FACTOR_RANGE.join(' to ')}: ${FACTOR_IDS.join(', ')}; may be given again`,
  ).argParser(factorAmount);

export const concurrency = (): Option =>
  new Option('--concurrency <n>', 'pictures on their way at once: read, painted and written side by side')
    .argParser(wholeNumber)
    .default(CONCURRENCY);

/** For options that may be given again. */
export function collect<T>(parse: (text: string) => T): (text: string, before?: T[]) => T[] {
  return (text, before = []) => [...before, parse(text)];
}

export const strength = between(0, 1);
export const smooth = between(0, 1);
export const strokeScale = between(...STROKE_SCALES);

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It is a whole number from 1 on.');
  return value;
}

export function minutes(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0)) throw new InvalidArgumentError('It is a number above 0.');
  return value;
}

/** A name that is a file's, too. */
export function packName(text: string): string {
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._ -]*$/u.test(text))
    throw new InvalidArgumentError('It begins with a letter or digit, then letters, digits, spaces, dots, dashes.');
  return text;
}

export function quality(text: string): number {
  const value = wholeNumber(text);
  if (value > 100) throw new InvalidArgumentError('It is a whole number from 1 to 100.');
  return value;
}

export function shard(text: string): Shard {
  const parsed = parseShard(text);
  if (!parsed) throw new InvalidArgumentError('It is a part of a whole, such as 2/3.');
  return parsed;
}

export function reportTarget(text: string): ReportTarget {
  const [, name, path] = /^(\w+)=(.+)$/.exec(text) ?? [];
  const form = REPORT_FORMS.find((known) => known === name);
  if (!form || !path)
    throw new InvalidArgumentError(`Known are ${REPORT_FORMS.map((it) => `${it}=<file>`).join(', ')}.`);
  return { form, path: resolve(path) };
}

function size(text: string): number {
  const bytes = parseBytes(text);
  if (bytes === undefined) throw new InvalidArgumentError('It is a size with its unit, such as 500MB or 5GB.');
  return bytes;
}

function factorAmount(text: string, before: Factors = {}): Factors {
  const [, name, amount = ''] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  const id = FACTOR_IDS.find((known) => known === name);
  if (!id)
    throw new InvalidArgumentError(
      `It is a factor and an amount, such as contrast=0.5. Factors are ${FACTOR_IDS.join(', ')}.`,
    );
  return { ...before, [id]: between(...FACTOR_RANGE)(amount) };
}

/** Gathers the values of variables by name. */
function variable(text: string, before: Record<string, string> = {}): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('It is a name and a text: art=assets/art.');
  return { ...before, [name]: value };
}

function between(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    // an empty text, as an unset variable of the shell gives it, would else be 0
    if (text.trim() === '' || !(value >= least && value <= most))
      throw new InvalidArgumentError(`It is a number from ${least} to ${most}.`);
    return value;
  };
}
