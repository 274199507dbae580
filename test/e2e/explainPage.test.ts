import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { beforeEach, describe, expect, inject, it, vi } from 'vitest';
import type { Told } from '../../src/shared/explainMessages';
import { seriousProblems } from './axe';
import { answerWith, askedFor, disc, everything, PANEL_PAGE, START, shownRun, TUNING, tell } from './explainPanel';
import { uris, useReportPages } from './reportPages';

const WAIT = { timeout: 20_000 };

describe.skipIf(inject('vscodeMissing'))('the page that explains a picture', () => {
  const pages = useReportPages();
  let page: Page;
  let explain: Locator;
  let told: Required<Told>;

  beforeEach(async () => {
    told = await everything();
    const shown = await shownRun();
    page = await pages.open(PANEL_PAGE(pages.script(), { shown }));
    for (const [request, result] of Object.entries({ tuning: TUNING, tuneEnd: {}, explainEnd: {}, explainAct: {} }))
      await answerWith(page, request, { result });
    const preview = uris(await disc('#0f0'), await disc('#0f0')).after;
    for (const request of ['tuneQuick', 'tuneFull', 'tuneSave'])
      await answerWith(page, request, { result: { uri: preview } });
    explain = page.getByRole('complementary', { name: 'Explain' });
    await page.keyboard.press('e');
    await explain.waitFor();
  });

  it('shows what is known at once, and the rest as it comes', async () => {
    const [{ id } = { id: 0 }] = await askedFor<{ id: number }>(page, 'explain');
    const { judge, sizes, recipe, distance, pictures } = told;
    const first = { judge, sizes, recipe, distance };
    await tell(page, { id, share: 0.25 });
    await expect.poll(() => explain.getByRole('progressbar').getAttribute('value')).toBe('0.25');
    const { before, after, references, content } = pictures!;
    await tell(page, { id, told: { ...first, pictures: { before, after, references, content } } });
    await explain.getByText('Riso Duotone').waitFor();
    expect(await summary()).toBe('62 % of the way to the style, 71 % of the structure kept.');
    await tab('What did it').click();
    await explain.getByText(/are being painted/).waitFor();
    await tell(page, { id: id - 1, told: { recipe: { parts: [], open: 1, words: [] } } }); // of another picture
    await answerWith(page, 'explain', { result: told });
    await explain.getByRole('button', { name: 'without fine texture' }).waitFor();
    expect(await explain.getByRole('progressbar').isVisible()).toBe(false);
    expect(await seriousProblems(page.mainFrame())).toEqual([]);
  });

  it('is cancelled by its button, by closing, and can be asked anew', async () => {
    await explain.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => askedFor(page, 'cancel')).toHaveLength(1);
    await page.keyboard.press('Enter'); // "Explain Again" has the focus
    await expect.poll(() => askedFor(page, 'explain')).toHaveLength(2);
    await page.keyboard.press('Escape');
    await explain.waitFor({ state: 'hidden' });
    await expect.poll(() => askedFor(page, 'cancel')).toHaveLength(2);
    await expect.poll(() => askedFor(page, 'explainEnd')).toHaveLength(1);
    expect(await page.getByRole('dialog').isVisible()).toBe(true);
  });

  it('tells plainly why a picture can not be explained', async () => {
    await answerWith(page, 'explain', { error: 'a.png: nothing of it is visible.' });
    await expect.poll(() => explain.getByRole('alert').first().textContent()).toMatch(/nothing of it/);
    await explain.getByRole('button', { name: 'Explain Again' }).waitFor();
  });

  it('draws where a spot comes from, by pointer and by arrow keys', async () => {
    await all();
    await tab('Where from').click();
    const said = explain.locator('.spot');
    await vi.waitFor(async () => expect(await said.textContent()).toMatch(/0\.69/), WAIT); // in the middle at first
    const layer = page.locator('.overlay');
    await explain.getByRole('button', { name: 'Choose by Arrow Keys' }).click();
    expect(await layer.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => said.textContent()).toMatch(/0\.75/);
    const { x, y, width, height } = await place();
    await page.mouse.move(x + width * 0.75, y + height * 0.5);
    await expect.poll(() => said.textContent()).toMatch(/0\.68/);
    expect(await explain.locator('.reference .mark').count()).toBe(1);
    await page.mouse.move(x + 3, y + 3);
    await expect.poll(() => said.textContent()).toBe('Nothing is visible here.');
    await page.screenshot({ path: shot('explain-page-origin') });
  });

  it('lays maps over what is visible of the picture, and says how far to trust them', async () => {
    await all();
    await page.keyboard.press('2');
    await tab('How far').click();
    const trust = explain.locator('.trust').first();
    expect(await trust.textContent()).toMatch(/^Trust it: .*\+0\.060 more than chance \(± 0\.020\)/);
    await explain.getByRole('radio', { name: 'structure, by region' }).check();
    const { x, y, width, height } = await place('after');
    await expect.poll(() => pixel(x + width * 0.4, y + height * 0.4)).toMatch(/^2[0-9]+,2[0-9]+,1/); // pale yellow over blue
    expect(await pixel(x + width * 0.6, y + height * 0.6)).not.toMatch(/^2[0-9]+,2[0-9]+,1/);
    const corner = await pixel(x + 4, y + 4); // nothing is visible there
    await explain.getByRole('radio', { name: 'No map' }).check();
    await expect.poll(() => pixel(x + width * 0.4, y + height * 0.4)).toBe('68,136,204');
    expect(await pixel(x + 4, y + 4)).toBe(corner);
    await explain.getByRole('radio', { name: 'style reached, by region' }).check();
    expect(await trust.textContent()).toMatch(/^Trust it in the large/);
    await page.screenshot({ path: shot('explain-page-distance') });
  });

  it('shows the picture without a group, and that the values add up', async () => {
    await all();
    await tab('What did it').click();
    const button = explain.getByRole('button', { name: 'without edges and lines' });
    await button.press('Enter');
    await expect.poll(() => after()).toBe(told.pictures!.without![2]);
    expect(await button.getAttribute('aria-pressed')).toBe('true');
    await explain.getByText('The five add up to the whole change, exactly').waitFor();
    await button.press('Enter');
    await expect.poll(() => after()).not.toBe(told.pictures!.without![2]);
    await button.press('Enter');
    await tab('Advice').click(); // the picture is as it was painted again
    await expect.poll(() => after()).not.toBe(told.pictures!.without![2]);
  });

  it('changes the picture by factors, and has them saved', async () => {
    await all();
    const grain = explain.getByRole('slider', { name: 'Grain' });
    expect(await explain.getByRole('slider', { name: 'Contrast' }).getAttribute('aria-valuetext')).toBe('+0.30');
    expect(await explain.getByRole('button', { name: 'Save to Manifest' }).getAttribute('aria-disabled')).toBe('true');
    await grain.press('ArrowRight');
    await grain.press('ArrowRight');
    await expect.poll(() => explain.locator('.status-line').textContent()).toBe('Full preview');
    const factors = { ...Object.fromEntries(told.factors!.parts.map(({ id, set }) => [id, set])), grain: 0.1 };
    const asked = (await askedFor(page, 'tuneFull')).at(-1);
    expect(asked).toEqual({ source: 'a.png', output: 'out/a.png', settings: { ...START, factors } });
    await page.screenshot({ path: shot('explain-page-factors') });
    await explain.getByRole('button', { name: 'Save to Manifest' }).press('Enter');
    await expect.poll(() => explain.locator('.status-line').textContent()).toMatch(/^The manifest is changed/);
    expect((await askedFor(page, 'tuneSave')).at(-1)).toEqual(asked);
    await explain.getByRole('button', { name: 'Revert' }).press('Enter');
    expect(await grain.getAttribute('aria-valuetext')).toBe('0.00');
    expect(await seriousProblems(page.mainFrame())).toEqual([]);
  });

  it('says what the discriminator thinks, before the training and after it', async () => {
    await all();
    await tab('Discriminator').click();
    await explain.getByRole('radio', { name: 'before the training' }).check();
    await explain.getByText('Only the map of the painted picture was tried.').waitFor();
    expect(await explain.getByRole('row', { name: /own pictures/ }).textContent()).toMatch(/10 %/);
    await page.screenshot({ path: shot('explain-page-critic') });
  });

  it('links hints to what mends them', async () => {
    await all();
    await tab('Advice').click();
    await page.screenshot({ path: shot('explain-page-advice') });
    await explain.getByText('The top right loses 1.8 times as much structure').waitFor();
    await explain.getByRole('button', { name: 'Open the Rule' }).click();
    await explain.getByRole('button', { name: 'Train Style…' }).click();
    await explain.getByRole('button', { name: /^Even Out/ }).click();
    await expect
      .poll(async () => (await askedFor<{ act: string }>(page, 'explainAct')).map(({ act }) => act))
      .toEqual(['mask', 'train', 'even']);
    await explain.getByRole('button', { name: 'Set Strength to 0.61 in Tune' }).click();
    await explain.waitFor({ state: 'hidden' });
    const tune = page.getByRole('complementary', { name: 'Tune' });
    await expect.poll(() => tune.getByRole('slider', { name: 'Strength' }).getAttribute('aria-valuetext')).toBe('61 %');
    await expect
      .poll(async () => (await askedFor<{ settings: object }>(page, 'tuneFull')).at(-1)?.settings)
      .toEqual({ ...START, strength: 0.61 });
    await page.getByRole('button', { name: 'Explain' }).click();
    await tune.waitFor({ state: 'hidden' });
    await tab('Recipe').click();
    await explain.getByRole('button', { name: 'Tune This Mix…' }).click();
    await expect
      .poll(() => tune.getByRole('slider', { name: 'Share of Riso Duotone' }).getAttribute('aria-valuetext'))
      .toBe('60 %');
  });

  it('goes through its tabs by arrow keys', async () => {
    await all();
    await tab('Recipe').press('ArrowRight');
    expect(await tab('Where from').getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('End');
    expect(await tab('Advice').evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('ArrowRight');
    expect(await tab('Recipe').getAttribute('aria-selected')).toBe('true');
    expect(await explain.getByRole('tabpanel').count()).toBe(1);
  });

  async function all(): Promise<void> {
    await answerWith(page, 'explain', { result: told });
    await vi.waitFor(async () => expect(await summary()).toMatch(/62 %/), WAIT);
  }

  function tab(name: string): Locator {
    return explain.getByRole('tab', { name });
  }

  function summary(): Promise<string | null> {
    return explain.locator('.summary').textContent();
  }

  /** The URI of the picture after. */
  function after(): Promise<string | null> {
    return page.locator('dialog .stage .side.after img').first().getAttribute('src');
  }

  /** Where the picture lies on the page. */
  async function place(side: 'before' | 'after' = 'after') {
    return (await page.locator(`dialog .stage .side.${side} img`).first().boundingBox())!;
  }

  async function pixel(x: number, y: number): Promise<string> {
    const clip = { x: Math.floor(x), y: Math.floor(y), width: 1, height: 1 };
    const { data } = await sharp(await page.screenshot({ clip }))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return [...data].join();
  }

  function shot(name: string): string {
    return join(__dirname, 'screenshots', 'page', `${name}.png`);
  }
});
