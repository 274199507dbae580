import { copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { Workbench } from './workbench';

const samples = resolve(__dirname, '../../samples');
const sprite = (name: string) => join(samples, `assets/sprites/${name}.png`);
const WAIT = { timeout: 60_000 };

describe.skipIf(inject('vscodeMissing'))('watching in VS Code', () => {
  let code: Workbench;

  beforeAll(async () => {
    code = await Workbench.open(
      {
        'art/fox.png': sprite('fox-hero'),
        'art/crystal.png': sprite('crystal'),
        'gouache.png': join(samples, 'styles/gouache.png'),
      },
      manifest('out/{name}.png'),
    );
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await code.screenshot('failed test');
  });
  afterAll(() => code?.close());

  it('begins with what is stale, and the status bar has an eye', async () => {
    await code.openStylizeView();
    await code.viewRow('art/*.png').waitFor();
    await code.clickViewTitle('Start Watching');
    await painted('out/fox.png');
    await painted('out/crystal.png');
    await eye().waitFor();
    await code.screenshot('watching');
  });

  it('paints what changes on the disk, and nothing else', async () => {
    const [before, other] = [bytes('out/fox.png'), changedAt('out/crystal.png')];
    copyFileSync(sprite('potion'), at('art/fox.png'));
    await vi.waitFor(() => expect(bytes('out/fox.png').equals(before)).toBe(false), WAIT);
    expect(changedAt('out/crystal.png')).toBe(other);
  });

  it('tells quietly of what fails, and paints it once it has changed', async () => {
    writeFileSync(at('art/broken.png'), 'no picture');
    await code.status.filter({ hasText: '1 failed' }).waitFor();
    copyFileSync(sprite('potion'), at('art/broken.png'));
    await painted('out/broken.png');
    await eye().waitFor();
    expect(await code.page.locator('.notification-toast').count()).toBe(0);
  });

  it('follows the manifest, and goes on after the window was loaded anew', async () => {
    writeFileSync(at('stylize.json'), JSON.stringify(manifest('second/{name}.png')));
    await painted('second/fox.png');
    await code.reload();
    await eye().waitFor();
    copyFileSync(sprite('lantern'), at('art/new.png'));
    await painted('second/new.png');
  });

  it('follows a reference outside the workspace', async () => {
    copyFileSync(join(samples, 'styles/gouache.png'), at('../outside.png'));
    writeFileSync(at('stylize.json'), JSON.stringify(manifest('third/{name}.png', '../outside.png')));
    await painted('third/new.png');
    await eye().waitFor();
    const before = bytes('third/new.png');
    copyFileSync(join(samples, 'styles/flat-cel.png'), at('../outside.png'));
    await vi.waitFor(() => expect(bytes('third/new.png').equals(before)).toBe(false), WAIT);
  });

  it('ends from the menu of the status bar', async () => {
    await eye().waitFor();
    await code.status.click();
    await code.screenshot('watching-menu');
    await code.pick('Stop Watching');
    await eye().waitFor({ state: 'detached' });
  });

  const at = (path: string) => join(code.workspace, path);
  const bytes = (path: string) => readFileSync(at(path));
  const changedAt = (path: string) => statSync(at(path)).mtimeMs;
  const painted = (path: string) => vi.waitFor(() => expect(existsSync(at(path))).toBe(true), WAIT);
  const eye = () => code.status.locator('.codicon-eye');
});

function manifest(output: string, reference = 'gouache.png'): object {
  return {
    version: 1,
    styles: { gouache: { reference } },
    assets: [{ input: 'art/*.png', style: 'gouache', output }],
  };
}
