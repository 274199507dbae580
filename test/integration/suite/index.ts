import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha, { type Test } from 'mocha';
import { RESULTS_FILE, type SuiteResults, type TestResult } from '../results';

/** What VS Code calls in the extension host, on the desktop and behind a server alike. @throws when a test failed. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter: 'dot' });
  for (const name of readdirSync(__dirname).sort()) if (name.endsWith('.test.js')) mocha.addFile(join(__dirname, name));
  const results: SuiteResults = { tests: [], done: false };
  const write = () => {
    const file = process.env[RESULTS_FILE]!;
    writeFileSync(`${file}.part`, JSON.stringify(results));
    renameSync(`${file}.part`, file);
  };
  const ended = (state: TestResult['state']) => (test: Test, error?: Error) => {
    results.tests.push({ title: test.fullTitle(), state, ...(error && { error: error.stack ?? String(error) }) });
    results.running = undefined;
    write();
  };
  const failures = await new Promise<number>((done) => {
    const runner = mocha.run(done);
    runner.on('test', (test) => {
      results.running = test.fullTitle();
      write();
    });
    runner.on('pass', ended('passed'));
    runner.on('fail', ended('failed'));
    runner.on('pending', ended('pending'));
  });
  results.done = true;
  write();
  if (failures > 0) throw new Error(`${failures} failed`);
}
