import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Range } from './manifestProblem';

export type SyntaxProblem = Range & { message: string };

/** The text as a tree, and why it may not be one. Comments and trailing commas are allowed. Never throws. */
export function readTree(text: string): { root: Node | undefined; syntax: SyntaxProblem[] } {
  // Windows editors may put a byte order mark in front; a space keeps the offsets.
  const json = text.replace(/^\uFEFF/, ' ');
  const deep = tooDeepAt(json);
  if (deep !== undefined) {
    return { root: undefined, syntax: [{ message: 'The brackets are nested too deeply.', offset: deep, length: 1 }] };
  }
  const errors: ParseError[] = [];
  const root = parseTree(json, errors, { allowTrailingComma: true });
  const onlyComments = !root && errors.every(({ error }) => printParseErrorCode(error) === 'ValueExpected');
  if (onlyComments) return { root, syntax: [{ message: EMPTY, offset: 0, length: 0 }] };
  const syntax = errors.map(({ error, offset, length }) => {
    return { message: MESSAGES[printParseErrorCode(error)] ?? 'This is not readable as JSON.', offset, length };
  });
  return { root, syntax };
}

/** Where brackets go deeper than any manifest. The parser recurses: thousands of them would exhaust the stack. */
export function tooDeepAt(json: string): number | undefined {
  const scanner = createScanner(json, true);
  let depth = 0;
  while (scanner.getPosition() < json.length) {
    scanner.scan();
    const opening = json[scanner.getTokenOffset()];
    if (opening === '{' || opening === '[') depth += 1;
    if (opening === '}' || opening === ']') depth -= 1;
    if (depth > DEEPEST) return scanner.getTokenOffset();
  }
  return undefined;
}

const DEEPEST = 64;
const EMPTY = 'The manifest is empty. It must hold an object in braces with "version", "styles" and "assets".';

/** By the names that jsonc-parser gives its error codes. */
const MESSAGES: Record<string, string> = {
  InvalidSymbol: 'This word or sign is not JSON. Text goes into double quotes.',
  InvalidNumberFormat: 'This number is not complete.',
  PropertyNameExpected: 'A key in double quotes is expected here.',
  ValueExpected: 'A value is expected here.',
  ColonExpected: 'A colon is expected here.',
  CommaExpected: 'A comma is expected here.',
  CloseBraceExpected: 'A closing brace } is expected here.',
  CloseBracketExpected: 'A closing bracket ] is expected here.',
  EndOfFileExpected: 'The manifest has ended before this: nothing may follow its last closing brace.',
  UnexpectedEndOfComment: 'This comment is never closed: */ is missing.',
  UnexpectedEndOfString: 'This text is never closed: a double quote is missing.',
  UnexpectedEndOfNumber: 'This number is not complete.',
  InvalidUnicode: 'After \\u four hexadecimal digits are expected.',
  InvalidEscapeCharacter: 'This backslash means nothing here. Folders are separated by forward slashes: /.',
  InvalidCharacter: 'Line breaks and tabs cannot stand inside quotes.',
};
