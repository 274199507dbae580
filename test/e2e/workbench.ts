import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Browser, chromium, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { vi } from 'vitest';
import { CHROMIUM, VSCODE_FOLDER } from './install';

const ROOT = resolve(__dirname, '../..');

/** A VS Code server on loopback with this extension, a workspace of its own, and a page that shows its workbench. */
export class Workbench {
  private constructor(
    readonly workspace: string,
    private readonly state: string,
    private readonly server: ChildProcess,
    private readonly browser: Browser,
    readonly page: Page,
  ) {}

  /** `files`: by their path in the workspace, the files or folders to copy there, or contents. */
  static async open(files: Record<string, string | Buffer>, manifest: object): Promise<Workbench> {
    const state = mkdtempSync(join(tmpdir(), 'stylize-e2e-'));
    const workspace = join(state, 'workspace');
    for (const [to, from] of Object.entries(files)) {
      const path = join(workspace, to);
      mkdirSync(dirname(path), { recursive: true });
      if (typeof from === 'string') cpSync(from, path, { recursive: true });
      else writeFileSync(path, from);
    }
    writeFileSync(join(workspace, 'stylize.json'), JSON.stringify(manifest));
    const port = await freePort();
    const server = startServer(state, port);
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: BROWSER_ARGUMENTS });
    const page = await browser.newPage({ viewport: { width: 1400, height: 880 } });
    const workbench = new Workbench(workspace, state, server, browser, page);
    try {
      await answers(`http://127.0.0.1:${port}/version`, server, join(state, 'server.log'));
      await page.goto(addressOf(port, workspace));
      await page.waitForSelector('.monaco-workbench', { timeout: 60_000 });
      // menus of extensions exist only once the extensions are registered
      await page.waitForFunction("performance.getEntriesByName('code/didLoadExtensions').length > 0", undefined, {
        timeout: 60_000,
      });
      return workbench;
    } catch (error) {
      await workbench.close();
      throw error;
    }
  }

  /** A row of the explorer, by how its name begins: decorations follow it. */
  file(name: string): Locator {
    return this.page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${name}"]`);
  }

  async chooseFromMenu(file: string, entry: string): Promise<void> {
    const item = this.page.locator('.monaco-menu .action-item:not(.disabled)', { hasText: entry });
    // opened anew until it works, since an entry is disabled until VS Code knows that the workspace is trusted; and chosen by
    // the keyboard, since a click right after a menu has opened is taken for the end of the one that opened it
    const choose = async () => {
      await this.page.keyboard.press('Escape');
      await this.file(file).click({ button: 'right' });
      await item.hover({ timeout: 2000 });
      await this.page.keyboard.press('Enter');
      await item.waitFor({ state: 'hidden', timeout: 2000 });
    };
    await vi.waitFor(choose, { timeout: 60_000, interval: 200 });
  }

  async pick(label: string): Promise<void> {
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click();
  }

  /** Closes the message in the corner, once it is there. */
  async dismissMessage(): Promise<void> {
    const toast = this.page.locator('.notification-toast', { has: this.page.locator('.codicon-error') });
    await toast.hover();
    await toast.locator('.codicon-notifications-clear').click();
  }

  /** Runs a command by its title in the palette. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.page.locator('.quick-input-widget input').fill(`>${title}`);
    await this.pick(title);
  }

  /** Puts the cursor of the editor in front there, lines and columns from 1. */
  async goTo(line: number, column: number): Promise<void> {
    await this.page.keyboard.press('Control+g');
    await this.page.locator('.quick-input-widget input').fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.statusbar-item', { hasText: `Ln ${line}, Col ${column}` }).waitFor();
  }

  /** Closes the tab with this in its title. */
  async closePanel(title: string): Promise<void> {
    const tab = this.page.locator('.tab', { hasText: title });
    await tab.hover();
    await tab.locator('.codicon-close').click();
    await tab.waitFor({ state: 'detached' });
  }

  /** Settings of the workspace. */
  async setting(settings: object): Promise<void> {
    mkdirSync(join(this.workspace, '.vscode'), { recursive: true });
    writeFileSync(join(this.workspace, '.vscode/settings.json'), JSON.stringify(settings));
  }

  get webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** Writes a picture of the window to test/e2e/screenshots, for people to look at. */
  async screenshot(name: string): Promise<void> {
    const folder = join(__dirname, 'screenshots');
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}.png`) });
  }

  async close(): Promise<void> {
    await this.browser.close();
    if (this.server.exitCode === null && this.server.kill()) await once(this.server, 'exit');
    rmSync(this.state, { recursive: true, force: true, maxRetries: 5 });
  }
}

const BROWSER_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const SETTINGS = {
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Default Dark Modern',
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
};

function startServer(state: string, port: number): ChildProcess {
  mkdirSync(join(state, 'user/User'), { recursive: true });
  writeFileSync(join(state, 'user/User/settings.json'), JSON.stringify(SETTINGS));
  const log = openSync(join(state, 'server.log'), 'w');
  const switches = ['--without-connection-token', '--accept-server-license-terms', '--disable-telemetry'];
  const folders = ['--user-data-dir', join(state, 'user'), '--extensions-dir', join(state, 'extensions')];
  const place = ['--host', '127.0.0.1', '--port', String(port), '--disable-workspace-trust'];
  return spawn(process.execPath, [join(VSCODE_FOLDER, 'out/server-main.js'), ...place, ...switches, ...folders], {
    cwd: state,
    stdio: ['ignore', log, log],
    env: {
      ...process.env,
      EXTENSIONS_GALLERY: '{}',
      XDG_RUNTIME_DIR: state,
      XDG_CONFIG_HOME: state,
      XDG_DATA_HOME: state,
    },
  });
}

async function answers(url: string, server: ChildProcess, log: string): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`the VS Code server ended:\n${readFileSync(log, 'utf8')}`);
    const status = await fetch(url).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise((again) => setTimeout(again, 50)); // polls: the server has no other way to say that it is up
  }
}

function addressOf(port: number, workspace: string): string {
  const url = new URL(`http://127.0.0.1:${port}/`);
  const payload = [
    ['extensionDevelopmentPath', `vscode-remote://127.0.0.1:${port}${ROOT}`],
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  url.searchParams.set('folder', workspace);
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
