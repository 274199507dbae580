import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../src/shared/parseManifest';

const root = join(__dirname, '../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const { contributes } = JSON.parse(read('package.json'));
const words: Record<string, string> = JSON.parse(read('package.nls.json'));
const commands = contributes.commands.map(({ command }: { command: string }) => command);

interface Step {
  id: string;
  description: string;
  media: { image?: string; markdown?: string };
  completionEvents: string[];
}

describe('the walkthrough', () => {
  const steps: Step[] = contributes.walkthroughs[0].steps;

  it.each(steps)('shows files that are there: $id', ({ media }) => {
    const file = media.image ?? media.markdown!;
    expect(existsSync(join(root, file))).toBe(true);
    if (media.markdown) expect(existsSync(join(root, file.replace('.md', '.nls.zh-cn.md')))).toBe(true);
  });

  it.each(steps)('offers and waits for commands that are there: $id', ({ description, completionEvents }) => {
    const offered = [...words[description.slice(1, -1)]!.matchAll(/\(command:([\w.]+)\)/g)].map(([, name]) => name);
    const awaited = completionEvents.flatMap((event) => /^onCommand:(.+)$/.exec(event)?.[1] ?? []);
    expect(offered).toEqual(awaited);
    expect(commands).toEqual(expect.arrayContaining(offered));
  });

  it('shows a manifest that Stylize itself understands, in each language', () => {
    for (const file of ['manifest.md', 'manifest.nls.zh-cn.md']) {
      const [, text] = /```json\n([\s\S]*?)```/.exec(read(`media/walkthrough/${file}`))!;
      expect(parseManifest(text!).problems).toEqual([]);
    }
  });

  it('is finished by a panel that exists', () => {
    const context = steps.flatMap((step) => step.completionEvents).find((event) => event.startsWith('onContext:'));
    const panel = /== (\S+)$/.exec(context!)![1];
    const sources = readdirSync(join(root, 'src/extension'))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => read(`src/extension/${file}`));
    expect(sources.some((text) => text.includes(`'${panel}'`))).toBe(true);
  });
});
