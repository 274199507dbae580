import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, inject, it } from 'vitest';
import { Workbench } from './workbench';

const samples = resolve(__dirname, '../../samples');

describe.skipIf(inject('vscodeMissing'))('Stylize in Chinese', () => {
  let code: Workbench;
  beforeAll(async () => {
    code = await Workbench.open(
      {
        'fox.png': join(samples, 'assets/sprites/fox-hero.png'),
        'styles/gouache.png': join(samples, 'styles/gouache.png'),
      },
      {
        version: 1,
        styles: { gouache: { reference: 'styles/gouache.png' } },
        assets: [{ input: '*.png', style: 'gouache', output: 'out/{name}.{ext}' }],
      },
      { language: 'zh-cn' },
    );
  });
  afterAll(() => code?.close());

  it('has its words in menus, in the view, in lenses and on the page', async () => {
    await code.status.filter({ hasText: '1 张过期' }).waitFor();
    await code.chooseFromMenu('stylize.json', '运行清单');
    await code.webview.getByText('已生成').first().waitFor({ timeout: 100_000 });
    await code.openStylizeView();
    await code.unfold(code.viewRow('*.png'));
    await code.viewRow('规则').waitFor();
    await code.viewRow('fox.png').filter({ hasText: '最新' }).waitFor();
    await code.screenshot('chinese');
  });
});
