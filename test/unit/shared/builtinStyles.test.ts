import { readdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { BUILTIN_STYLES, builtinProblem, builtinReference, findBuiltin } from '../../../src/shared/builtinStyles';
import { parseManifest } from '../../../src/shared/parseManifest';
import { planJobs } from '../../../src/shared/plan';

const folder = new URL('../../../media/styles/', import.meta.url);

describe('the built-in styles', () => {
  it('are the pictures that ship, each small', async () => {
    expect(readdirSync(folder).sort()).toEqual(BUILTIN_STYLES.map(({ file }) => file).sort());
    for (const { file } of BUILTIN_STYLES) {
      const bytes = readFileSync(new URL(file, folder));
      const { format, width, height } = await sharp(bytes).metadata();
      expect({ file, format, width, height }).toEqual({ file, format: 'webp', width: 512, height: 512 });
      expect(bytes.length).toBeLessThanOrEqual(60 * 1024);
    }
  });

  it('have each a name of its own, found by its reference', () => {
    expect(new Set(BUILTIN_STYLES.map(({ title }) => title)).size).toBe(BUILTIN_STYLES.length);
    for (const style of BUILTIN_STYLES) expect(findBuiltin(builtinReference(style))).toBe(style);
  });

  it('are not files', () => {
    expect(findBuiltin('gouache')).toBeUndefined();
    expect(findBuiltin('./builtin:gouache')).toBeUndefined();
    expect(builtinProblem('styles/gouache.png')).toBeUndefined();
    expect(builtinProblem('builtin:gouache')).toBeUndefined();
  });

  it('are told when a name is not one of them', () => {
    expect(builtinProblem('builtin:guache')).toEqual({
      message: 'There is no built-in style "guache". Did you mean "builtin:gouache"?',
      suggestion: 'builtin:gouache',
    });
    expect(builtinProblem('builtin:photograph')?.message).toMatch(/There are gouache, watercolour, .*neon\.$/);
    expect(builtinProblem('builtin:')?.suggestion).toBeUndefined();
  });
});

describe('a manifest with built-in styles', () => {
  const manifestWith = (reference: string) => `{
  "version": 1,
  "styles": { "a": { "reference": ${reference} } },
  "assets": [{ "input": "*.png", "style": "a", "output": "out/{name}.{ext}" }]
}`;

  it('plans with them, and asks for no file of that name', () => {
    const { manifest, problems } = parseManifest(manifestWith('["builtin:ink", "mine.png"]'));
    expect(problems).toEqual([]);
    const plan = planJobs(manifest!, ['fox.png', 'mine.png']);
    expect(plan.problems).toEqual([]);
    expect(plan.jobs[0]!.style.references).toEqual([
      { path: 'builtin:ink', weight: 0.5 },
      { path: 'mine.png', weight: 0.5 },
    ]);
  });

  it.each(['"builtin:inc"', '["mine.png", "builtin:inc"]'])('shows where %s is unknown', (reference) => {
    const text = manifestWith(reference);
    const { manifest, problems } = parseManifest(text);
    expect(manifest).toBeUndefined();
    expect(problems).toHaveLength(1);
    const [{ message, suggestion, start, end }] = problems as [(typeof problems)[0]];
    expect({ message, suggestion }).toEqual({
      message: 'There is no built-in style "inc". Did you mean "builtin:ink"?',
      suggestion: 'builtin:ink',
    });
    expect(text.slice(start.offset, end.offset)).toBe('"builtin:inc"');
    expect(start.line).toBe(2);
  });
});
