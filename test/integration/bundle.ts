import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles the suite into dist, inside the extension's folder: there VS Code gives it the same API object as the extension, so
 * that it can hear what the extension says. Returns the suite's entry.
 */
export async function bundleSuite(): Promise<string> {
  const from = join(__dirname, 'suite');
  const to = join(__dirname, '../../dist/integration');
  rmSync(to, { recursive: true, force: true });
  await build({
    entryPoints: readdirSync(from)
      .filter((name) => name === 'index.ts' || name.endsWith('.test.ts'))
      .map((name) => join(from, name)),
    outdir: to,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
  });
  return join(to, 'index.js');
}
