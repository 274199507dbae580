import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, inject, it } from 'vitest';
import { Workbench } from './workbench';

const samples = resolve(__dirname, '../../samples');

describe.skipIf(inject('vscodeMissing'))('setting up', () => {
  let code: Workbench;

  beforeAll(async () => {
    const files = {
      'moss.png': join(samples, 'assets/textures/mossy-cobblestone.png'),
      'gouache.png': join(samples, 'styles/gouache.png'),
    };
    const assets = [{ input: 'moss.png', style: 'gouache', output: 'out/{name}.{ext}' }];
    code = await Workbench.open(files, { version: 1, styles: { gouache: { reference: 'gouache.png' } }, assets });
    await code.status.filter({ hasText: '1 stale' }).waitFor(); // its commands are there by then
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await code.screenshot('failed test');
  });
  afterAll(() => code?.close());

  it('says what could compute here, and takes what is picked', async () => {
    await code.command('Stylize: Set Up GPU…');
    const rows = code.page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: 'The processor, by onnxruntime; works everywhere' }).waitFor();
    await rows.filter({ hasText: 'The processor, by TensorFlow' }).waitFor();
    await code.screenshot('set-up-gpu');
    await rows.filter({ hasText: 'by onnxruntime; works everywhere' }).click();
    await code.page.locator('.notification-toast', { hasText: 'The engine computes with cpu from now on' }).waitFor();
  });

  it('asks before VGG-19 is downloaded, with size and origin', async () => {
    await code.command('Stylize: Download VGG-19…');
    const dialog = code.page.locator('.monaco-dialog-box');
    await dialog.filter({ hasText: '80.1 MB from storage.googleapis.com, as Keras publishes it' }).waitFor();
    await code.screenshot('download-vgg');
    await code.answer('Cancel');
    await dialog.waitFor({ state: 'detached' });
  });
});
