import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
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

  it.each(['ink.png:0', 'ink.png:0.0', 'ink.png:1.2.3', 'ink.png:.'])('%s is refused', (text) => {
    expect(() => parseStyleReference(text)).toThrow(InvalidArgumentError);
    expect(() => parseStyleReference(text)).toThrow('The weight of ink.png is a number above 0.');
  });
});
