import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { Workbench } from './workbench';

const samples = resolve(__dirname, '../../samples');
const WAIT = { timeout: 30_000 };
/** The first picture takes the engine's start, and its self-test, with it. */
const FIRST = { timeout: 100_000 };

const MANIFEST = `{
  "version": 1,
  "styles": {
    // flat colours
    "cel": { "reference": "styles/cel.png" },
    "gouache": { "reference": "styles/gouache.png", "strength": 0.8 }
  },
  "assets": [
    { "input": "sprites/*.png", "style": "cel", "output": "out/{name}.{ext}" },
    { "input": "fox.png", "style": "gouache", "output": "out/{dir}/{name}-{style}.{ext}" }
  ]
}
`;

describe.skipIf(inject('vscodeMissing'))('the editor of stylize.json', () => {
  let code: Workbench;
  const path = () => join(code.workspace, 'stylize.json');
  const saved = () => readFileSync(path(), 'utf8');
  const lens = (text: string) => code.page.locator('.codelens-decoration > *', { hasText: text });
  const suggestion = (label: string) => code.page.locator(`.suggest-widget .monaco-list-row[aria-label^="${label}"]`);
  const text = (part: string) => code.page.locator('.view-line > span > span', { hasText: part });
  /** In front of a text on a line, counted from 1. */
  const goTo = async (line: number, text: string) => {
    await code.goTo(line, saved().split('\n')[line - 1]!.indexOf(text) + 1);
  };
  /** Until VS Code has done with it: what is written meanwhile to the file it would take for its own. */
  const save = async () => {
    await code.page.locator('.tab.active.dirty').waitFor(); // a rename or a fix comes when its provider has answered
    await code.page.keyboard.press('Control+s');
    await code.page.locator('.tab.active:not(.dirty)').waitFor();
  };

  beforeAll(async () => {
    code = await Workbench.open(
      {
        'fox.png': join(samples, 'assets/sprites/fox-hero.png'),
        'sprites/potion.png': join(samples, 'assets/sprites/potion.png'),
        'sprites/fox.png': join(samples, 'assets/sprites/fox-hero.png'),
        'styles/gouache.png': join(samples, 'styles/gouache.png'),
        'styles/cel.png': join(samples, 'styles/flat-cel.png'),
      },
      {},
    );
    writeFileSync(path(), MANIFEST);
    await code.file('stylize.json').dblclick();
    await code.page.locator('.view-line', { hasText: 'flat colours' }).waitFor();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await code.screenshot('failed manifest editor');
  });
  afterAll(() => code?.close());

  it('paints a rule from the lens above it, and counts what is up to date', async () => {
    await lens('2 stale').first().waitFor();
    await code.screenshot('manifest-lenses');
    // a click on a lens that is just being drawn anew goes nowhere
    const run = async () => {
      await lens('Run 2').last().click();
      await lens('2 to paint').last().waitFor({ timeout: 3000 });
    };
    await vi.waitFor(run, FIRST);
    await code.webview.getByText('potion.png').first().waitFor(FIRST);
    expect(existsSync(join(code.workspace, 'out/fox.png'))).toBe(true);
    expect(existsSync(join(code.workspace, 'out/fox-gouache.png'))).toBe(false);
    await lens('up to date').first().waitFor();
    await lens('1 stale').first().waitFor();
    await code.screenshot('manifest-lens-run');
  });

  it('paints one picture for a preview of what is not painted yet', async () => {
    await lens('Preview').last().click();
    await vi.waitFor(() => expect(existsSync(join(code.workspace, 'out/fox-gouache.png'))).toBe(true), WAIT);
    await lens('up to date').last().waitFor();
    await code.closePanel('Stylize:');
  });

  it('shows what a style looks like, and what a pattern matches', async () => {
    const hover = code.page.locator('.monaco-hover:not(.hidden) .hover-contents');
    await text('gouache').first().hover();
    const image = hover.locator('img').first();
    await vi.waitFor(
      async () => expect(await image.evaluate((shown) => (shown as HTMLImageElement).naturalWidth)).toBeGreaterThan(0),
      WAIT,
    );
    await code.screenshot('manifest-hover-style');
    await hover.getByText('Strength 0.8').waitFor();
    // one that is still open lies over what comes next
    await vi.waitFor(async () => {
      await code.page.locator('.statusbar-item').first().hover();
      await code.page.keyboard.press('Escape');
      await hover.waitFor({ state: 'hidden', timeout: 1_000 });
    }, WAIT);
    await text('sprites').hover();
    await hover.getByText('2 pictures').waitFor();
    await code.screenshot('manifest-hover-pattern');
    await code.page.keyboard.press('Escape');
  });

  it('goes from a rule to its style, and from there to its picture', async () => {
    await goTo(9, 'cel');
    await code.page.keyboard.press('F12');
    await code.page.locator('.statusbar-item', { hasText: /^Ln 5, / }).waitFor();
    await goTo(5, 'styles/cel');
    await code.page.keyboard.press('F12');
    await code.page.locator('.tab', { hasText: 'cel.png' }).waitFor();
    await code.closePanel('cel.png');
  });

  it('completes the name of a style inside its quotes', async () => {
    await goTo(9, 'cel');
    await code.command('Trigger Suggest');
    await suggestion('gouache').waitFor();
    await code.screenshot('manifest-completion-style');
    await suggestion('gouache').click();
    await save();
    await vi.waitFor(() => expect(saved()).toContain('"style": "gouache", "output": "out/{name}.{ext}"'), WAIT);
  });

  it('completes paths folder by folder', async () => {
    await goTo(9, 'sprites');
    await code.command('Trigger Suggest');
    await suggestion('sprites/').waitFor();
    await code.screenshot('manifest-completion-path');
    await code.page.keyboard.press('Escape');
  });

  it('offers the name that was meant, and puts it in', async () => {
    writeFileSync(path(), MANIFEST.replace('"style": "cel"', '"style": "sel"'));
    await code.page.locator('.view-line', { hasText: 'sel' }).waitFor();
    await code.page.locator('.squiggly-error').first().waitFor();
    await code.openFixes(() => goTo(9, 'sel'), 'Change to "cel"');
    await code.screenshot('manifest-quick-fix');
    await code.page.keyboard.press('Enter');
    await save();
    await vi.waitFor(() => expect(saved()).toBe(MANIFEST), WAIT);
  });

  it('leaves to JSON what its schema shows, and knows what was meant there too', async () => {
    writeFileSync(path(), MANIFEST.replace('"style": "cel"', '"qualty": 5, "style": "cel"'));
    const problems = code.page.locator('[id="status.problems"] a');
    await vi.waitFor(async () => expect(await problems.getAttribute('aria-label')).toBe('Warnings: 1'), WAIT);
    await code.openFixes(() => goTo(9, 'qualty'), 'Change to "quality"');
    await code.page.keyboard.press('Escape');
    writeFileSync(path(), MANIFEST);
    await vi.waitFor(async () => expect(await problems.getAttribute('aria-label')).toBe('No Problems'), WAIT);
  });

  it('renames a style wherever it is named', async () => {
    await goTo(9, 'cel');
    await code.page.keyboard.press('F2');
    const input = code.page.locator('.rename-box .rename-input');
    await input.fill('flat');
    await code.screenshot('manifest-rename');
    await input.press('Enter');
    await save();
    await vi.waitFor(
      () => expect(saved()).toBe(MANIFEST.replace('"cel":', '"flat":').replace('"style": "cel"', '"style": "flat"')),
      WAIT,
    );
  });

  it('runs on save where the settings say so', async () => {
    await code.setting({ 'stylize.runOnSave': 'on', 'editor.minimap.enabled': false });
    await code.page.locator('.minimap').waitFor({ state: 'hidden' });
    await goTo(10, '{dir}');
    await code.page.keyboard.type('saved/');
    await save();
    await vi.waitFor(() => expect(existsSync(join(code.workspace, 'out/saved/fox-gouache.png'))).toBe(true), WAIT);
    expect(await code.page.locator('.notification-toast').count()).toBe(0);
  });

  it('leaves the lenses out where the settings say so', async () => {
    await lens('Run').first().waitFor();
    await code.setting({ 'stylize.codeLens': false });
    await lens('Run').first().waitFor({ state: 'detached' });
    expect(await lens('Run').count()).toBe(0);
  });
});
