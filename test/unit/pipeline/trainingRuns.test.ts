import { appendFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TrainingReader, trainingFolders } from '../../../src/pipeline/trainingRuns';

const ABOUT = { name: 'noir', references: ['/a.png'], output: '/noir.stylepack', minutes: 10, seed: 1 };
const MADE_BY = { judge: 'VGG-19', provider: 'cpu' };
let root: string;
let run: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stylize-runs-'));
  run = join(root, '.stylize/training/noir');
  mkdirSync(run, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const begin = (about: object, seconds: number) => {
  writeFileSync(join(run, 'run.json'), JSON.stringify(about));
  utimesSync(join(run, 'run.json'), seconds, seconds);
};
const log = (...steps: number[]) => steps.map((step) => `${JSON.stringify({ kind: 'step', step })}\n`).join('');
const stepsOf = async (reader: TrainingReader) => (await reader.read())?.log.steps.map(({ step }) => step);

it('finds the trainings of several folders, each once', async () => {
  mkdirSync(join(root, '.stylize/training/ink'));
  writeFileSync(join(root, '.stylize/training/notes.txt'), '');
  const found = await trainingFolders([root, root, join(root, 'nowhere')]);
  expect(found.sort()).toEqual(['ink', 'noir'].map((name) => join(root, '.stylize/training', name)));
});

it('reads what was added, and all again once it was begun anew', async () => {
  begin({ ...ABOUT, ...MADE_BY }, 1000);
  writeFileSync(join(run, 'log.jsonl'), log(1, 2));
  const reader = new TrainingReader(run);
  expect(await reader.read()).toMatchObject({ about: { judge: 'VGG-19' }, begun: 1_000_000, hasCheckpoint: false });
  appendFileSync(join(run, 'log.jsonl'), `${log(3)}{"kind":"st`);
  expect(await stepsOf(reader)).toEqual([1, 2, 3]);
  appendFileSync(join(run, 'log.jsonl'), 'ep","step":4}\n');
  expect(await stepsOf(reader)).toEqual([1, 2, 3, 4]);
  begin({ ...ABOUT, ...MADE_BY, judge: 'perceptual encoder' }, 2000);
  writeFileSync(join(run, 'log.jsonl'), log(1, 2, 3, 4, 5, 6, 7));
  expect(await stepsOf(reader)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect((await reader.read())?.about.judge).toBe('perceptual encoder');
});

it('knows none where run.json is missing or says too little', async () => {
  const reader = new TrainingReader(run);
  expect(await reader.read()).toBeUndefined();
  begin(ABOUT, 1000);
  expect(await reader.read()).toBeUndefined();
  begin({ ...ABOUT, ...MADE_BY }, 2000);
  expect(await reader.read()).toMatchObject({ log: { steps: [] } });
});
