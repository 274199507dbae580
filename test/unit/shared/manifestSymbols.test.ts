import { describe, expect, it } from 'vitest';
import { outlineManifest } from '../../../src/shared/manifestOutline';
import { definitionsOf, renameStyle, styleNameAt, usesOf } from '../../../src/shared/manifestSymbols';
import { edited } from './manuscript';

const text = `{
  "styles": {
    "ink": { "reference": "ink" }, // ink
    "oil": { "reference": "oil.png" },
    "mix": { "blend": { "ink": 1, "oil": 2 } }
  },
  "assets": [{ "input": "ink", "style": "ink", "output": "ink" }, { "style": "mix" }, { "style": "gone" }]
}`;
const outline = outlineManifest(text);
const marked = (ranges: { offset: number; length: number }[]) =>
  ranges.map(({ offset, length }) => [text.slice(0, offset).split('\n').length, text.slice(offset, offset + length)]);

describe('the styles of a manifest', () => {
  it('are found where they are defined and used, and nowhere else', () => {
    expect(marked(definitionsOf(outline, 'ink'))).toEqual([[3, '"ink"']]);
    expect(marked(usesOf(outline, 'ink'))).toEqual([
      [5, '"ink"'],
      [7, '"ink"'],
    ]);
    expect(definitionsOf(outline, 'gone')).toEqual([]);
    expect(styleNameAt(outline, text.indexOf('"gone"') + 2)?.value).toBe('gone');
    expect(styleNameAt(outline, text.indexOf('oil.png'))).toBeUndefined();
  });

  it('are renamed everywhere, with comments and paths left as they are', () => {
    const renaming = renameStyle(outline, 'ink', 'black ink');
    if (!('edits' in renaming)) throw new Error(renaming.refusal);
    expect(edited(text, renaming.edits)).toBe(
      text
        .replace('"ink": {', '"black ink": {')
        .replace('"ink": 1', '"black ink": 1')
        .replace('"style": "ink"', '"style": "black ink"'),
    );
  });

  it('take no name that is none, or that another style has', () => {
    expect(renameStyle(outline, 'ink', 'a/b')).toEqual({ refusal: 'not-a-name' });
    expect(renameStyle(outline, 'ink', '')).toEqual({ refusal: 'not-a-name' });
    expect(renameStyle(outline, 'ink', 'oil')).toEqual({ refusal: 'taken' });
    expect(renameStyle(outline, 'ink', 'gone')).toEqual({ refusal: 'taken' });
  });

  it('are known in a text that is only half written', () => {
    const half = outlineManifest('{ "styles": { "a": { "reference": "x" }, "b": ');
    expect(half.styles.map(({ name }) => name.value)).toEqual(['a']);
    expect(usesOf(outlineManifest('{ "assets": [{ "style": "a'), 'a')).toHaveLength(1);
  });
});
