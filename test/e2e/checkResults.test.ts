import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { Workbench } from './workbench';

const samples = resolve(__dirname, '../../samples');
const WAIT = { timeout: 30_000 };
const RULE = { input: 'textures/*.png', style: 'gouache', output: 'out/{name}.{ext}' };

describe.skipIf(inject('vscodeMissing'))('checked results', () => {
  let code: Workbench;
  const problems = () => code.page.locator('.markers-panel .monaco-list-row');

  beforeAll(async () => {
    code = await Workbench.open(
      {
        'textures/moss.png': join(samples, 'assets/textures/mossy-cobblestone.png'),
        'textures/moss_normal.png': join(samples, 'assets/textures/mossy-cobblestone_normal.png'),
        'styles/gouache.png': join(samples, 'styles/gouache.png'),
      },
      { version: 1, styles: { gouache: { reference: 'styles/gouache.png' } }, assets: [RULE] },
    );
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await code.screenshot('failed test');
  });
  afterAll(() => code?.close());

  it('are in Problems after a run, beside the notice of the map that was left out', async () => {
    await code.openStylizeView();
    await code.status.filter({ hasText: '1 stale' }).waitFor();
    await code.clickViewTitle('Run All');
    await code.status.filter({ hasText: /^\s*Stylize\s*$/ }).waitFor({ timeout: 60_000 });
    expect(existsSync(join(code.workspace, 'out/moss_normal.png'))).toBe(false);
    await code.command('Problems: Focus on Problems View');
    await vi.waitFor(
      async () => expect((await problems().allTextContents()).join('\n')).toContain('seems to repeat'),
      WAIT,
    );
    const listed = (await problems().allTextContents()).join('\n');
    expect(listed).toContain('textures/moss_normal.png (normal): a map by its name');
    expect(listed).not.toContain('licence');
    expect(listed).toContain('say "seamless": true');
  });

  it('are checked again by a command, which tells of licences, too', async () => {
    await code.command('Stylize: Check Results');
    await problems().filter({ hasText: 'The style "gouache" does not say under which licence' }).waitFor();
    await code.page.locator('.notification-toast', { hasText: 'Checking results' }).waitFor({ state: 'detached' });
    expect(await problems().filter({ hasText: 'seems to repeat' }).count()).toBe(1);
    await code.screenshot('check-results');
    await problems().first().click();
  });

  it('are listed in a ledger', async () => {
    await code.command('Stylize: Export Ledger…');
    await code.page.locator('.quick-input-widget', { hasText: 'OK' }).waitFor();
    await code.page.keyboard.press('Enter');
    await code.page.locator('.notification-toast', { hasText: 'have no stated licence: styles/gouache.png' }).waitFor();
    expect(readFileSync(join(code.workspace, 'ledger.csv'), 'utf8')).toContain(
      'out/moss.png,up to date,textures/moss.png,gouache',
    );
  });
});
