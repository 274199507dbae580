import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { descendantsOf, isEngine } from '../../e2e/processes';
import { extension } from './support';

interface Contributions {
  commands: { command: string; enablement?: string }[];
  menus: Record<string, { command?: string }[]>;
  keybindings?: { command: string }[];
  configuration: Configuration | Configuration[];
}
interface Configuration {
  properties: Record<string, { default?: unknown; description?: string; markdownDescription?: string }>;
}

describe('activation', () => {
  const { contributes, capabilities } = extension().packageJSON as {
    contributes: Contributions;
    capabilities: Record<string, { supported: unknown }>;
  };

  it('starts no engine, and neither does a manifest that is not there', async () => {
    await vscode.commands.executeCommand('stylize.run', vscode.Uri.file('/no/such/stylize.json'));
    assert.equal(extension().isActive, true);
    assert.deepEqual(descendantsOf(process.pid).filter(isEngine), []);
  });

  it('registers every command that the package contributes', async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
  });

  it('has menus and keys for its own commands only', () => {
    const own = new Set(contributes.commands.map(({ command }) => command));
    const used = [...Object.values(contributes.menus).flat(), ...(contributes.keybindings ?? [])];
    const foreign = used.flatMap(({ command }) => (command && !own.has(command) ? [command] : []));
    assert.deepEqual(foreign, []);
  });

  it('has the defaults of the package for all its settings, and describes them', () => {
    const properties = [contributes.configuration].flat().map((part) => part.properties);
    for (const [key, property] of properties.flatMap((part) => Object.entries(part))) {
      const { defaultValue } = vscode.workspace.getConfiguration().inspect(key) ?? {};
      assert.deepEqual(defaultValue, property.default, key);
      assert.ok(property.description ?? property.markdownDescription, `${key} has no description`);
    }
  });

  it('says all its words: no key of a translation is left unresolved', () => {
    assert.doesNotMatch(JSON.stringify({ contributes, capabilities }), /"%[^%"]+%"/);
  });

  it('declares that it runs nothing untrusted, and nothing on virtual files', () => {
    assert.equal(capabilities.untrustedWorkspaces?.supported, 'limited');
    assert.equal(capabilities.virtualWorkspaces?.supported, false);
    for (const { command, enablement } of contributes.commands)
      if (['stylize.applyStyle', 'stylize.run'].includes(command))
        assert.match(enablement ?? '', /isWorkspaceTrusted/, command);
  });
});
