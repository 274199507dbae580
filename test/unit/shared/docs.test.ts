import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  assetRuleSchema,
  blendStyleSchema,
  defaultsSchema,
  derivedStyleSchema,
  folderSchema,
  manifestSchema,
  outputSchema,
  referenceStyleSchema,
} from '../../../src/shared/manifest';
import { parseManifest } from '../../../src/shared/parseManifest';

const page = readFileSync(new URL('../../../docs/manifest.md', import.meta.url), 'utf8');
// test/engine/docs.test.ts runs them all
const examples = Array.from(page.matchAll(/```json( [^\n]*)?\r?\n(.*?)```/gs)).flatMap(([, name, text]) =>
  name ? [] : [text!],
);

describe('docs/manifest.md', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(5);
  });

  it.each(examples)('has an example without problems: %#', (example) => {
    expect(parseManifest(example).problems).toEqual([]);
  });

  it.each(
    Object.entries({
      manifest: manifestSchema,
      reference: referenceStyleSchema,
      blend: blendStyleSchema,
      derived: derivedStyleSchema,
      rule: assetRuleSchema,
      outputs: outputSchema,
      folders: folderSchema,
      defaults: defaultsSchema,
    }),
  )('has a heading or a row of a table for every key of: %s', (_, { shape }) => {
    const places = page.split('\n').filter((line) => line.startsWith('#') || /^\| `/.test(line));
    const described = (key: string) => places.some((line) => line.includes(`\`${key}\``));
    expect(Object.keys(shape).filter((key) => !described(key))).toEqual([]);
  });

  it('has every key in an example', () => {
    const keys = [manifestSchema, derivedStyleSchema, blendStyleSchema, assetRuleSchema, outputSchema, defaultsSchema]
      .flatMap(({ shape }) => Object.keys(shape))
      .filter((key) => key !== '$schema');
    const all = examples.join();
    expect(keys.filter((key) => !all.includes(`"${key}":`))).toEqual([]);
  });
});
