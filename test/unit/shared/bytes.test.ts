import { describe, expect, it } from 'vitest';
import { formatBytes, parseBytes } from '../../../src/shared/bytes';

describe('a size', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [41_200, '41 kB'],
    [999_600, '1.0 MB'],
    [4_120_000, '4.1 MB'],
    [99_960_000, '100 MB'],
    [2e9, '2.0 GB'],
    [5.5e15, '5500 TB'],
  ])('of %d bytes is said as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it.each([
    ['5GB', 5e9],
    ['1.5 TB', 1.5e12],
    [' 500 mb ', 5e8],
    ['20 b', 20],
    ['0GB', 0],
  ])('written %j is %d bytes', (text, bytes) => expect(parseBytes(text)).toBe(bytes));

  it.each(['', '5', '-5GB', '5 PB', 'GB', '1e3MB', '5GB more'])('is none: %j', (text) =>
    expect(parseBytes(text)).toBeUndefined(),
  );
});
