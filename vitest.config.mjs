import { defineConfig } from 'vitest/config';

const project = (name, extra) => ({
  extends: true,
  test: { name, include: [`test/${name}/**/*.test.ts`], ...extra },
});
/** After all others: each VS Code keeps a core busy. */
const inVsCode = { globalSetup: 'test/e2e/install.ts', sequence: { groupOrder: 1 }, isolate: false };

/** Need no VS Code. */
const ENGINE_ALONE = { modes: 'test/bench/modes.bench.ts', explain: 'test/bench/explain.bench.ts' };

/** `--mode electron`: the tests in the extension host run in a desktop VS Code. `--mode bench`: measurements instead of tests. */
export default defineConfig(({ mode }) => ({
  test: {
    testTimeout: 120_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    projects:
      mode === 'bench'
        ? [
            project('bench', {
              ...inVsCode,
              fileParallelism: false,
              include: ['test/bench/**/*.bench.ts'],
              exclude: Object.values(ENGINE_ALONE),
              testTimeout: 900_000,
            }),
            ...Object.entries(ENGINE_ALONE).map(([name, file]) =>
              project(name, { include: [file], testTimeout: 900_000 }),
            ),
          ]
        : [
            // modules are read once for all files: none has a state that tests change
            project('unit', { isolate: false }),
            project('engine', { isolate: false }),
            project('integration', {
              include: ['test/integration/extensionHost.test.ts'],
              ...(mode === 'electron' ? { provide: { vscodeMissing: '', desktop: true } } : inVsCode),
            }),
            // a browser on a machine with other work misses a key now and then; what fails twice is no accident
            project('e2e', { ...inVsCode, retry: process.env.CI ? 1 : 0 }),
          ],
  },
}));
