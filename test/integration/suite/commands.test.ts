import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { batch, Messages, Project, until } from './support';

const style = { version: 1, styles: { gouache: { reference: 'gouache.png' } } };

describe('commands', () => {
  let messages: Messages;
  let project: Project | undefined;
  beforeEach(() => {
    messages = new Messages();
  });
  afterEach(async () => {
    messages.dispose();
    await project?.dispose();
    project = undefined;
  });

  it('Apply Style paints a picture in the first style that it proposes, and shows it', async () => {
    project = new Project(
      { 'fox.png': 'assets/sprites/fox-hero.png', 'gouache.png': 'styles/gouache.png' },
      { ...style, assets: [{ input: 'none/*.png', style: 'gouache', output: 'out/{name}.{ext}' }] },
    );
    let ended = false;
    const command = vscode.commands
      .executeCommand('stylize.applyStyle', project.uri('fox.png'))
      .then(() => (ended = true));
    // Enter in whatever it asks, until it asks no more
    await until(async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return ended;
    });
    await command;
    assert.ok(project.has('fox-stylized.png'));
    assert.deepEqual(messages.errors, []);
    await until(() => vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(isPanel)));
  });

  it('Run Manifest paints what the manifest says, then nothing more', async () => {
    project = batch();
    await vscode.commands.executeCommand('stylize.run', project.manifest);
    const first = await stampOf(project.uri('out/0.png'));
    assert.ok(project.has('out/5.png'));
    await vscode.commands.executeCommand('stylize.run', project.manifest);
    assert.equal(await stampOf(project.uri('out/0.png')), first);
    assert.deepEqual(messages.errors, []);
  });

  it('Undo Last Run brings back what the last run replaced, once that is confirmed', async () => {
    project = batch();
    const bytes = () => readFileSync(project!.path('out/3.png'));
    await vscode.commands.executeCommand('stylize.run', project.manifest);
    const before = bytes();
    project.write(readFileSync(project.manifest.fsPath, 'utf8').replace('"reference"', '"strength": 0.5, "reference"'));
    await vscode.commands.executeCommand('stylize.run', project.manifest);
    assert.notDeepEqual(bytes(), before);
    await vscode.commands.executeCommand('stylize.undo', project.manifest);
    assert.deepEqual(messages.others.slice(-1), ['Undo what the last run did?']);
    assert.notDeepEqual(bytes(), before);
    messages.answer = 'Undo Last Run';
    await vscode.commands.executeCommand('stylize.undo', project.manifest);
    assert.deepEqual(bytes(), before);
    assert.deepEqual(messages.others.slice(-1), ['Undone: 6. Left as changed since: 0.']);
    await vscode.commands.executeCommand('stylize.undo', project.manifest);
    assert.deepEqual(messages.others.slice(-1), ['There is nothing to undo.']);
    assert.deepEqual(messages.errors, []);
  });

  it('Run Manifest marks a picture that fails in Problems, with its cause, and paints the others', async () => {
    project = new Project(
      {
        'art/fox.png': 'assets/sprites/fox-hero.png',
        'art/notes.png': 'README.md',
        'gouache.png': 'styles/gouache.png',
      },
      { ...style, assets: [{ input: 'art/*.png', style: 'gouache', output: 'out/{name}.{ext}' }] },
    );
    await vscode.commands.executeCommand('stylize.run', project.manifest);
    assert.ok(project.has('out/fox.png'));
    assert.deepEqual(messages.errors, []);
    const marks = () => vscode.languages.getDiagnostics(project!.uri('art/notes.png'));
    await until(() => marks().length === 1);
    assert.match(marks()[0]!.message, /^project-\w+\/art\/notes\.png: .*no picture in a format that can be read/);
  });

  it('a broken manifest shows in Problems and not in a message, until it is repaired', async () => {
    project = new Project(
      { 'fox.png': 'assets/sprites/fox-hero.png', 'gouache.png': 'styles/gouache.png' },
      { ...style, assets: [{ input: '*.png', exclude: 'gouache.png', style: 'gouach', output: 'out/{name}.{ext}' }] },
    );
    const { manifest } = project;
    await vscode.commands.executeCommand('stylize.run', manifest);
    await until(() => problemsOf(manifest).length === 1);
    assert.match(problemsOf(manifest)[0]!.message, /no style "gouach"/);
    assert.equal(problemsOf(manifest)[0]!.severity, vscode.DiagnosticSeverity.Error);
    project.write({
      ...style,
      assets: [{ input: 'fox.png', style: 'gouache', output: 'out/{name}.{ext}' }],
    });
    await vscode.commands.executeCommand('stylize.run', manifest);
    await until(() => problemsOf(manifest).length === 0);
    assert.ok(project.has('out/fox.png'));
    assert.deepEqual(messages.errors, []);
  });
});

function problemsOf(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'stylize');
}

async function stampOf(uri: vscode.Uri): Promise<number> {
  return (await vscode.workspace.fs.stat(uri)).mtime;
}

function isPanel({ input }: vscode.Tab): boolean {
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith('stylize.compare');
}
