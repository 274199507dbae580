import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser, Frame, FrameLocator, Locator, Page } from 'playwright-core';
import { vi } from 'vitest';
import { openBrowser } from './browser';
import { type ServerOptions, VsCodeServer } from './server';
import { ALL_THEMES, prepareThemes, THEME_SETTINGS, type Theme, wear } from './themes';

export interface WorkbenchOptions extends ServerOptions {
  theme?: Theme;
  /** Of extensions, as when VS Code has this language; its own words stay English without the language's pack. */
  language?: string;
}

/** A VS Code server with this extension and a workspace of its own, and a page that shows its workbench. */
export class Workbench {
  private constructor(
    readonly server: VsCodeServer,
    private readonly browser: Browser,
    readonly page: Page,
    private readonly theme: Theme,
  ) {}

  /**
   * `files`: by their path in the workspace, the files or folders to copy there, or contents.
   * `manifest`: undefined for a workspace that has none.
   */
  static async open(
    files: Record<string, string | Buffer>,
    manifest: object | undefined,
    { theme = 'dark', language, ...options }: WorkbenchOptions = {},
  ): Promise<Workbench> {
    const server = await VsCodeServer.start({
      extension: true,
      ...options,
      settings: { ...THEME_SETTINGS, ...options.settings },
    });
    const { workspace } = server;
    for (const [to, from] of Object.entries(files)) {
      const path = join(workspace, to);
      mkdirSync(dirname(path), { recursive: true });
      if (typeof from === 'string') cpSync(from, path, { recursive: true });
      else writeFileSync(path, from);
    }
    if (manifest) writeFileSync(join(workspace, 'stylize.json'), JSON.stringify(manifest));
    const browser = await openBrowser();
    const page = await browser.newPage({ viewport: { width: 1400, height: 880 } });
    await prepareThemes(page);
    if (language) await page.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = '${language}'`);
    const workbench = new Workbench(server, browser, page, theme);
    try {
      await page.goto(server.address(), { timeout: 90_000 });
      await workbench.isReady();
      return workbench;
    } catch (error) {
      await workbench.close();
      throw error;
    }
  }

  get workspace(): string {
    return this.server.workspace;
  }

  /** Opens the same window anew, as F5 in a browser or "Reload Window" does. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.isReady();
  }

  /** A row of the explorer, by how its name begins: decorations follow it. */
  file(name: string): Locator {
    return this.page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${name}"]`);
  }

  /** @param of a row, or the name of one in the explorer */
  async chooseFromMenu(of: string | Locator, entry: string): Promise<void> {
    const row = typeof of === 'string' ? this.file(of) : of;
    const item = this.page.locator('.monaco-menu .action-item:not(.disabled)', { hasText: entry });
    // opened anew until it works, since an entry is disabled until VS Code knows that the workspace is trusted; and chosen by
    // the keyboard, since a click right after a menu has opened is taken for the end of the one that opened it
    const choose = async () => {
      await this.page.keyboard.press('Escape');
      await row.click({ button: 'right' });
      await item.hover({ timeout: 2000 });
      await this.page.keyboard.press('Enter');
      await item.waitFor({ state: 'hidden', timeout: 2000 });
    };
    await vi.waitFor(choose, { timeout: 60_000, interval: 200 });
  }

  async pick(label: string): Promise<void> {
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click();
  }

  async openStylizeView(): Promise<void> {
    await this.page.locator('.activitybar .action-label[aria-label^="Stylize"]').click();
  }

  /** A row of the Stylize view, by its label. */
  viewRow(label: string): Locator {
    const named = this.page.locator('.label-name', { hasText: exactly(label) });
    return this.page
      .locator('.custom-view-tree-node-item', { has: named })
      .locator('xpath=ancestor::*[@role="treeitem"]');
  }

  /** Opens a row of a tree. */
  async unfold(row: Locator): Promise<void> {
    const closed = row.locator('.monaco-tl-twistie.collapsed');
    // again, where the click came while the tree was being painted anew
    const open = async () => {
      if ((await row.getAttribute('aria-expanded')) !== 'true') await closed.click({ timeout: 1000 });
      if ((await row.getAttribute('aria-expanded')) !== 'true') throw new Error('the row is closed');
    };
    await vi.waitFor(open, { timeout: 30_000 });
  }

  async clickViewTitle(label: string): Promise<void> {
    const view = this.page.locator('.pane-header, .composite.title', { hasText: 'Stylize' }).first();
    await view.hover();
    await this.page
      .locator(
        `.title-actions .action-label[aria-label^="${label}"], .pane-header .action-label[aria-label^="${label}"]`,
      )
      .first()
      .click();
  }

  /** The extension's item in the status bar. */
  get status(): Locator {
    return this.page.locator('.statusbar-item[id="stylize.stylize.stylize.status"]');
  }

  /** Presses a button of the dialog in front. */
  async answer(button: string): Promise<void> {
    await this.page.locator('.monaco-dialog-box .monaco-button', { hasText: button }).click();
  }

  /** Closes the message in the corner, once it is there. */
  async dismissMessage(): Promise<void> {
    const toast = this.page.locator('.notification-toast', { has: this.page.locator('.codicon-error') });
    await toast.hover();
    await toast.locator('.codicon-notifications-clear').click();
  }

  /** Runs a command by its title in the palette. */
  async command(title: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input');
    // a key that is pressed while a page is being opened or closed reaches nobody
    await vi.waitFor(
      async () => {
        if (!(await input.isVisible())) await this.page.keyboard.press('F1');
        await input.waitFor({ timeout: 2_000 });
      },
      { timeout: 30_000, interval: 100 },
    );
    await input.fill(`>${title}`);
    await this.pick(title);
  }

  /** Puts the cursor of the editor in front there, lines and columns from 1. */
  async goTo(line: number, column: number): Promise<void> {
    await this.page.keyboard.press('Control+g');
    await this.page.locator('.quick-input-widget input').fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.statusbar-item', { hasText: `Ln ${line}, Col ${column}` }).waitFor();
  }

  /** Opens the quick fixes of a place to go to, where this one is to be among them. */
  async openFixes(goThere: () => Promise<void>, label: string): Promise<void> {
    const fix = this.page.locator('.action-widget .monaco-list-row', { hasText: label });
    // again, where problems came to be known anew, which closes the menu
    const open = async () => {
      await this.page.keyboard.press('Escape');
      await goThere();
      await this.page.keyboard.press('Control+.');
      await fix.waitFor({ timeout: 3000 });
    };
    await vi.waitFor(open, { timeout: 30_000 });
  }

  /** Opens a picture of the before/after panel large, once a run has put it there. */
  async openLarge(name: string): Promise<void> {
    const card = this.webview.getByRole('button', { name });
    await card.waitFor({ timeout: 100_000 });
    // again, where VS Code was just taking the focus back, or the page away for a new one
    const enter = async () => {
      await card.focus();
      await card.press('Enter', { timeout: 1000 });
      await this.webview.getByRole('dialog', { name: 'Before and after, large' }).waitFor({ timeout: 2000 });
    };
    await vi.waitFor(enter, { timeout: 60_000, interval: 100 });
  }

  /** Closes the tab with this in its title. */
  async closePanel(title: string): Promise<void> {
    const tab = this.page.locator('.tab', { hasText: title });
    await tab.click({ button: 'middle' });
    await tab.waitFor({ state: 'detached' });
  }

  /** Whether the browser has kept for the next window what matches; VS Code writes it every few seconds. */
  stored(pattern: string): Promise<boolean> {
    return this.page.evaluate(async (source) => {
      const done = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      for (const { name } of await indexedDB.databases()) {
        const database = await done(indexedDB.open(name!));
        for (const store of database.objectStoreNames) {
          const values = await done(database.transaction(store).objectStore(store).getAll());
          if (values.some((value) => typeof value === 'string' && new RegExp(source).test(value))) return true;
        }
        database.close();
      }
      return false;
    }, pattern);
  }

  /** Settings of the workspace. */
  async setting(settings: object): Promise<void> {
    mkdirSync(join(this.workspace, '.vscode'), { recursive: true });
    writeFileSync(join(this.workspace, '.vscode/settings.json'), JSON.stringify(settings));
  }

  get webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready:visible').frameLocator('iframe#active-frame');
  }

  /** The frame that the webview's page is in. */
  async frame(): Promise<Frame> {
    const body = await this.webview.locator('body').elementHandle();
    return (await body!.ownerFrame())!;
  }

  /**
   * Writes a picture of the window to test/e2e/screenshots/<theme>, for people to look at: main screens in each theme, others in
   * that of the test.
   */
  async screenshot(name: string): Promise<void> {
    const others = MAIN_SCREENS.has(name) ? ALL_THEMES.filter((other) => other !== this.theme) : [];
    for (const theme of [...others, this.theme]) {
      await wear(this.page, theme);
      await this.page.screenshot({ path: join(__dirname, 'screenshots', theme, `${name}.png`) });
    }
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
  }

  private async isReady(): Promise<void> {
    await this.page.waitForSelector('.monaco-workbench', { timeout: 60_000 });
    // menus of extensions exist only once the extensions are registered
    await this.page.waitForFunction("performance.getEntriesByName('code/didLoadExtensions').length > 0", undefined, {
      timeout: 60_000,
    });
    await wear(this.page, this.theme);
  }
}

const MAIN_SCREENS: ReadonlySet<string> = new Set([
  ...[
    'before-after',
    'lightbox',
    'compare-slider',
    'compare-difference',
    'compare-two',
    'compare-cells',
    'compare-frames',
    'tune',
    'tune-variants',
  ],
  ...['review', 'review-large', 'view', 'status-menu', 'watching', 'problems', 'untrusted', 'style-picker'],
  ...['manifest-lenses', 'manifest-hover-style', 'manifest-completion-style', 'samples-run', 'samples-manifest'],
  ...['explain-recipe', 'explain-origin', 'explain-distance', 'explain-stages', 'explain-advice'],
  ...['walkthrough-1', 'extension-page'],
]);

/** A pattern for a text and nothing around it. */
function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`);
}
