import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { Workbench } from './workbench';

const samples = resolve(__dirname, '../../samples');
const WAIT = { timeout: 30_000 };

/* biome-ignore-start lint/suspicious/noTemplateCurlyInString: these are variables of manifests. */
const LOOKS = `{
  "version": 1,
  "variables": { "target": "out" },
  "styles": { "cel": { "reference": "cel.png" } }
}
`;
const MANIFEST = `{
  "version": 1,
  "extends": "looks/looks.json",
  // sprites
  "variables": { "art": "sprites" },
  "styles": { "pale": { "extends": "cel", "strength": 0.4 } },
  "assets": [
    { "input": "\${art}/*.png", "style": "cel", "output": "\${target}/{name}.{ext}" },
    { "input": "\${art}/fox.png", "style": "pale", "outputs": [{ "output": "pale/{name}.png", "scale": 0.5 }] }
  ]
}
`;
/* biome-ignore-end lint/suspicious/noTemplateCurlyInString: these are variables of manifests. */

describe.skipIf(inject('vscodeMissing'))('a manifest that extends another, in its editor', () => {
  let code: Workbench;
  const path = () => join(code.workspace, 'stylize.json');
  const base = () => join(code.workspace, 'looks/looks.json');
  const lens = (text: string) => code.page.locator('.codelens-decoration > *', { hasText: text });
  const suggestion = (label: string) => code.page.locator(`.suggest-widget .monaco-list-row[aria-label^="${label}"]`);
  const problems = () => code.page.locator('[id="status.problems"] a').getAttribute('aria-label');
  const goTo = (line: number, text: string) =>
    code.goTo(line, readFileSync(path(), 'utf8').split('\n')[line - 1]!.indexOf(text) + 1);

  beforeAll(async () => {
    code = await Workbench.open(
      {
        'sprites/potion.png': join(samples, 'assets/sprites/potion.png'),
        'sprites/fox.png': join(samples, 'assets/sprites/fox-hero.png'),
        'looks/cel.png': join(samples, 'styles/flat-cel.png'),
      },
      {},
    );
    writeFileSync(base(), LOOKS);
    writeFileSync(path(), MANIFEST);
    await code.file('stylize.json').dblclick();
    await code.page.locator('.view-line', { hasText: '// sprites' }).waitFor();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await code.screenshot('failed manifest extends');
  });
  afterAll(() => code?.close());

  it('has no problems with what it inherits, and counts its pictures', async () => {
    await lens('2 stale').first().waitFor();
    await vi.waitFor(async () => expect(await problems()).toBe('No Problems'), WAIT);
    await code.screenshot('manifest-extends');
  });

  it('completes inherited styles and variables', async () => {
    await goTo(9, 'pale"');
    await code.command('Trigger Suggest');
    await suggestion('cel').waitFor();
    await code.page.keyboard.press('Escape');
    await goTo(9, '{art}');
    await code.command('Trigger Suggest');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the manifest.
    await suggestion('${target}').waitFor();
    await code.screenshot('manifest-completion-variable');
    await code.page.keyboard.press('Escape');
  });

  it('goes from a style, and from the entry, to the file that is extended', async () => {
    await goTo(8, 'cel"');
    await code.page.keyboard.press('F12');
    await code.page.locator('.tab.active', { hasText: 'looks.json' }).waitFor();
    await code.page.locator('.statusbar-item', { hasText: /^Ln 4, / }).waitFor();
    await code.closePanel('looks.json');
    await goTo(3, 'looks/');
    await code.page.keyboard.press('F12');
    await code.page.locator('.tab.active', { hasText: 'looks.json' }).waitFor();
    await code.closePanel('looks.json');
  });

  it('paints with it, each output in its size', async () => {
    // a click on a lens that is just being drawn anew goes nowhere
    const run = async (title: string, output: string) => {
      const isThere = () => existsSync(join(code.workspace, output));
      if (!isThere()) await lens(title).last().click();
      await vi.waitFor(() => expect(isThere()).toBe(true), { timeout: 5000 });
    };
    await vi.waitFor(() => run('Run 2', 'out/potion.png'), { timeout: 100_000 });
    await code.closePanel('Stylize:');
    await vi.waitFor(() => run('Run 1', 'pale/fox.png'), { timeout: 100_000 });
    await code.closePanel('Stylize:');
    await lens('up to date').last().waitFor();
  });

  it('is surveyed anew when that changes, and told when that breaks', async () => {
    writeFileSync(base(), LOOKS.replace('"cel.png"', '"cel.png", "strength": 0.7'));
    await lens('2 stale').first().waitFor();
    writeFileSync(base(), LOOKS.replace('"reference"', '"refrence"'));
    await vi.waitFor(async () => expect(await problems()).toBe('Errors: 1'), WAIT);
    await code.command('Problems: Focus on Problems View');
    await code.page.getByText('looks/looks.json, line 4: The style "cel" needs either').first().waitFor();
    await code.screenshot('manifest-extends-broken');
    writeFileSync(base(), LOOKS);
    await vi.waitFor(async () => expect(await problems()).toBe('No Problems'), WAIT);
  });

  it('gets the version that it lacks by a fix', async () => {
    writeFileSync(path(), MANIFEST.replace('  "version": 1,\n', ''));
    await vi.waitFor(async () => expect(await problems()).toMatch(/^(Errors|Warnings): /), WAIT);
    await code.openFixes(() => code.goTo(1, 1), 'Say that it is of version 1');
    await code.page.keyboard.press('Enter');
    await code.page.keyboard.press('Control+s');
    await vi.waitFor(() => expect(readFileSync(path(), 'utf8')).toBe(MANIFEST), WAIT);
  });

  it('may take pictures outside its folder only where the settings say so', async () => {
    symlinkSync(join(samples, 'assets/sprites'), join(code.workspace, 'linked'), 'junction');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the manifest.
    writeFileSync(path(), MANIFEST.replace('"${art}/*.png"', '"linked/*.png"'));
    await vi.waitFor(async () => expect(await problems()).toBe('Errors: 1'), WAIT);
    await code.setting({ 'stylize.allowOutsideWorkspace': true });
    await vi.waitFor(async () => expect(await problems()).toBe('No Problems'), WAIT);
    await code.setting({});
    await vi.waitFor(async () => expect(await problems()).toBe('Errors: 1'), WAIT);
  });
});
