// npm run bench:vscode: the Stylize view with ten thousand assets: time to its first paint, and what it costs the extension host.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { expect, inject, it } from 'vitest';
import { descendantsOf, isExtensionHost } from '../e2e/processes';
import { Workbench } from '../e2e/workbench';

const ASSETS = 10_000;
const FOLDERS = 20;
const MANIFEST = {
  version: 1,
  styles: { gouache: { reference: 'styles/gouache.png' } },
  assets: [{ input: 'art/**/*.png', style: 'gouache', output: 'out/{dir}/{name}.{ext}' }],
};

it(`the view of ${ASSETS} assets`, async () => {
  expect(inject('vscodeMissing')).toBe('');
  const scratch = mkdtempSync(join(tmpdir(), 'stylize-bench-'));
  const work = join(scratch, 'work');
  const environment = {
    NODE_OPTIONS: `--require ${join(__dirname, 'threadWork.cjs')}`,
    STYLIZE_THREAD_WORK: work,
  };
  const code = await Workbench.open(await tenThousand(), MANIFEST, { environment });
  try {
    const spans: [name: string, from: number, to: number][] = [];
    const phase = async (name: string, act: () => Promise<unknown>): Promise<void> => {
      const from = Date.now();
      await act();
      const to = Date.now();
      await quiet(work);
      spans.push([name, from, Date.now()]);
      report(`${name}: ${to - from} ms`);
    };
    await phase('window is there → number of stale assets in the status bar', () =>
      code.status.filter({ hasText: `${ASSETS} stale` }).waitFor({ timeout: 60_000 }),
    );
    await phase('click on the activity bar → rules painted', async () => {
      await code.openStylizeView();
      await code.viewRow('art/**/*.png').waitFor();
    });
    await phase('unfold a rule of all of them → its folders painted', async () => {
      await code.unfold(code.viewRow('art/**/*.png'));
      await code.viewRow('art/0').waitFor();
    });
    await phase('unfold a folder of 500 → its assets painted', async () => {
      await code.unfold(code.viewRow('art/0'));
      await code.viewRow('0.png').waitFor();
    });
    await phase('scroll through these', async () => {
      for (let turn = 0; turn < 20; turn++) {
        await code.page.mouse.wheel(0, 1000);
        await code.page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
      }
    });
    await phase('survey again, and the tree told anew', async () => {
      await code.clickViewTitle('Refresh');
      await new Promise((done) => setTimeout(done, 5000)); // the survey and the tree; nothing on screen says that they are done
    });
    await phase('a run begins and paints ten seconds long', async () => {
      await code.clickViewTitle('Run All');
      await code.status.filter({ hasText: `of ${ASSETS}` }).waitFor({ timeout: 60_000 });
      await new Promise((done) => setTimeout(done, 10_000));
    });
    const measured = readWork(work);
    for (const [name, from, to] of spans) {
      const worst = measured.filter(([at]) => at >= from && at <= to).map(([, worked]) => worked);
      report(`extension host's thread worked in one go at most: ${Math.max(0, ...worst).toFixed(0)} ms (${name})`);
    }
    const { resident } = descendantsOf(code.server.pid).find(isExtensionHost)!;
    report(`extension host: ${Math.round(resident / 2 ** 20)} MiB resident with ${ASSETS} assets`);
  } finally {
    await code.close();
    rmSync(scratch, { recursive: true, force: true });
  }
});

async function tenThousand(): Promise<Record<string, Buffer>> {
  const picture = await sharp({ create: { width: 16, height: 16, channels: 3, background: '#8a4' } })
    .png()
    .toBuffer();
  const files = Array.from({ length: ASSETS }, (_, i) => [
    `art/${i % FOLDERS}/${Math.floor(i / FOLDERS)}.png`,
    picture,
  ]);
  return { ...Object.fromEntries(files), 'styles/gouache.png': readFileSync(GOUACHE) };
}

const GOUACHE = resolve(__dirname, '../../samples/styles/gouache.png');

/** Waits until the extension host's thread has had nothing much to do for a while. */
async function quiet(file: string): Promise<void> {
  const calm = 1000;
  for (let last = Date.now(); Date.now() - last < calm; last = Math.max(last, readWork(file).at(-1)?.[0] ?? 0))
    await new Promise((done) => setTimeout(done, 200));
}

/** When, and how long the thread worked in one go; milliseconds. */
function readWork(file: string): [at: number, worked: number][] {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  return lines.map((line) => line.split(' ').map(Number) as [number, number]);
}

function report(line: string): void {
  process.stdout.write(`${line}\n`);
}
