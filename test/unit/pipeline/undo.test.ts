import { mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { readNotes } from '../../../src/pipeline/stateFile';
import { type UndoOptions, undoRun } from '../../../src/pipeline/undo';
import type { ManifestInput } from '../../../src/shared/manifest';
import { fakeEngine } from './fakeEngine';
import { fates, Workspace } from './workspace';

const MANIFEST: ManifestInput = {
  version: 1,
  styles: { ink: { reference: 'styles/ink.png' } },
  assets: [{ input: 'art/**/*.png', style: 'ink', output: 'out/{dir}/{name}.png' }],
};
const [A, B] = ['out/art/a.png', 'out/art/b.png'];

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
  for (const path of ['art/a.png', 'art/b.png', 'styles/ink.png']) workspace.write(path, path);
  workspace.manifest(MANIFEST);
});

const undo = (options: Partial<UndoOptions> = {}) =>
  undoRun({ manifestPath: workspace.at('stylize.json'), ...options });
const journals = () => workspace.files('.stylize/undo').filter((path) => path.endsWith('journal.jsonl')).length;

describe('undo', () => {
  it('removes what a first run made, with the folders that were made for it', async () => {
    await workspace.run();
    expect(await undo()).toMatchObject([
      { output: A, source: 'art/a.png', action: 'remove' },
      { output: B, source: 'art/b.png', action: 'remove' },
    ]);
    expect(() => statSync(workspace.at('out'))).toThrow('ENOENT');
    expect(await undo()).toEqual([]);
    expect(fates(await workspace.run())).toEqual({ [A]: 'done: new', [B]: 'done: new' });
  });

  it('leaves folders that were there before', async () => {
    mkdirSync(workspace.at('out/art'), { recursive: true });
    await workspace.run();
    await undo();
    expect(statSync(workspace.at('out/art')).isDirectory()).toBe(true);
  });

  it('brings back what the last run replaced, which the next run then takes for stale', async () => {
    await workspace.run();
    const before = workspace.contents('out');
    workspace.write('art/a.png', 'changed');
    await workspace.run();
    expect(workspace.contents('out')).not.toEqual(before);
    expect(await undo()).toMatchObject([{ output: A, action: 'restore' }]);
    expect(workspace.contents('out')).toEqual(before);
    expect(journals()).toBe(0);
    expect(fates(await workspace.run())).toEqual({ [A]: 'done: source changed', [B]: 'cached: up to date' });
  });

  it('gives somebody’s file back that a forced run replaced, and it is somebody’s again', async () => {
    workspace.write(A, 'mine');
    await workspace.run({ force: true });
    await undo();
    expect(workspace.read(A)).toBe('mine');
    expect(fates(await workspace.run())).toMatchObject({ [A]: 'failed: output exists' });
  });

  it('refuses what was changed since, says so, and keeps it for another time', async () => {
    await workspace.run();
    const before = workspace.contents('out');
    for (const name of ['a', 'b']) workspace.write(`art/${name}.png`, 'changed');
    await workspace.run();
    const painted = workspace.read(A);
    workspace.write(A, 'by hand');
    expect(await undo()).toMatchObject([
      { output: A, action: 'refuse', cause: 'it was changed since the run' },
      { output: B, action: 'restore' },
    ]);
    expect(workspace.read(A)).toBe('by hand');
    workspace.write(A, painted);
    expect(await undo()).toMatchObject([{ output: A, action: 'restore' }]);
    expect(workspace.contents('out')).toEqual(before);
  });

  it('of one output leaves the others, which can be undone later', async () => {
    await workspace.run();
    const before = workspace.contents('out');
    for (const name of ['a', 'b']) workspace.write(`art/${name}.png`, 'changed');
    await workspace.run();
    expect(await undo({ only: ({ output }) => output === 'out/art/none.png' })).toEqual([]);
    expect(await undo({ only: ({ output }) => output === B })).toMatchObject([{ output: B, action: 'restore' }]);
    expect(workspace.read(B)).toBe(before['art/b.png']);
    expect(workspace.read(A)).not.toBe(before['art/a.png']);
    await undo();
    expect(workspace.contents('out')).toEqual(before);
  });

  it('only says what it would do with a dry run', async () => {
    await workspace.run();
    const before = workspace.contents('.');
    expect(await undo({ dryRun: true })).toHaveLength(2);
    expect(workspace.contents('.')).toEqual(before);
  });

  it('is of the last run that wrote anything, not of one that had nothing to do or could not', async () => {
    await workspace.run();
    workspace.write('art/a.png', 'changed');
    await workspace.run();
    await workspace.run();
    workspace.write('art/b.png', 'changed');
    workspace.remove('styles/ink.png');
    await workspace.run().catch(() => {});
    expect(journals()).toBe(1);
    expect(await undo()).toMatchObject([{ output: A, action: 'restore' }]);
  });

  it('of a run that was killed brings back what that had come to', async () => {
    await workspace.run();
    const before = workspace.contents('out');
    for (const name of ['a', 'b']) workspace.write(`art/${name}.png`, 'changed');
    const notes = ['.stylize/state.json', '.stylize/intents.json'];
    let early: string[] = [];
    const client = fakeEngine(({ outputs }) => {
      if (!outputs[0]!.output.endsWith('b.png')) early = notes.map((file) => workspace.read(file));
      else throw new Error('killed');
    });
    await workspace.run({ client }).catch(() => {});
    for (const [index, file] of notes.entries()) workspace.write(file, early[index]!); // what it noted at its end was never noted
    expect(await undo()).toMatchObject([{ output: A, action: 'restore' }]);
    expect(workspace.contents('out')).toEqual(before);
    expect(fates(await workspace.run())).toEqual({ [A]: 'done: source changed', [B]: 'done: source changed' });
  });

  it('goes through links to the file that was replaced', async () => {
    await workspace.run();
    const before = workspace.read(A);
    workspace.write('elsewhere/a.png', before);
    rmSync(workspace.at(A));
    symlinkSync(workspace.at('elsewhere/a.png'), workspace.at(A));
    await workspace.run({ force: true });
    workspace.write('art/a.png', 'changed');
    await workspace.run();
    expect(workspace.read('elsewhere/a.png')).not.toBe(before);
    await undo();
    expect(workspace.read('elsewhere/a.png')).toBe(before);
  });

  it('never reaches out of the folder, whatever a journal says', async () => {
    await workspace.run();
    const [name] = workspace.files('.stylize/undo');
    const outside = new Workspace();
    outside.write('precious', 'mine');
    const lines = [outside.at('precious'), `../${outside.folder.split('/').at(-1)}/precious`].map(
      (output) => `${JSON.stringify({ output })}\n`,
    );
    writeFileSync(workspace.at(`.stylize/undo/${name}`), lines.join(''));
    const state = JSON.parse(workspace.read('.stylize/state.json'));
    const { size, mtimeMs } = statSync(outside.at('precious'));
    for (const line of lines) state.outputs[JSON.parse(line).output] = [size, mtimeMs, null, null, null];
    expect(readNotes(state)).toBeDefined();
    workspace.write('.stylize/state.json', JSON.stringify(state));
    expect(await undo()).toEqual([]);
    expect(outside.read('precious')).toBe('mine');
  });
});

describe('a run that can not keep what it replaces', () => {
  it('paints all the same, and says so once', async () => {
    workspace.write('.stylize/undo', 'a file where the folder should be');
    const summary = await workspace.run();
    expect(summary).toMatchObject({ done: 2, failed: 0 });
    expect(summary.notices).toEqual([expect.stringMatching(/can't be brought back/)]);
  });
});
