import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import writeFileAtomic from 'write-file-atomic';
import { replaceOutput } from '../../src/pipeline/replaceOutput';
import { WorkspaceState } from '../../src/pipeline/state';
import { undoRun } from '../../src/pipeline/undo';
import { tempFolder } from './support';

const OURS = { before: undefined, size: undefined, state: 'present' };

describe('an output written apart from runs', () => {
  it('is known for its own, and what it replaced can be brought back', async () => {
    const folder = await tempFolder();
    const manifestPath = join(folder, 'stylize.json');
    writeFileSync(manifestPath, '{}');
    writeFileSync(join(folder, 'fox.png'), 'painted');
    const first = await WorkspaceState.load(folder);
    await first.wrote('fox.png', { source: '', style: '', parameters: '', model: '' }, { width: 1, height: 1 });
    await first.finish();
    const asset = { output: 'fox.png', source: 'art/fox.png' };
    const { signal } = new AbortController();
    await replaceOutput(folder, asset, signal, () => writeFileAtomic(join(folder, 'fox.png'), 'tuned'));
    expect(await (await WorkspaceState.load(folder)).output('fox.png')).toMatchObject({ state: 'present' });
    expect(await undoRun({ manifestPath })).toMatchObject([{ output: 'fox.png', action: 'restore' }]);
    expect(readFileSync(join(folder, 'fox.png'), 'utf8')).toBe('painted');
  });
});

describe('what a killed run was about to write', () => {
  it('is taken for its own, also where its engine writes only after the next run has begun', async () => {
    const folder = await tempFolder();
    const output = (name: string) => join(folder, 'out', name);
    mkdirSync(join(folder, 'out'));
    writeFileSync(output('replaced.png'), 'before');
    const killed = await WorkspaceState.load(folder);
    await killed.intend(['out/new.png', 'out/late.png', 'out/replaced.png']);
    writeFileSync(output('new.png'), 'painted');

    const next = await WorkspaceState.load(folder);
    writeFileSync(output('late.png'), 'painted');
    writeFileSync(output('replaced.png'), 'painted anew');
    for (const name of ['new', 'late', 'replaced']) expect(await next.output(`out/${name}.png`)).toEqual(OURS);
  });

  it('keeps what was noted of it before, also when the run after it is killed, too', async () => {
    const folder = await tempFolder();
    const write = (name: string) => writeFileSync(join(folder, name), `painted ${name}`);
    const made = { source: 'a', style: 'b', parameters: 'c', model: 'd' };
    const first = await WorkspaceState.load(folder);
    await first.intend(['noted.png', 'unnoted.png']);
    write('noted.png');
    await first.wrote('noted.png', made, { width: 1, height: 1 });
    await first.save();
    write('unnoted.png');
    const second = await WorkspaceState.load(folder);
    await second.intend(['other.png']);

    const third = await WorkspaceState.load(folder);
    expect(await third.output('noted.png')).toMatchObject({ before: made, state: 'present' });
    expect(await third.output('unnoted.png')).toEqual(OURS);
    await third.finish();
    expect(existsSync(join(folder, '.stylize/intents.json'))).toBe(false);
    writeFileSync(join(folder, 'noted.png'), 'mine');
    expect((await (await WorkspaceState.load(folder)).output('noted.png')).state).toBe('changed');
  });

  it('is its own, too, where it was written, and more was announced before that was saved', async () => {
    const folder = await tempFolder();
    const made = { source: 'a', style: 'b', parameters: 'c', model: 'd' };
    writeFileSync(join(folder, 'replaced.png'), 'before');
    const killed = await WorkspaceState.load(folder);
    await killed.intend(['early.png', 'replaced.png']);
    for (const name of ['early.png', 'replaced.png']) {
      writeFileSync(join(folder, name), 'painted by the run');
      await killed.wrote(name, made, { width: 1, height: 1 });
    }
    await killed.intend(['more.png']);

    const next = await WorkspaceState.load(folder);
    for (const name of ['early.png', 'replaced.png']) expect((await next.output(name)).state).toBe('present');
    expect((await next.output('more.png')).state).toBe('missing');
  });

  it('is not taken for its own where it was never to be written', async () => {
    const folder = await tempFolder();
    const killed = await WorkspaceState.load(folder);
    await killed.intend(['a.png']);
    const next = await WorkspaceState.load(folder);
    writeFileSync(join(folder, 'b.png'), 'mine');
    expect((await next.output('b.png')).state).toBe('foreign');
  });
});
