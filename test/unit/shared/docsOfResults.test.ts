import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { asList } from '../../../src/shared/manifest';
import { parseManifest } from '../../../src/shared/parseManifest';
import { namedReferences } from '../../../src/shared/planChecks';

const ROOT = new URL('../../../', import.meta.url);

describe.each(['roles', 'lint', 'provenance'])('docs/%s.md', (name) => {
  const page = readFileSync(new URL(`docs/${name}.md`, ROOT), 'utf8');
  const examples = Array.from(page.matchAll(/```json\r?\n(.*?)```/gs), ([, text]) => text!);

  it('has an example without problems, of pictures in the sample workspace', () => {
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const { manifest, problems } = parseManifest(example);
      expect(problems).toEqual([]);
      const folders = manifest!.assets.flatMap(({ input }) => asList(input)).map((path) => path.replace(/[^/]*$/, ''));
      const named = [...folders, ...namedReferences(manifest!).map(({ path }) => path)];
      expect(named.filter((path) => !existsSync(new URL(`samples/${path}`, ROOT)))).toEqual([]);
    }
  });
});
