import { describe, expect, it } from 'vitest';
import { noteOf, reviewSchema, verdictOf, withNote, withVerdict } from '../../../src/shared/review';

const FILE = { size: 10, mtimeMs: 5.5 };

describe('what is said of an output', () => {
  it('holds for the file that was judged, and for no other', () => {
    const reviews = withVerdict({}, 'out/a.png', 'accepted', FILE);
    expect(verdictOf(reviews, 'out/a.png', FILE)).toBe('accepted');
    expect(verdictOf(reviews, 'out/a.png', { ...FILE, size: 11 })).toBeUndefined();
    expect(verdictOf(reviews, 'out/a.png', { ...FILE, mtimeMs: 6 })).toBeUndefined();
    expect(verdictOf(reviews, 'out/a.png', undefined)).toBeUndefined();
    expect(verdictOf(reviews, 'out/b.png', FILE)).toBeUndefined();
  });

  it('outlives the file as a note', () => {
    const reviews = withNote(withVerdict({}, 'a', 'rejected', FILE), 'a', ' too dark ');
    expect(noteOf(reviews, 'a')).toBe('too dark');
    expect(verdictOf(reviews, 'a', { ...FILE, size: 1 })).toBeUndefined();
    expect(noteOf(withVerdict(reviews, 'a', 'accepted', FILE), 'a')).toBe('too dark');
  });

  it('leaves nothing behind once it is taken back', () => {
    const reviews = withNote(withVerdict({}, 'a', 'rejected', FILE), 'a', 'x');
    expect(withNote(withVerdict(reviews, 'a', null, FILE), 'a', '  ')).toEqual({});
  });

  it('can be said of outputs with any name', () => {
    const reviews = withNote({}, 'constructor', 'x');
    expect(noteOf(reviews, 'constructor')).toBe('x');
    expect(noteOf({}, 'constructor')).toBeUndefined();
    const read = reviewSchema.safeParse(JSON.parse(JSON.stringify({ version: 1, outputs: reviews })));
    expect(read.data?.outputs).toEqual(reviews);
  });

  it('is refused in a form that is not known', () => {
    for (const wrong of [{}, { version: 2, outputs: {} }, { version: 1, outputs: { a: { verdict: { is: 'maybe' } } } }])
      expect(reviewSchema.safeParse(wrong).success).toBe(false);
  });
});
