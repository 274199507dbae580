import { defineConfig } from 'vitest/config';

const project = (name, extra) => ({
  extends: true,
  test: { name, include: [`test/${name}/**/*.test.ts`], ...extra },
});
/** One VS Code after the other: each keeps two cores busy. */
const inVsCode = (groupOrder) => ({
  globalSetup: 'test/e2e/install.ts',
  fileParallelism: false,
  sequence: { groupOrder },
});

/** `--mode electron`: the tests in the extension host run in a desktop VS Code. `--mode bench`: measurements instead of tests. */
export default defineConfig(({ mode }) => ({
  test: {
    testTimeout: 120_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    projects:
      mode === 'bench'
        ? [project('bench', { ...inVsCode(1), include: ['test/bench/**/*.bench.ts'], testTimeout: 900_000 })]
        : [
            project('unit'),
            project('engine'),
            project('integration', {
              include: ['test/integration/extensionHost.test.ts'],
              ...(mode === 'electron' ? { provide: { vscodeMissing: '', desktop: true } } : inVsCode(1)),
            }),
            project('e2e', { ...inVsCode(2), fileParallelism: true }),
          ],
  },
}));
