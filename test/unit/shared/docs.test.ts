import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { assetRuleSchema, blendStyleSchema, manifestSchema, referenceStyleSchema } from '../../../src/shared/manifest';
import { parseManifest } from '../../../src/shared/parseManifest';

const page = readFileSync(new URL('../../../docs/manifest.md', import.meta.url), 'utf8');
const examples = Array.from(page.matchAll(/```json\r?\n(.*?)```/gs), (match) => match[1]!).filter((block) =>
  block.includes('"version"'),
);

describe('docs/manifest.md', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(1);
  });

  it.each(examples)('has an example without problems: %#', (example) => {
    expect(parseManifest(example).problems).toEqual([]);
  });

  it('has a heading for every key', () => {
    const headings = page.split('\n').filter((line) => line.startsWith('#'));
    const schemas = [manifestSchema, referenceStyleSchema, blendStyleSchema, assetRuleSchema];
    for (const key of schemas.flatMap(({ shape }) => Object.keys(shape))) {
      expect(
        headings.some((heading) => heading.includes(`\`${key}\``)),
        key,
      ).toBe(true);
    }
  });
});
