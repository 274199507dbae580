import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { globSync } from 'tinyglobby';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { VSCODE, VSCODE_FOLDER, VSCODE_NODE } from './install';
import { ROOT } from './server';
import { Workbench } from './workbench';

const WAIT = { timeout: 30_000 };

/** Nothing of the repository is within reach here: the package alone has to do. */
describe.skipIf(inject('vscodeMissing'))('the package, installed in a real VS Code', () => {
  let folder: string;
  let installed: string;
  let code: Workbench;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stylize-package-'));
    installed = install(makePackage(), join(folder, 'extensions'));
    code = await Workbench.open(
      {
        'fox.png': join(ROOT, 'samples/assets/sprites/fox-hero.png'),
        'styles/gouache.png': join(ROOT, 'samples/styles/gouache.png'),
      },
      { version: 1, styles: { gouache: { reference: 'styles/gouache.png' } }, assets: [] },
      { extension: false, extensionsFolder: join(folder, 'extensions') },
    );
    await code.file('stylize.json').waitFor();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await code.screenshot('failed package test');
  });
  afterAll(async () => {
    await code?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('holds the binaries of this platform only, and nothing that is used only to build', () => {
    const files = globSync('**', { cwd: installed });
    const binaries = files.filter((file) => /\.node$/.test(file));
    const platform = `${process.platform}-${process.arch}`;
    expect(binaries.map((file) => file.replace(/-\d[\d.]*\.node$/, '.node')).sort()).toEqual([
      `dist/node_modules/@img/sharp-${platform}/lib/sharp-${platform}.node`,
      `dist/node_modules/onnxruntime-node/bin/napi-v6/${process.platform}/${process.arch}/onnxruntime_binding.node`,
    ]);
    expect(files.filter((file) => /\.(ts|map|mjs)$|^(src|test|training|node_modules)\//.test(file))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['LICENSE.txt', 'models/base.safetensors', 'package.nls.zh-cn.json']));
  });

  it('paints a right-clicked picture', async () => {
    await code.chooseFromMenu('fox.png', 'Apply Style');
    await code.pick('gouache');
    await code.pick('Paint once beside the picture');
    await code.file('fox-stylized.png').waitFor();
    await code.webview.getByText('fox.png').first().waitFor();
    await vi.waitFor(
      async () => expect(await sizesOf(code.webview.locator('.card .side img'))).toEqual([256, 256]),
      WAIT,
    );
    expect(existsSync(join(code.workspace, 'fox-stylized.png'))).toBe(true);
  });

  // newer ones show no pictures of a README but those that are on the web
  it.skipIf(VSCODE !== '1.100')('shows its README with pictures', async () => {
    await code.command('View: Close All Editors');
    await code.command('View: Show Extensions');
    await code.page.locator('.extension-list-item', { hasText: 'Stylize' }).first().click();
    await vi.waitFor(
      async () => expect(await sizesOf(code.webview.locator('img'))).toEqual([2078, 1400, 1400, 1400, 1400, 1400]),
      WAIT,
    );
    await code.screenshot('extension-page');
  });

  it('has a walkthrough, each step with its picture', async () => {
    await code.command('Welcome: Open Walkthrough');
    await code.pick('Get Started with Stylize');
    const steps = code.page.locator('.getting-started-step');
    await vi.waitFor(async () => expect(await steps.count()).toBe(5), WAIT);
    for (const [i, { image }] of walkthroughMedia().entries()) {
      await steps.nth(i).locator('.step-title').click();
      if (image) {
        const picture = code.page.locator(`.getting-started-media img[srcset*="${basename(image)}"]`);
        await vi.waitFor(async () => expect(await sizesOf(picture)).toEqual([533]), WAIT); // VS Code takes 1.5 pixels for one
      } else await code.webview.locator('code', { hasText: 'sprites' }).first().waitFor();
      await code.screenshot(`walkthrough-${i + 1}`);
    }
  });

  it('copies the samples to a folder and opens it', async () => {
    const opened = code.page.context().waitForEvent('page');
    await code.command('Stylize: Open Sample Workspace…');
    // what is written before the dialog shows a folder is lost, and its button stands for the folder that it shows
    const entry = (name: string) => code.page.locator('.quick-input-list .monaco-list-row', { hasText: name });
    await entry('styles').waitFor();
    await code.page.locator('.quick-input-box input').fill(`${folder}/`);
    await entry('extensions').waitFor();
    await code.page.locator('.quick-input-action', { hasText: 'Put It Here' }).click();
    const window = await opened;
    await window.locator('.explorer-folders-view .monaco-list-row[aria-label^="stylize.json"]').waitFor();
    const samples = join(folder, 'stylize-samples');
    expect(readdirSync(samples).sort()).toEqual(['assets', 'palettes', 'styles', 'stylize.json']);
    const text = readFileSync(join(samples, 'stylize.json'), 'utf8');
    expect(text).toContain('// Every style is a picture');
    // the manifest finds all that it names; what it doesn't find is a failure
    execFileSync(process.execPath, [join(ROOT, 'dist/cli.js'), 'run', '--dry-run', join(samples, 'stylize.json')]);
  });
});

/** Widths of pictures in their own pixels; 0 stands for one that could not be loaded. */
function sizesOf(images: Locator): Promise<number[]> {
  return images.evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth));
}

function walkthroughMedia(): { image?: string }[] {
  const { contributes } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return contributes.walkthroughs[0].steps.map(({ media }: { media: { image?: string } }) => media);
}

/** Makes the package of this platform from the bundles that are there, and returns its path. */
function makePackage(): string {
  execFileSync(process.execPath, [join(ROOT, 'scripts/package.mjs')], { stdio: 'pipe' });
  const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return join(ROOT, `out/${name}-${process.platform}-${process.arch}-${version}.vsix`);
}

/** Installs a package as a user does, and returns where it then lies. */
function install(vsix: string, extensions: string): string {
  mkdirSync(extensions, { recursive: true });
  const server = join(VSCODE_FOLDER, 'out/server-main.js');
  const folders = ['--extensions-dir', extensions, '--user-data-dir', join(extensions, '../user')];
  execFileSync(VSCODE_NODE, [server, '--install-extension', vsix, ...folders, '--accept-server-license-terms'], {
    cwd: join(extensions, '..'),
    stdio: 'pipe',
    env: { ...process.env, EXTENSIONS_GALLERY: '{}', XDG_RUNTIME_DIR: extensions },
  });
  const [found] = readdirSync(extensions).filter((name) => name.startsWith('stylize.stylize-'));
  if (!found) throw new Error(`VS Code has not installed ${vsix}`);
  return join(extensions, found);
}
