import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(__dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const json = (path: string): Record<string, string> => JSON.parse(read(path));
const words = [
  ...wordsOf('src/extension', /\bl10n\.t\(\s*/g),
  ...wordsOf('src/shared/gpu', /(?<![\w.])t\(\s*/g), // which the extension has translated
  // the page gets the extension's bundle
  ...wordsOf('webview-ui', /(?<!function )\bt\(\s*/g),
];

describe('the words of the extension and its page', () => {
  it('are literals, or no translation could be found for them', () => {
    expect(words.flatMap(({ file, unknown }) => unknown.map((call) => `${file}: ${call}`))).toEqual([]);
  });

  it('are all there in Chinese, and nothing else is', () => {
    const bundle = json('l10n/bundle.l10n.zh-cn.json');
    const used = words.flatMap(({ literals }) => literals);
    expect(used).toEqual(expect.arrayContaining(['Show Log', 'Fit to the window']));
    expect(differences(used, Object.keys(bundle))).toEqual({ missing: [], surplus: [] });
    expectSamePlaceholders(Object.entries(bundle));
  });
});

describe('the words of package.json', () => {
  const used = [...read('package.json').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key!);

  it.each(['package.nls.json', 'package.nls.zh-cn.json'])('are all there in %s, and nothing else is', (file) => {
    expect(differences(used, Object.keys(json(file)))).toEqual({ missing: [], surplus: [] });
  });

  it('keep their commands in Chinese', () => {
    const chinese = json('package.nls.zh-cn.json');
    const commandsIn = (text: string) => text.match(/\(command:[\w.]+\)/g) ?? [];
    for (const [key, text] of Object.entries(json('package.nls.json')))
      expect([key, commandsIn(chinese[key]!)]).toEqual([key, commandsIn(text)]);
  });

  it('are nowhere written out where VS Code shows them', () => {
    const { contributes, capabilities } = JSON.parse(read('package.json'));
    for (const matcher of contributes.problemMatchers) delete matcher.name; // an id
    const plain = shownWords({ contributes, capabilities }).filter((words) => !/^%.+%$/.test(words));
    expect([...new Set(plain)]).toEqual(['Stylize']);
  });
});

describe('the search for words', () => {
  const CALLS = /\bl10n\.t\(\s*/g;

  it('understands each way to write a literal', () => {
    const text = `l10n.t('one'), l10n.t("it's {0}", x), l10n.t(\n  'a\\'b',\n  c,\n), l10n.t(\`plain\`)`;
    expect(wordsIn(text, CALLS)).toEqual({ literals: ['one', "it's {0}", "a'b", 'plain'], unknown: [] });
  });

  it.each(['message)', "'a' + b)", `\`a \${b}\`)`])('tells what it can not understand: %s', (call) => {
    expect(wordsIn(`l10n.t(${call}`, CALLS)).toEqual({ literals: [], unknown: [call] });
  });
});

function wordsOf(folder: string, calls: RegExp) {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file, ...wordsIn(read(`${folder}/${file}`), calls) }));
}

/** The first arguments of all calls: literals as they read, and how the others begin. */
function wordsIn(text: string, calls: RegExp): { literals: string[]; unknown: string[] } {
  const literals: string[] = [];
  const unknown: string[] = [];
  for (const { index, 0: call } of text.matchAll(calls)) {
    const rest = text.slice(index + call.length);
    const literal = /^(['"`])((?:\\.|(?!\1)[^\\])*)\1\s*[,)]/.exec(rest);
    const [, quote, body] = literal ?? [];
    if (body === undefined || (quote === '`' && body.includes('${'))) unknown.push(rest.slice(0, 16));
    else literals.push(body.replace(/\\(.)/g, '$1'));
  }
  return { literals, unknown };
}

function differences(used: string[], there: string[]) {
  return {
    missing: [...new Set(used)].filter((key) => !there.includes(key)),
    surplus: there.filter((key) => !used.includes(key)),
  };
}

function expectSamePlaceholders(pairs: [string, string][]): void {
  const placeholders = (text: string) => [...new Set(text.match(/\{[^}]*\}/g))].sort();
  for (const [english, translated] of pairs)
    expect([english, placeholders(translated)]).toEqual([english, placeholders(english)]);
}

/** All texts in a manifest that VS Code shows to people, by the names of their keys. */
function shownWords(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return SHOWN.has(key) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => shownWords(item, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => shownWords(item, name));
}

const SHOWN = new Set([
  'title',
  'shortTitle',
  'category',
  'name',
  'contextualTitle',
  'contents',
  'label',
  'displayName',
  'altText',
  'description',
  'markdownDescription',
  'deprecationMessage',
  'markdownDeprecationMessage',
  'enumDescriptions',
  'markdownEnumDescriptions',
  'enumItemLabels',
]);
