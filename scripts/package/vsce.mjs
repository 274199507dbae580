import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, run } from './npm.mjs';

/**
 * No dependency of the project: it would double the lockfile, and its own dependencies want to run scripts. It is installed once,
 * without these.
 */
const VERSION = '3.9.2';

/**
 * Makes a .vsix of all that lies in `stage`.
 * @param {string} stage
 * @param {string} target a platform as VS Code names it
 * @param {string} out path of the .vsix
 * @param {string} cache where vsce is kept
 * @throws with its words where vsce can't be installed or refuses
 */
export function makeVsix(stage, target, out, cache) {
  const folder = join(cache, `vsce-${VERSION}`);
  const vsce = join(folder, 'node_modules/@vscode/vsce/vsce');
  if (!existsSync(vsce)) install(folder);
  // dependencies lie under dist, where the bundles find them; the README already stands alone
  const flags = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  run(process.execPath, [vsce, 'package', '--target', target, '--out', out, ...flags], stage);
}

/** @param {string} folder */
function install(folder) {
  console.log(`installing vsce ${VERSION}…`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  npm(['install', `@vscode/vsce@${VERSION}`], folder);
}
