import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { vi } from 'vitest';
import product from '../../package.json';
import { VSCODE_FOLDER, VSCODE_NODE } from './install';

/** The extension's folder. */
export const ROOT = resolve(__dirname, '../..');

export interface ServerOptions {
  /** User settings, over the tests' own. */
  settings?: Record<string, unknown>;
  /** User keybindings, as keybindings.json has them. */
  keybindings?: { key: string; command: string }[];
  /** With workspace trust, no workspace is trusted until somebody says so. */
  workspaceTrust?: boolean;
  /** Environment of the extension host, over this process's. */
  environment?: Record<string, string>;
  /** Opens VS Code with this extension installed, as users have it. */
  extension?: boolean;
  /** A folder with installed extensions; without it, one that holds this extension or nothing. */
  extensionsFolder?: string | undefined;
  /** Lets the page name tests to run in the extension host; it then shows no notifications from 1.139 on. */
  forTests?: boolean;
}

/** A VS Code server on loopback, with settings, extensions and a workspace of its own in a temporary folder. */
export class VsCodeServer {
  readonly workspace: string;

  private constructor(
    private readonly state: string,
    private readonly port: number,
    private readonly child: ChildProcess,
  ) {
    this.workspace = join(state, 'workspace');
  }

  /** @throws when the server ends before it answers, with its log. */
  static async start({
    settings,
    keybindings = [],
    workspaceTrust,
    environment,
    extension,
    extensionsFolder,
    forTests,
  }: ServerOptions): Promise<VsCodeServer> {
    const state = mkdtempSync(join(tmpdir(), 'stylize-vscode-'));
    mkdirSync(join(state, 'user/User'), { recursive: true });
    mkdirSync(join(state, 'workspace'));
    writeFileSync(join(state, 'user/User/settings.json'), JSON.stringify({ ...SETTINGS, ...settings }));
    writeFileSync(join(state, 'user/User/keybindings.json'), JSON.stringify(keybindings));
    if (extension) install(join(state, 'extensions'));
    const port = await freePort();
    const log = join(state, 'server.log');
    const output = openSync(log, 'w');
    const switches = ['--without-connection-token', '--accept-server-license-terms', '--disable-telemetry'];
    if (!workspaceTrust) switches.push('--disable-workspace-trust');
    if (forTests) switches.push('--enable-smoke-test-driver');
    const folders = [
      '--user-data-dir',
      join(state, 'user'),
      '--extensions-dir',
      extensionsFolder ?? join(state, 'extensions'),
    ];
    const place = ['--host', '127.0.0.1', '--port', String(port)];
    const child = spawn(VSCODE_NODE, [join(VSCODE_FOLDER, 'out/server-main.js'), ...place, ...switches, ...folders], {
      cwd: state,
      stdio: ['ignore', output, output],
      env: {
        ...process.env,
        ...environment,
        EXTENSIONS_GALLERY: '{}',
        XDG_RUNTIME_DIR: state,
        XDG_CONFIG_HOME: state,
        XDG_DATA_HOME: state,
        STYLIZE_CACHE: join(state, 'cache'),
      },
    });
    const server = new VsCodeServer(state, port, child);
    await server.answers(log).catch(async (error) => {
      await server.stop();
      throw error;
    });
    return server;
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Where the workbench opens with the workspace. `payload`: what else the page has to know, such as the extension to load. */
  address(payload: Record<string, string> = {}): string {
    const url = new URL(`http://127.0.0.1:${this.port}/`);
    url.searchParams.set('folder', this.workspace);
    const all = { skipWelcome: 'true', skipReleaseNotes: 'true', ...payload };
    url.searchParams.set('payload', JSON.stringify(Object.entries(all)));
    return url.href;
  }

  /** A file as the workbench names it. */
  remote(path: string): string {
    return `vscode-remote://127.0.0.1:${this.port}${path}`;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.kill()) await once(this.child, 'exit');
    // an engine that is still at work outlives its server for a moment; rmSync's own retries don't see what it has written since
    await vi.waitFor(() => rmSync(this.state, { recursive: true, force: true }), { timeout: 60_000, interval: 250 });
  }

  private async answers(log: string): Promise<void> {
    for (;;) {
      if (this.child.exitCode !== null) throw new Error(`the VS Code server ended:\n${readFileSync(log, 'utf8')}`);
      const status = await fetch(`http://127.0.0.1:${this.port}/version`).then(
        (response) => response.status,
        () => 0,
      );
      if (status === 200) return;
      await new Promise((again) => setTimeout(again, 50)); // polls: the server has no other way to say that it is up
    }
  }
}

const SETTINGS = {
  'stylize.cache.enabled': false, // tests paint the same pictures again and again, and watch it
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'files.autoSave': 'off', // as on a desktop; in a browser VS Code saves by itself
};

/** Registers the extension where it lies: nothing is copied. */
function install(extensionsFolder: string): void {
  const identifier = { id: `${product.publisher}.${product.name}` };
  const location = { $mid: 1, scheme: 'file', path: ROOT };
  mkdirSync(extensionsFolder);
  const registered = [{ identifier, version: product.version, location, metadata: { source: 'vsix' } }];
  writeFileSync(join(extensionsFolder, 'extensions.json'), JSON.stringify(registered));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
