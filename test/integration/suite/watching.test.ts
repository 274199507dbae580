import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, statSync } from 'node:fs';
import * as vscode from 'vscode';
import { batch, Messages, Project, sample, until } from './support';

const SPRITE = 'assets/sprites/fox-hero.png';

describe('watching', () => {
  let messages: Messages;
  let project: Project;
  beforeEach(() => {
    messages = new Messages();
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('stylize.stopWatching');
    messages.dispose();
    await project.dispose();
  });

  it('Start Watching paints what is stale, then what changes, and nothing else, without a word', async () => {
    project = batch();
    await vscode.commands.executeCommand('stylize.startWatching');
    await until(() => [0, 1, 2, 3, 4, 5].every((i) => project.has(`out/${i}.png`)));
    const before = [0, 1].map((i) => readFileSync(project.path(`out/${i}.png`)));
    const untouched = statSync(project.path('out/1.png')).mtimeMs;
    copyFileSync(sample(SPRITE), project.path('art/0.png'));
    await until(() => !readFileSync(project.path('out/0.png')).equals(before[0]!));
    assert.equal(statSync(project.path('out/1.png')).mtimeMs, untouched);
    assert.deepEqual([...messages.errors, ...messages.others], []);
  });

  it('follows a manifest that changes', async () => {
    project = new Project(
      { 'art/fox.png': SPRITE, 'gouache.png': 'styles/gouache.png' },
      manifestFor('out/{name}.png'),
    );
    await vscode.commands.executeCommand('stylize.startWatching');
    await until(() => project.has('out/fox.png'));
    project.write(manifestFor('elsewhere/{name}.png'));
    await until(() => project.has('elsewhere/fox.png'));
  });

  it('tells in Problems what fails, and tries it again when it has changed', async () => {
    project = new Project(
      { 'art/notes.png': 'README.md', 'gouache.png': 'styles/gouache.png' },
      manifestFor('out/{name}.png'),
    );
    const { length } = messages.errors;
    await vscode.commands.executeCommand('stylize.startWatching');
    await until(() => problems().length === 1);
    assert.match(problems()[0]!.message, /no picture in a format that can be read/);
    assert.equal(messages.errors.length, length);
    copyFileSync(sample(SPRITE), project.path('art/notes.png'));
    await until(() => project.has('out/notes.png') && problems().length === 0);
  });

  it('as a task tells problems of each run, and takes them back', async () => {
    project = new Project(
      { 'art/notes.png': 'README.md', 'gouache.png': 'styles/gouache.png' },
      manifestFor('out/{name}.png'),
    );
    await until(async () => (await watchTask()) !== undefined);
    const execution = await vscode.tasks.executeTask((await watchTask())!);
    try {
      await until(() => problems().length === 1);
      copyFileSync(sample(SPRITE), project.path('art/notes.png'));
      await until(() => problems().length === 0);
      assert.ok(project.has('out/notes.png'));
    } finally {
      execution.terminate();
    }
  });

  const problems = () => vscode.languages.getDiagnostics(project.uri('art/notes.png'));
  const watchTask = async () => {
    const name = `watch ${vscode.workspace.asRelativePath(project.manifest, false)}`;
    return (await vscode.tasks.fetchTasks({ type: 'stylize' })).find((task) => task.name === name && task.isBackground);
  };
});

function manifestFor(output: string): object {
  return {
    version: 1,
    styles: { gouache: { reference: 'gouache.png' } },
    assets: [{ input: 'art/*.png', style: 'gouache', output }],
  };
}
