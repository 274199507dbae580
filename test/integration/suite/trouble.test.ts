import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { descendantsOf, isEngine } from '../../e2e/processes';
import { batch, Messages, type Project, until } from './support';

describe('in the middle of a batch', () => {
  let messages: Messages;
  let project: Project;
  beforeEach(() => {
    messages = new Messages();
    project = batch();
  });
  afterEach(async () => {
    messages.dispose();
    await project.dispose();
  });

  it('an engine that is killed costs nothing: what it was working on is tried once more', async function () {
    if (!existsSync('/proc')) this.skip(); // there the engine can't be told from other processes
    const run = runUntilFirstOutput();
    await run.begun;
    const [engine] = descendantsOf(process.pid).filter(isEngine);
    process.kill(engine!.pid, 'SIGKILL');
    await run.ended;
    assert.deepEqual(messages.errors, []);
    assert.equal(outputs().length, 6);
    await assertNextRunCompletes();
  });

  it('a manifest that is deleted takes nothing with it: the batch ends as it began, and goes on where it was put back', async () => {
    const text = readFileSync(project.manifest.fsPath, 'utf8');
    const run = runUntilFirstOutput();
    await run.begun;
    rmSync(project.manifest.fsPath);
    await run.ended;
    assert.equal(outputs().length, 6);
    await until(() => messages.others.length > 0);
    assert.match(
      messages.others.join(),
      /^project-\w+\/stylize\.json was deleted while it ran\. .* nothing was lost\.$/,
    );
    assert.deepEqual(messages.errors, []);
    project.write(text);
    await assertNextRunCompletes();
  });

  it('a manifest that is broken meanwhile changes nothing until it is run again', async () => {
    const text = readFileSync(project.manifest.fsPath, 'utf8');
    const run = runUntilFirstOutput();
    await run.begun;
    project.write(text.slice(0, text.length / 2));
    await run.ended;
    assert.equal(outputs().length, 6);
    await until(() => messages.others.length > 0);
    assert.match(messages.others.join(), /^project-\w+\/stylize\.json was changed while it ran\. /);
    assert.deepEqual(messages.errors, []);
    await vscode.commands.executeCommand('stylize.run', project.manifest);
    await until(() => vscode.languages.getDiagnostics(project.manifest).length > 0);
    assert.equal(outputs().length, 6);
    project.write(text);
    await assertNextRunCompletes();
  });

  function runUntilFirstOutput(): { begun: Promise<void>; ended: Promise<void> } {
    const ended = Promise.resolve(vscode.commands.executeCommand<void>('stylize.run', project.manifest));
    return { begun: until(() => outputs().length > 0), ended };
  }

  /** All outputs are there, and those from before are not painted again. */
  async function assertNextRunCompletes(): Promise<void> {
    const heard = messages.errors.length;
    const before = new Map(outputs().map((name) => [name, readFileSync(project.path(`out/${name}`))]));
    await vscode.commands.executeCommand('stylize.run', project.manifest);
    assert.deepEqual(messages.errors.slice(heard), []);
    assert.deepEqual(
      outputs(),
      Array.from({ length: 6 }, (_, i) => `${i}.png`),
    );
    for (const [name, bytes] of before) assert.ok(readFileSync(project.path(`out/${name}`)).equals(bytes), name);
    await until(() => vscode.languages.getDiagnostics(project.manifest).length === 0);
  }

  /** Names of all files there, half-written ones included. */
  function outputs(): string[] {
    return project.has('out') ? readdirSync(project.path('out')).sort() : [];
  }
});
