import { describe, expect, it } from 'vitest';
import type { ManifestInput } from '../../../src/shared/manifest';
import { parseManifest } from '../../../src/shared/parseManifest';
import { planJobs } from '../../../src/shared/plan';

/* biome-ignore-start lint/suspicious/noTemplateCurlyInString: these are variables of manifests. */
const base = {
  version: 1,
  variables: { root: 'game', art: '${root}/art', target: 'build' },
  styles: { ink: { reference: ['${art}/styles/a.png', '${root}/b.png'] } },
  folders: { '${art}/ui': { strength: 0.25 } },
  assets: [{ input: ['${art}/**/*.png'], exclude: '${art}/styles/**', style: 'ink', output: '${target}/{name}.{ext}' }],
} satisfies ManifestInput;
const FILES = ['game/art/a.png', 'game/art/ui/b.png', 'game/art/styles/a.png', 'game/b.png'];
const parse = (change: object = {}, set?: Record<string, string>) =>
  parseManifest(JSON.stringify({ ...base, ...change }), { set });
const problemsOf = (change: object, set?: Record<string, string>) =>
  parse(change, set).problems.map(({ message, path, suggestion }) => ({ message, path, suggestion }));
const outputs = (set?: Record<string, string>) =>
  planJobs(parse({}, set).manifest!, FILES).jobs.map(({ output, style }) => [output, style.strength]);

describe('variables', () => {
  it('stand for their texts in every path, also in each other', () => {
    const { manifest, problems } = parse();
    expect(problems).toEqual([]);
    expect(manifest).toMatchObject({
      styles: { ink: { reference: ['game/art/styles/a.png', 'game/b.png'] } },
      folders: [{ folder: 'game/art/ui', strength: 0.25 }],
      assets: [
        { input: ['game/art/**/*.png'], exclude: 'game/art/styles/**', outputs: [{ output: 'build/{name}.{ext}' }] },
      ],
    });
    expect(outputs()).toEqual([
      ['build/a.png', 1],
      ['build/b.png', 0.25],
    ]);
  });

  it('may be set from outside, also those that others use and those that the manifest does not give', () => {
    expect(outputs({ target: 'elsewhere' })[0]).toEqual(['elsewhere/a.png', 1]);
    expect(
      planJobs(parse({}, { root: 'mod' }).manifest!, ['mod/art/x.png', 'mod/art/styles/a.png', 'mod/b.png']).jobs,
    ).toMatchObject([{ output: 'build/x.png' }]);
    const { target: _target, ...variables } = base.variables;
    expect(parse({ variables }).manifest).toBeUndefined();
    expect(parse({ variables }, { target: 'out' }).problems).toEqual([]);
  });

  it.each([
    [
      { assets: [{ ...base.assets[0], input: '${atr}/*.png' }] },
      'There is no variable "atr". Did you mean "art"?',
      ['assets', 0, 'input'],
      '${art}/*.png',
    ],
    [
      { assets: [{ ...base.assets[0], output: undefined, outputs: [{ output: '${targte}/{name}.png' }] }] },
      'There is no variable "targte". Did you mean "target"?',
      ['assets', 0, 'outputs', 0, 'output'],
      '${target}/{name}.png',
    ],
    [
      { styles: { ink: { reference: '${xyzzy}.png' } } },
      'There is no variable "xyzzy". Known here: "root", "art", "target".',
      ['styles', 'ink', 'reference'],
      undefined,
    ],
    [{ folders: { '${atr}': {} } }, 'There is no variable "atr". Did you mean "art"?', ['folders', '${atr}'], '${art}'],
    [
      { variables: { ...base.variables, root: '${art}/x' } },
      'A variable cannot contain itself: root → art → root.',
      ['variables', 'art'],
      undefined,
    ],
    [
      { variables: { ...base.variables, art: '${rot}' } },
      'There is no variable "rot". Did you mean "root"?',
      ['variables', 'art'],
      '${root}',
    ],
    [
      { variables: { ...base.variables, art: '${root/art' } },
      'A variable is written as "${name}": its closing brace is missing.',
      ['variables', 'art'],
      undefined,
    ],
    [
      { variables: { ...base.variables, '-x': '' } },
      'The variable name "-x" must be of letters, digits, hyphens, underscores and dots, and must not start with a hyphen or dot.',
      ['variables', '-x'],
      undefined,
    ],
  ] as const)('that are wrong are told at their place: %#', (change, message, path, suggestion) => {
    expect(problemsOf(change)).toContainEqual({ message, path, suggestion });
  });

  it('that double each other do not grow for ever', () => {
    const names = Array.from({ length: 60 }, (_, index) => `v${index}`);
    const texts = names.map((name, index) => [name, index === 0 ? 'x' : `\${v${index - 1}}\${v${index - 1}}`]);
    const change = { variables: Object.fromEntries(texts), styles: { ink: { reference: '${v59}' } } };
    expect(problemsOf(change)).toContainEqual(
      expect.objectContaining({
        message: 'With its variables filled in this is longer than 1024 characters.',
        path: ['variables', 'v11'],
      }),
    );
  });

  it('that nobody uses can not be set: the name may be misspelt', () => {
    expect(problemsOf({}, { atr: 'x' })).toEqual([
      {
        message: '--set atr: there is no such variable. Did you mean "art"?',
        path: ['variables'],
        suggestion: undefined,
      },
    ]);
  });

  it('leave fields of templates alone, and corrections do not write them out', () => {
    const wrong = { assets: [{ ...base.assets[0], output: '${target}/{nam}.{ext}' }] };
    expect(problemsOf(wrong)).toMatchObject([{ suggestion: '${target}/{name}.{ext}' }]);
    // what a variable brings in can't be put right where it is used
    const brought = { variables: { ...base.variables, target: 'x/{nam}' } };
    expect(problemsOf(brought)).toMatchObject([{ message: expect.stringContaining('{nam}'), suggestion: undefined }]);
  });
});
/* biome-ignore-end lint/suspicious/noTemplateCurlyInString: these are variables of manifests. */
