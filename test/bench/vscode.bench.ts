// npm run bench:vscode: what the extension costs in a real VS Code, and how long a person waits for it.
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, inject, it } from 'vitest';
import { VSCODE } from '../e2e/install';
import { descendantsOf, isExtensionHost } from '../e2e/processes';
import { Workbench } from '../e2e/workbench';

const samples = resolve(__dirname, '../../samples');
const WARM_ROUNDS = 5;
const NAMES = Array.from({ length: WARM_ROUNDS + 1 }, (_, i) => `${i}.png`);
const MANIFEST = {
  version: 1,
  styles: { gouache: { reference: 'styles/gouache.png' } },
  assets: [{ input: 'none/*.png', style: 'gouache', output: 'out/{name}.{ext}' }],
};

let files: Record<string, string | Buffer>;
beforeAll(async () => {
  expect(inject('vscodeMissing')).toBe('');
  const picture = await sharp(join(samples, 'assets/backgrounds/dusk-lake.jpg')).resize(1024, 1024).png().toBuffer();
  files = {
    ...Object.fromEntries(NAMES.map((name) => [name, picture])),
    'styles/gouache.png': join(samples, 'styles/gouache.png'),
  };
  report(`VS Code ${VSCODE}, ${cpus().length} threads, ${cpus()[0]!.model.trim()}`);
});

it('activation, and right-click to stylised picture on screen', async () => {
  const code = await Workbench.open(files, MANIFEST);
  try {
    const times: number[] = [];
    for (const name of NAMES) times.push(await timeToPicture(code, name));
    const [cold, ...warm] = times;
    report(`right-click to stylised 1024² PNG on screen: ${seconds(cold!)} cold, ${seconds(median(warm))} warm`);
    report(`activation: ${await activationTime(code)}`);
  } finally {
    await code.close();
  }
});

it('memory of the extension host', async () => {
  const without = await extensionHostMemory(false);
  const idle = await extensionHostMemory(true);
  const worked = await extensionHostMemory(true, (code) => timeToPicture(code, NAMES[0]!));
  report(
    `extension host: ${mebibytes(without)} resident without the extension, ${mebibytes(idle)} with it installed, ` +
      `${mebibytes(worked)} after a picture was painted`,
  );
});

/** Milliseconds from the right button to the picture in the panel, as fast as a robot can choose the first style. */
async function timeToPicture(code: Workbench, name: string): Promise<number> {
  const { page } = code;
  await code.file(name).waitFor();
  const started = performance.now();
  await code.chooseFromMenu(name, 'Apply Style');
  await code.pick('gouache');
  await code.webview.locator('.card', { hasText: name }).waitFor({ timeout: 60_000 });
  await code.webview.locator('.card .after img').evaluate((image: HTMLImageElement) => image.decode());
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return performance.now() - started;
}

/** As VS Code itself measures it. */
async function activationTime(code: Workbench): Promise<string> {
  await code.page.keyboard.press('F1');
  await code.page.locator('.quick-input-box input').fill('>Developer: Show Running Extensions');
  await code.pick('Show Running Extensions');
  const row = code.page.locator('.runtime-extensions-editor .extension', { hasText: 'Stylize' });
  return (await row.locator('.activation-time').first().innerText()).replace(/^Activation: /, '');
}

/** Resident, bytes. */
async function extensionHostMemory(extension: boolean, use?: (code: Workbench) => Promise<unknown>): Promise<number> {
  const code = await Workbench.open(files, MANIFEST, { extension });
  try {
    await code.file('stylize.json').waitFor();
    await use?.(code);
    return descendantsOf(code.server.pid).find(isExtensionHost)!.resident;
  } finally {
    await code.close();
  }
}

function report(line: string): void {
  process.stdout.write(`${line}\n`);
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
