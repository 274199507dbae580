import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { outputEntry, stateSchema } from '../../../src/pipeline/stateSchema';

const stamp = { size: fc.nat(), mtimeMs: fc.double({ noNaN: true, noDefaultInfinity: true }) };
const entry = fc.record(
  {
    ...stamp,
    hash: fc.string(),
    fingerprint: fc.record({ source: fc.string(), style: fc.string(), parameters: fc.string(), model: fc.string() }),
    picture: fc.record({ width: fc.nat(), height: fc.nat() }),
  },
  { requiredKeys: ['size', 'mtimeMs'] },
);
/** What an entry, or a part of it, must not be. */
const damage = fc.constantFrom(null, 'text', 3, [], {}, true);

describe('the file of what is known between runs', () => {
  it('takes the outputs that a schema of each entry takes, and no others', () => {
    const slow = z.record(z.string(), outputEntry);
    const path = fc.array(fc.constantFrom('size', 'mtimeMs', 'hash', 'fingerprint', 'picture', 'source', 'width'));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 4 }), path, damage, (entries, path, damage) => {
        const outputs = Object.fromEntries(entries.map((entry, index) => [`out/${index}.png`, structuredClone(entry)]));
        spoil(outputs, ['out/0.png', ...path], damage);
        const state = { version: 1, files: {}, outputs };
        expect(stateSchema.safeParse(state).success).toBe(slow.safeParse(outputs).success);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no files without a hash, and no list in place of them', () => {
    const takes = (files: unknown) => stateSchema.safeParse({ version: 1, files, outputs: {} }).success;
    expect(takes({ 'a.png': { size: 1, mtimeMs: 2, hash: 'x' } })).toBe(true);
    expect(takes({ 'a.png': { size: 1, mtimeMs: 2 } })).toBe(false);
    expect(takes({ 'a.png': { size: '1', mtimeMs: 2, hash: 'x' } })).toBe(false);
    expect(takes([])).toBe(false);
    expect(takes(undefined)).toBe(false);
  });
});

/** Puts something else where a path leads, as far as it leads. */
function spoil(within: Record<string, unknown>, [key, ...rest]: string[], damage: unknown): void {
  if (key === undefined || !(key in within)) return;
  const next = within[key];
  if (rest.length === 0 || typeof next !== 'object' || next === null) within[key] = damage;
  else spoil(next as Record<string, unknown>, rest, damage);
}
