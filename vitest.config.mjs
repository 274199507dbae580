import { defineConfig } from 'vitest/config';

const project = (name, extra) => ({ test: { name, include: [`test/${name}/**/*.test.ts`], ...extra } });

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    projects: [
      { extends: true, ...project('unit') },
      { extends: true, ...project('engine') },
      { extends: true, ...project('e2e', { globalSetup: 'test/e2e/install.ts', fileParallelism: false }) },
    ],
  },
});
