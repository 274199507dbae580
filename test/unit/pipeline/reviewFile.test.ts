import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReviewFile } from '../../../src/pipeline/reviewFile';
import { withNote } from '../../../src/shared/review';

describe('the file of verdicts and notes', () => {
  let folder: string;
  let file: ReviewFile;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stylize-test-'));
    file = new ReviewFile(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is empty where there is none', async () => {
    expect(await file.read()).toEqual({ reviews: {}, broken: false });
  });

  it('loses no change, however many are asked for at once, and keeps what another window wrote', async () => {
    await new ReviewFile(folder).change((reviews) => withNote(reviews, 'other', 'x'));
    await Promise.all(['a', 'b', 'c'].map((name) => file.change((reviews) => withNote(reviews, name, name))));
    const { reviews } = await new ReviewFile(folder).read();
    expect(reviews).toEqual({ other: { note: 'x' }, a: { note: 'a' }, b: { note: 'b' }, c: { note: 'c' } });
  });

  it.each(['{"version": 1', '{"version": 1, "outputs": []}'])('that is broken is kept aside: %s', async (text) => {
    await file.change((reviews) => reviews);
    writeFileSync(join(folder, '.stylize/review.json'), text);
    expect(await file.read()).toEqual({ reviews: {}, broken: true });
    await file.change((reviews) => withNote(reviews, 'a', 'x'));
    expect(await file.read()).toEqual({ reviews: { a: { note: 'x' } }, broken: false });
    const [kept] = readdirSync(join(folder, '.stylize')).filter((name) => name.startsWith('review-broken-'));
    expect(readFileSync(join(folder, '.stylize', kept!), 'utf8')).toBe(text);
  });

  it('goes on after a change that failed', async () => {
    const failing = file.change(() => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await file.change((reviews) => withNote(reviews, 'a', 'x'));
    expect((await file.read()).reviews).toEqual({ a: { note: 'x' } });
  });
});
