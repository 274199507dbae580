import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { openBrowser } from '../e2e/browser';
import { ROOT, VsCodeServer } from '../e2e/server';
import { RESULTS_FILE, type SuiteResults } from './results';

/** Runs the suite in the extension host of the VS Code server that the e2e tests use. @throws as `readResults` does. */
export function runBehindServer(suite: string): Promise<SuiteResults> {
  return withResults(async (environment) => {
    const server = await VsCodeServer.start({ environment, forTests: true });
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      const ended = new Promise<void>((done) => {
        page.exposeFunction('codeAutomationLog', () => {});
        page.exposeFunction('codeAutomationExit', () => done());
        page.on('crash', () => done());
      });
      const paths = { extensionDevelopmentPath: server.remote(ROOT), extensionTestsPath: server.remote(suite) };
      await page.goto(server.address(paths));
      await withinLimit(ended);
    } finally {
      await browser.close();
      await server.stop();
    }
  });
}

/** Runs the suite in a desktop VS Code, which it downloads: the oldest that the extension supports. */
export function runOnDesktop(suite: string): Promise<SuiteResults> {
  return withResults(async (extensionTestsEnv, folder) => {
    await runTests({
      version: '1.100.3',
      extensionDevelopmentPath: ROOT,
      extensionTestsPath: suite,
      extensionTestsEnv,
      launchArgs: [folder, '--disable-workspace-trust', '--disable-extensions', '--no-sandbox'],
    }).catch(() => {}); // how the tests went is in their results
  });
}

/** A host that dies reports nothing, or success: only what the suite has written down counts. @throws if that is nothing. */
async function withResults(
  run: (environment: Record<string, string>, folder: string) => Promise<void>,
): Promise<SuiteResults> {
  const folder = mkdtempSync(join(tmpdir(), 'stylize-integration-'));
  const file = join(folder, 'results.json');
  const workspace = mkdtempSync(join(folder, 'workspace-'));
  try {
    await run({ [RESULTS_FILE]: file }, workspace);
    if (!existsSync(file)) throw new Error('the suite did not begin: VS Code could not load it, or itself');
    return JSON.parse(readFileSync(file, 'utf8')) as SuiteResults;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds for the whole suite; what has not ended by then hangs, and its results tell where. */
const LIMIT = 240_000;

async function withinLimit(ended: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((done) => {
    timer = setTimeout(done, LIMIT);
  });
  await Promise.race([ended, late]);
  clearTimeout(timer);
}
