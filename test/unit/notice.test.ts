import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(__dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

it('names every package that the bundles contain', () => {
  const bundled = ['cli', 'engine', 'planner', 'extension', 'webview/compare', 'webview/training'].flatMap((bundle) => {
    const { sources } = JSON.parse(read(`dist/${bundle}.js.map`)) as { sources: string[] };
    return sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? []);
  });
  const notice = read('NOTICE');
  expect(bundled).toContain('zod');
  expect([...new Set(bundled)].filter((name) => !notice.includes(name))).toEqual([]);
});
