import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Notes, notesToWrite, readNotes } from '../../../src/pipeline/stateFile';

const stamp = { size: fc.nat(), mtimeMs: fc.nat() };
const hash = fc.constantFrom('a1', 'b2', 'c3', 'd4');
const fingerprint = fc.record({ source: hash, style: hash, parameters: hash, model: hash });
const picture = fc.record({ width: fc.nat(), height: fc.nat() });
const path = fc.constantFrom('a.png', 'out/b.png', '/elsewhere/c.webp', 'ü/d e.jpg');
const notes: fc.Arbitrary<Notes> = fc.record({
  files: fc.dictionary(path, fc.record({ ...stamp, hash }), { noNullPrototype: true }),
  outputs: fc.dictionary(
    path,
    fc.record({ ...stamp, hash, fingerprint, picture }, { requiredKeys: ['size', 'mtimeMs'], noNullPrototype: true }),
    { noNullPrototype: true },
  ),
  pace: fc.constant({ sources: { png: { of: 1, per: 2 } }, formats: {} }),
});
const throughFile = (json: object): unknown => JSON.parse(JSON.stringify(json));

describe('notes between runs', () => {
  it('come back from their file as they were', () => {
    fc.assert(
      fc.property(notes, (notes) => {
        expect(readNotes(throughFile(notesToWrite(notes)))).toEqual(notes);
      }),
    );
  });

  it('are read as they were written before, each hash where it is needed', () => {
    fc.assert(
      fc.property(notes, (notes) => {
        expect(readNotes(throughFile({ version: 1, ...notes }))).toEqual({ version: 1, ...notes });
      }),
    );
  });

  it('of thousands of outputs in one style have its hash once', () => {
    const entry = {
      size: 1,
      mtimeMs: 2,
      fingerprint: { source: 's', style: 'x'.repeat(64), parameters: 'p', model: 'm' },
    };
    const outputs = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`${i}.png`, entry]));
    const text = JSON.stringify(notesToWrite({ files: {}, outputs, pace: { sources: {}, formats: {} } }));
    expect(text.split('x'.repeat(64))).toHaveLength(2);
  });

  it('that are damaged are none, and are never misread', () => {
    const outputs = {
      'a.png': {
        size: 1,
        mtimeMs: 2,
        hash: 'h',
        fingerprint: { source: 's', style: 't', parameters: 'p', model: 'm' },
      },
    };
    const whole = notesToWrite({
      files: { 'b.png': { size: 3, mtimeMs: 4, hash: 'i' } },
      outputs,
      pace: { sources: {}, formats: {} },
    });
    const places = placesIn(whole);
    expect(places.length).toBeGreaterThan(20);
    for (const place of places)
      for (const damage of [null, 'text', 3.5, [], {}, true]) {
        const spoilt = throughFile(whole) as Tree;
        put(spoilt, place, damage);
        const read = readNotes(spoilt);
        if (read) expect(Object.values(read.outputs).every(isSound)).toBe(true);
      }
    for (const none of [undefined, null, [], 'text', { version: 3 }, { version: 2 }])
      expect(readNotes(none)).toBeUndefined();
  });
});

type Tree = { [key: string]: unknown };

function isSound({ size, mtimeMs, hash = '', fingerprint }: Notes['outputs'][string]): boolean {
  const texts = [hash, ...Object.values(fingerprint ?? {})];
  return typeof size === 'number' && typeof mtimeMs === 'number' && texts.every((text) => typeof text === 'string');
}

/** The ways to all that is in an object, at any depth. */
function placesIn(value: unknown, way: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [way];
  return [
    ...(way.length > 0 ? [way] : []),
    ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...way, key])),
  ];
}

function put(tree: Tree, [key, ...rest]: string[], value: unknown): void {
  if (rest.length === 0) tree[key!] = value;
  else put(tree[key!] as Tree, rest, value);
}
