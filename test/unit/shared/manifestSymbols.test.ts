import { describe, expect, it } from 'vitest';
import { outlineManifest } from '../../../src/shared/manifestOutline';
import {
  definitionsOf,
  type ManifestSymbol,
  renameSymbol,
  symbolAt,
  usesOf,
} from '../../../src/shared/manifestSymbols';
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
const named = (kind: ManifestSymbol['kind'], value: string): ManifestSymbol => ({
  kind,
  text: { value, offset: 0, length: 0 },
});
const style = (name: string) => named('style', name);
const marked = (ranges: { offset: number; length: number }[]) =>
  ranges.map(({ offset, length }) => [text.slice(0, offset).split('\n').length, text.slice(offset, offset + length)]);

describe('the styles of a manifest', () => {
  it('are found where they are defined and used, and nowhere else', () => {
    expect(marked(definitionsOf(outline, style('ink')))).toEqual([[3, '"ink"']]);
    expect(marked(usesOf(outline, style('ink')))).toEqual([
      [5, '"ink"'],
      [7, '"ink"'],
    ]);
    expect(definitionsOf(outline, style('gone'))).toEqual([]);
    expect(symbolAt(outline, text.indexOf('"gone"') + 2)?.text.value).toBe('gone');
    expect(symbolAt(outline, text.indexOf('oil.png'))).toBeUndefined();
  });

  it('are renamed everywhere, with comments and paths left as they are', () => {
    const renaming = renameSymbol(outline, style('ink'), 'black ink');
    if (!('edits' in renaming)) throw new Error(renaming.refusal);
    expect(edited(text, renaming.edits)).toBe(
      text
        .replace('"ink": {', '"black ink": {')
        .replace('"ink": 1', '"black ink": 1')
        .replace('"style": "ink"', '"style": "black ink"'),
    );
  });

  it('take no name that is none, or that another style has', () => {
    expect(renameSymbol(outline, style('ink'), 'a/b')).toEqual({ refusal: 'not-a-name' });
    expect(renameSymbol(outline, style('ink'), '')).toEqual({ refusal: 'not-a-name' });
    expect(renameSymbol(outline, style('ink'), 'oil')).toEqual({ refusal: 'taken' });
    expect(renameSymbol(outline, style('ink'), 'gone')).toEqual({ refusal: 'taken' });
  });

  it('are known in a text that is only half written', () => {
    const half = outlineManifest('{ "styles": { "a": { "reference": "x" }, "b": ');
    expect(half.styles.map(({ name }) => name.value)).toEqual(['a']);
    expect(usesOf(outlineManifest('{ "assets": [{ "style": "a'), style('a'))).toHaveLength(1);
  });
});
