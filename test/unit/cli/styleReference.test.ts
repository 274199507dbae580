import { join, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { STYLES } from '../../../src/cli/installation';
import { parseStyleReference } from '../../../src/cli/styleReference';

describe('a style on the command line', () => {
  it.each([
    ['ink.png', 'ink.png', 1],
    ['ink.png:2', 'ink.png', 2],
    ['ink.png:0.25', 'ink.png', 0.25],
    ['art:old/ink.png', 'art:old/ink.png', 1],
    ['art:old/ink.png:3', 'art:old/ink.png', 3],
    ['C:\\art\\ink.png', 'C:\\art\\ink.png', 1],
    ['C:\\art\\ink.png:2.5', 'C:\\art\\ink.png', 2.5],
    ['C:/art/ink.png:.5', 'C:/art/ink.png', 0.5],
  ])('%s', (text, path, weight) => {
    expect(parseStyleReference(text)).toEqual({ path: resolve(path), weight });
  });

  it.each([
    ['builtin:ink', 1],
    ['builtin:ink:0.25', 0.25],
  ])('%s is a picture of the installation', (text, weight) => {
    expect(parseStyleReference(text)).toEqual({ path: join(STYLES, 'ink.webp'), weight });
  });

  it.each(['builtin:inc', 'builtin:inc:2'])('%s is unknown', (text) => {
    expect(() => parseStyleReference(text)).toThrow(
      'There is no built-in style "inc". Did you mean "builtin:ink"? `stylize styles` lists them.',
    );
  });

  it.each(['ink.png:0', 'ink.png:0.0', 'ink.png:1.2.3', 'ink.png:.'])('%s is refused', (text) => {
    expect(() => parseStyleReference(text)).toThrow(InvalidArgumentError);
    expect(() => parseStyleReference(text)).toThrow('The weight of ink.png is a number above 0.');
  });
});
