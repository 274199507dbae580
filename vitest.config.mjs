import { defineConfig } from 'vitest/config';

const project = (name, extra) => ({
  extends: true,
  test: { name, include: [`test/${name}/**/*.test.ts`], ...extra },
});
const inVsCode = { globalSetup: 'test/e2e/install.ts', fileParallelism: false };

/** `--mode electron`: the tests in the extension host run in a desktop VS Code. `--mode bench`: measurements instead of tests. */
export default defineConfig(({ mode }) => ({
  test: {
    testTimeout: 120_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    projects:
      mode === 'bench'
        ? [project('bench', { ...inVsCode, include: ['test/bench/**/*.bench.ts'] })]
        : [
            project('unit'),
            project('engine'),
            project('integration', {
              include: ['test/integration/extensionHost.test.ts'],
              ...(mode === 'electron' ? { provide: { vscodeMissing: '', desktop: true } } : inVsCode),
            }),
            project('e2e', inVsCode),
          ],
  },
}));
