import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { globSync } from 'tinyglobby';
import { stageNatives } from './package/natives.mjs';
import { standaloneReadme } from './package/readme.mjs';
import { targetOf } from './package/targets.mjs';
import { makeVsix } from './package/vsce.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const CACHE = join(ROOT, 'node_modules/.cache/stylize');
const NATIVES = 'dist/node_modules';

/** What a package holds, next to package.json, README and the native packages; made by `npm run build` where git lacks it. */
const FILES = [
  'dist/{cli,engine,extension,planner,tfjs}.js',
  'dist/wasm/*',
  'dist/webview/*.js',
  'models/*',
  'media/**',
  'l10n/*',
  'samples/stylize.json',
  'samples/{assets,palettes,styles}/**',
  'package.nls*.json',
  'CHANGELOG.md',
  'LICENSE',
  'NOTICE',
];

/** Makes out/stylize-<target>-<version>.vsix and says what weighs how much. */
function main() {
  const { values } = parseArgs({ options: { target: { type: 'string' } } });
  const target = targetOf(values.target);
  const {
    scripts,
    devDependencies,
    dependencies,
    allowScripts,
    bin,
    peerDependencies: __,
    peerDependenciesMeta: ___,
    private: _,
    ...manifest
  } = JSON.parse(read('package.json'));
  const stage = mkdtempSync(join(tmpdir(), 'stylize-package-'));
  try {
    for (const pattern of FILES) copy(pattern, stage);
    writeFileSync(join(stage, 'package.json'), JSON.stringify(manifest, undefined, 2));
    writeFileSync(join(stage, 'README.md'), standaloneReadme(read('README.md'), ROOT));
    stageNatives(ROOT, target, join(stage, NATIVES), CACHE);
    const out = join(ROOT, `out/${manifest.name}-${target.name}-${manifest.version}.vsix`);
    mkdirSync(join(ROOT, 'out'), { recursive: true });
    makeVsix(stage, target.name, out, CACHE);
    report(stage, out);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** @param {string} path */
function read(path) {
  return readFileSync(join(ROOT, path), 'utf8');
}

/**
 * @param {string} pattern
 * @param {string} stage
 */
function copy(pattern, stage) {
  const found = globSync(pattern, { cwd: ROOT });
  if (found.length === 0) throw new Error(`there is no ${pattern} to package; run npm run build first`);
  for (const file of found) cpSync(join(ROOT, file), join(stage, file));
}

/**
 * @param {string} stage
 * @param {string} out
 */
function report(stage, out) {
  const bundles = globSync(['dist/*.js', 'dist/webview/*.js'], { cwd: stage }).sort();
  const natives = globSync([`${NATIVES}/*/package.json`, `${NATIVES}/@*/*/package.json`], { cwd: stage }).sort();
  for (const bundle of bundles) say(bundle, sizeOf(stage, bundle));
  for (const file of natives) say(file.replace('/package.json', ''), sizeOf(stage, file.replace('package.json', '**')));
  for (const folder of ['models', 'media', 'samples']) say(folder, sizeOf(stage, `${folder}/**`));
  say('unpacked', sizeOf(stage, '**'));
  say(out.slice(ROOT.length + 1), statSync(out).size);
}

/**
 * @param {string} stage
 * @param {string} pattern
 */
function sizeOf(stage, pattern) {
  return globSync(pattern, { cwd: stage, absolute: true, dot: true }).reduce(
    (sum, path) => sum + statSync(path).size,
    0,
  );
}

/**
 * @param {string} what
 * @param {number} bytes
 */
function say(what, bytes) {
  console.log(`${(bytes / 1024).toFixed(0).padStart(8)} KiB  ${what}`);
}

try {
  main();
} catch (error) {
  console.error(`package: ${/** @type {Error} */ (error).message}`);
  process.exitCode = 1;
}
