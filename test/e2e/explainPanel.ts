import type { Page } from 'playwright-core';
import sharp from 'sharp';
import type { Told } from '../../src/shared/explainMessages';
import { ACTORS, ASPECTS } from '../../src/shared/explanation';
import { FACTOR_IDS } from '../../src/shared/factors';
import { flat, modelOf, uris } from './reportPages';

/** A page as VS Code shows it, whose panel is the test: what it asks is kept, and answered as the test says. */
export const PANEL_PAGE = (script: string, results: Record<string, object>): string => `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Stylize</title></head><body>
<script>
var asked = [], waiting = {}, other;
var answers = ${JSON.stringify(Object.fromEntries(Object.entries(results).map(([name, result]) => [name, { result }])))};
var hear = (data) => window.dispatchEvent(new MessageEvent('message', { data }));
var answer = (id, result) => setTimeout(() => hear({ to: other, answer: id, ...result }));
var acquireVsCodeApi = () => ({
  getState: () => undefined, setState() {},
  postMessage(message) {
    if (message.cancel !== undefined) asked.push(['cancel', message.cancel]);
    if (!message.request) return;
    other = message.from;
    asked.push([message.request, JSON.parse(JSON.stringify(message.params))]);
    if (message.request in answers) answer(message.id, answers[message.request]);
    else waiting[message.request] = message.id;
  },
});
</script>
<script>${script.replaceAll('</script', '<\\/script').replace(/^\/\/# sourceMappingURL=.*$/m, '')}</script>
</body></html>`;

/** What the page has asked for, by name, the oldest first. */
export function askedFor<T = Record<string, unknown>>(page: Page, request: string): Promise<T[]> {
  return page.evaluate(
    (name) =>
      (globalThis as never as { asked: [string, never][] }).asked.filter(([of]) => of === name).map(([, it]) => it),
    request,
  );
}

/** Answers a request that waits, and all of its name from now on. */
export async function answerWith(page: Page, request: string, result: object): Promise<void> {
  await page.evaluate(`answers[${JSON.stringify(request)}] = ${JSON.stringify(result)};
    if (${JSON.stringify(request)} in waiting) answer(waiting[${JSON.stringify(request)}], ${JSON.stringify(result)});
    delete waiting[${JSON.stringify(request)}];`);
}

export async function tell(page: Page, params: object): Promise<void> {
  await page.evaluate(`hear({ notify: 'explained', params: ${JSON.stringify(params)} })`);
}

export const SIDE = 96;

/** A disc on nothing: what is said of its surroundings must not be seen. */
export function disc(colour: string): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}"><circle cx="48" cy="48" r="40" fill="${colour}"/></svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

/** An explanation with all that there can be. */
export async function everything(): Promise<Required<Told>> {
  const after = await disc('#48c');
  const white = await flat(SIDE, SIDE, [255, 255, 255]).png().toBuffer();
  const plain = uris(after, white);
  const reference = uris(await flat(128, 96, [200, 80, 60]).png().toBuffer(), white).before;
  const grid = 6;
  const shares = { style: 0.1, structure: -0.04, colour: 3 };
  const nobody = { style: 0, structure: 1, colour: 0.5 };
  return {
    judge: 'perceptual encoder',
    sizes: { maps: { width: SIDE, height: SIDE }, stages: { width: SIDE, height: SIDE } },
    recipe: {
      parts: [
        { name: 'Riso Duotone', share: 0.6, style: 'builtin:riso' },
        { name: 'Ink Hatching', share: 0.4, style: 'builtin:ink' },
      ],
      open: 0.3,
      words: ['dark', 'many lines'],
    },
    factors: {
      open: 0.35,
      parts: FACTOR_IDS.map((id, i) => ({
        ...{
          id,
          amount: i === 0 ? -0.8 : 0,
          set: id === 'contrast' ? 0.3 : 0,
          most: 'Neon Night',
          least: 'Soft Pastel',
        },
        effects: [
          { id, change: 1.2 },
          { id: 'grain' as const, change: 0.8 },
        ],
      })),
    },
    discriminator: {
      unlike: { before: 0.9, base: 0.5, after: 0.3, reference: 0.1 },
      map: { columns: 1, rows: 1, values: [0.3] },
    },
    distance: {
      ...{ style: 0.62, structure: 0.71 },
      layers: ASPECTS.map((aspect, i) => ({
        ...{ layer: `relu${i + 1}_1`, aspect, weight: 1, styleBefore: 0.5, style: 0.125, content: 0.2 + i / 10 },
      })),
      reached: { columns: 2, rows: 2, values: [0.1, 0.2, 0.3, 0.4] },
      lost: { columns: 2, rows: 2, values: [1, 0, 0, 0] },
    },
    stages: {
      nobody,
      all: { style: 0.5, structure: 0.8, colour: 15.5 },
      actors: ACTORS.map(({ id }) => ({ id, shares, without: nobody })),
    },
    origin: {
      ...{ columns: grid, rows: grid },
      spots: Array.from({ length: grid * grid }, (_, spot) =>
        spot === 0 ? [] : [{ reference: 0, x: 0.5, y: (spot % grid) / grid, strength: 0.9 - spot / 100 }],
      ),
    },
    advice: [
      { id: 'structure', message: 'Only …', control: 'strength', values: [0.4, 1, 0.618] },
      { id: 'region', message: 'The …', control: 'mask', values: [0, 2, 1.8] },
      { id: 'weak', message: 'Full …', control: 'stylize train', values: [0.2] },
      { id: 'colour', message: 'Forms …', control: 'preserveColor', values: [] },
    ],
    faithfulness: (['lost', 'reached', 'unlike'] as const).flatMap((map, i) =>
      (['deletion', 'insertion'] as const).map((way) => ({ map, way, gain: [0.06, 0.01, -0.01][i]!, spread: 0.02 })),
    ),
    notices: ['Nothing is told of one thing.'],
    inManifest: true,
    pictures: {
      ...{ before: plain.after, after: plain.before, references: [reference] },
      content: ASPECTS.map(() => plain.after),
      without: ACTORS.map(() => plain.after),
      factors: FACTOR_IDS.map((id) => ({ id, less: plain.before, more: plain.after })),
      unlike: { before: plain.after, base: plain.after, after: plain.after },
    },
  };
}

/** What the page is to show: one picture, that can be tuned. */
export async function shownRun() {
  const asset = { width: SIDE, height: SIDE, ...uris(await disc('#c84'), await disc('#48c')) };
  const job = { source: 'a.png', output: 'out/a.png', styleName: 'ink', style: { references: [] } };
  return {
    model: { ...modelOf(asset), tunable: true },
    run: { title: 'Run', folder: '/', run: { milliseconds: 1, outcomes: [{ job, status: 'done' }] } },
  };
}

export const START = {
  shares: [{ style: 'manifest:ink', weight: 1 }],
  strength: 1,
  preserveColor: false,
  strokeScale: 1,
};

export const TUNING = {
  styles: [
    { id: 'manifest:ink', name: 'ink', group: 'manifest' },
    { id: 'builtin:riso', name: 'Riso Duotone', group: 'builtin' },
    { id: 'builtin:ink', name: 'Ink Hatching', group: 'builtin' },
  ],
  start: START,
  inManifest: true,
};
