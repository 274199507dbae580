/** What the schema finds wrong, in words for a person. */

import type { z } from 'zod';
import { closest, didYouMean } from './closest';
import {
  assetRuleSchema,
  blendStyleSchema,
  defaultsSchema,
  derivedStyleSchema,
  factorsSchema,
  folderSchema,
  manifestSchema,
  outputSchema,
  referenceStyleSchema,
} from './manifest';
import type { ManifestPath, PlanProblem } from './manifestProblem';
import { MAX_PATH_LENGTH } from './pathText';
import { sheetSchema } from './sheet';

type Issue = z.core.$ZodIssue;

/** Problems for the issues that zod found in `root`. Paths are relative to `root`. */
export function schemaProblems(issues: readonly Issue[], root: unknown): PlanProblem[] {
  return issues.flatMap((issue) => problemsOf(issue, issue.path as ManifestPath, root));
}

function problemsOf(issue: Issue, path: ManifestPath, root: unknown): PlanProblem[] {
  const value = valueAt(root, path);
  const wrong = (what: string, suggestion?: string): PlanProblem[] => [
    error(path, `${subject(path)} ${what}.${didYouMean(suggestion)}`, suggestion),
  ];
  const must = (what: string, suggestion?: string) =>
    value === undefined
      ? wrong(`is missing: it must be ${what}`)
      : wrong(`must be ${what}, but is ${show(value)}`, suggestion);

  switch (issue.code) {
    case 'invalid_type':
      return must(TYPES[issue.expected] ?? 'something else');
    case 'invalid_value': {
      if (path.length === 1 && path[0] === 'version') return must('1').map((each) => ({ ...each, kind: 'no-version' }));
      const suggestion = typeof value === 'string' ? closest(value, issue.values.map(String)) : undefined;
      return must(`${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`, suggestion);
    }
    case 'too_small':
      if (issue.origin === 'string' || issue.origin === 'array') return wrong('must not be empty');
      return must(`${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}`);
    case 'too_big':
      if (issue.origin === 'string') return wrong(`must not be longer than ${issue.maximum} characters`);
      return must(`at most ${issue.maximum}`);
    case 'invalid_format':
      return wrong(issue.message.startsWith('must ') ? issue.message : NAME_RULE);
    case 'invalid_key':
      return [invalidKey(path)];
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key));
    case 'invalid_union':
      if (path.at(-1) === 'sheet') return sheetProblems(issue, path, root);
      return isStyle(path) ? styleProblems(issue, path, root) : listProblems(issue, path, root);
    default:
      return [error(path, issue.message)];
  }
}

function invalidKey(path: ManifestPath): PlanProblem {
  const name = show(path.at(-1));
  const message =
    path[0] === 'variables'
      ? `The variable name ${name} must be of letters, digits, hyphens, underscores and dots, and must not start with a hyphen or dot.`
      : path[0] === 'folders'
        ? `The folder ${name} must not be empty or longer than ${MAX_PATH_LENGTH} characters. "." is the folder of the manifest.`
        : `The style name ${name} ${NAME_RULE}.`;
  return { ...error(path, message), onKey: true };
}

/** A style is one of three things. The keys tell which was meant; only the complaints about that one help. */
function styleProblems(issue: z.core.$ZodIssueInvalidUnion, path: ManifestPath, root: unknown): PlanProblem[] {
  const value = valueAt(root, path);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [error(path, `${subject(path)} must be an object in braces, but is ${show(value)}.`)];
  }
  const kinds = STYLE_KINDS.filter((key) => Object.hasOwn(value, key));
  if (kinds.length > 1) {
    const [first, second] = kinds;
    return [error(path, `${subject(path)} has both "${first}" and "${second}". It must have exactly one of them.`)];
  }
  const [kind] = kinds;
  if (!kind) {
    const unknown = Object.keys(value).filter((key) => !keysAt(path).includes(key));
    const needed =
      'either "reference", a picture, or "blend", other styles with their shares, or "extends", another style';
    return [error(path, `${subject(path)} needs ${needed}.`), ...unknown.map((key) => unknownKey(path, key))];
  }
  return branch(issue, STYLE_KINDS.indexOf(kind), path, root);
}

/** In the order of the schema's union. */
const STYLE_KINDS = ['reference', 'blend', 'extends'] as const;

/** As with styles, the keys tell which kind of sheet was meant. */
function sheetProblems(issue: z.core.$ZodIssueInvalidUnion, path: ManifestPath, root: unknown): PlanProblem[] {
  const value = valueAt(root, path);
  const example = 'an object in braces such as { "cell": [32, 32] }';
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [error(path, `"sheet" must be ${example}, but is ${show(value)}.`)];
  const kind = SHEET_KINDS.findIndex((keys) => keys.some((key) => Object.hasOwn(value, key)));
  if (kind >= 0) return branch(issue, kind, path, root);
  const unknown = Object.keys(value).filter((key) => !keysAt(path).includes(key));
  const needed =
    '"sheet" needs either "cell", their width and height, or "columns" and "rows", or "atlas", a JSON file.';
  return [error(path, needed), ...unknown.map((key) => unknownKey(path, key))];
}

/** In the order of the schema's union: keys that no other kind has. */
const SHEET_KINDS = [['cell'], ['columns', 'rows'], ['atlas']] as const;

/** One text, or a list of them, or what the union itself says. */
function listProblems(issue: z.core.$ZodIssueInvalidUnion, path: ManifestPath, root: unknown): PlanProblem[] {
  const value = valueAt(root, path);
  // the second kind of each is the longer one
  const isOwn = issue.message !== NO_MESSAGE;
  if (Array.isArray(value) || (isOwn && typeof value === 'object' && value !== null))
    return branch(issue, 1, path, root);
  const expected = isOwn ? issue.message : 'text in quotes, or a list of such texts';
  const what =
    value === undefined ? `is missing: it must be ${expected}` : `must be ${expected}, but is ${show(value)}`;
  return [error(path, `${subject(path)} ${what}.`)];
}

function branch(issue: z.core.$ZodIssueInvalidUnion, index: number, path: ManifestPath, root: unknown) {
  const issues = issue.errors[index] ?? [];
  return issues.flatMap((inner) => problemsOf(inner, [...path, ...(inner.path as ManifestPath)], root));
}

function unknownKey(path: ManifestPath, key: string): PlanProblem {
  const suggestion = closest(key, keysAt(path));
  const known = suggestion === undefined ? ` Known here: ${keysAt(path).join(', ')}.` : didYouMean(suggestion);
  return { ...error([...path, key], `"${key}" is not a known key.${known}`, suggestion), onKey: true };
}

function keysAt(path: ManifestPath): string[] {
  return [...new Set(schemasAt(path).flatMap(({ shape }) => Object.keys(shape)))];
}

function schemasAt(path: ManifestPath): readonly { shape: object }[] {
  if (path.at(-1) === 'sheet') return sheetSchema.options;
  if (path[0] === 'styles' && path[2] === 'factors') return [factorsSchema];
  if (isStyle(path)) return [referenceStyleSchema, blendStyleSchema, derivedStyleSchema];
  if (path.length === 0) return [manifestSchema];
  if (path[0] === 'defaults') return [defaultsSchema];
  if (path[0] === 'folders') return [folderSchema];
  return [path.includes('outputs') ? outputSchema : assetRuleSchema];
}

function subject(path: ManifestPath): string {
  const last = path.at(-1);
  if (last === undefined) return 'The manifest';
  if (isStyle(path)) return `The style "${last}"`;
  if (typeof last === 'string') return path.at(-2) === 'blend' ? `The share of "${last}"` : `"${last}"`;
  return path.length === 2 && path[0] === 'assets' ? `Rule ${last + 1}` : `Entry ${last + 1} of "${path.at(-2)}"`;
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function isStyle(path: ManifestPath): boolean {
  return path.length === 2 && path[0] === 'styles';
}

function valueAt(root: unknown, path: ManifestPath): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    return (value as Record<string | number, unknown>)[key];
  }, root);
}

function error(path: ManifestPath, message: string, suggestion?: string): PlanProblem {
  return { severity: 'error', message, path, ...(suggestion !== undefined && { suggestion }) };
}

/** Of zod, where a union says nothing itself. */
const NO_MESSAGE = 'Invalid input';

const NAME_RULE =
  'must start with a letter or digit, may go on with spaces, dots, hyphens and underscores, and must not end with a space or dot';

const TYPES: Record<string, string> = {
  string: 'text in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list in square brackets',
  record: 'an object in braces',
  object: 'an object in braces',
};
