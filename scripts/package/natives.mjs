import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { npm } from './npm.mjs';
import { isNeeded, NATIVE_PACKAGES, packagesFor } from './targets.mjs';

/**
 * Copies the native packages, with one platform's binaries only, to `to`/<package>. What this machine's node_modules lacks is
 * installed from npm into `cache`, in the versions of package-lock.json and held to its hashes.
 * @param {string} root of the repository
 * @param {{ name: string, os: string, cpu: string }} target
 * @param {string} to
 * @param {string} cache
 * @throws where a binary can't be had
 */
export function stageNatives(root, target, to, cache) {
  /** @type {import('./targets.mjs').Lock} */
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const names = packagesFor(lock, NATIVE_PACKAGES, target);
  const isHere = (/** @type {string} */ folder, /** @type {string} */ name) =>
    versionIn(join(folder, 'node_modules', name)) === lock[`node_modules/${name}`]?.version;
  const missing = names.filter((name) => !isHere(root, name));
  const fetched = join(cache, `natives-${target.name}`);
  if (missing.some((name) => !isHere(fetched, name))) fetchPackages(missing, lock, target, fetched);
  for (const name of names) {
    const from = join(missing.includes(name) ? fetched : root, 'node_modules', name);
    const files = globSync('**', { cwd: from, ignore: '**/node_modules/**' }).filter((file) =>
      isNeeded(name, file, target),
    );
    const isNative = lock[`node_modules/${name}`]?.os !== undefined;
    if (isNative && !files.some((file) => BINARY.test(file)))
      throw new Error(
        `${name} ${versionIn(from)} has no binaries for ${target.name}, so there can be no package for it`,
      );
    for (const file of files) cpSync(join(from, file), join(to, name, file));
  }
}

const BINARY = /\.(node|dll|dylib)$|\.so(\.[\d.]+)?$/;

/**
 * @param {string} folder of a package
 * @returns {string | undefined} undefined where there is none
 */
function versionIn(folder) {
  const path = join(folder, 'package.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).version : undefined;
}

/**
 * Installs packages from a lockfile of their own, cut from the repository's.
 * @param {string[]} names
 * @param {import('./targets.mjs').Lock} lock
 * @param {{ name: string, os: string, cpu: string }} target
 * @param {string} folder
 */
function fetchPackages(names, lock, target, folder) {
  console.log(`fetching ${names.join(', ')}…`);
  const entries = names.map((name) => /** @type {const} */ ([name, lock[`node_modules/${name}`]]));
  // optional, since npm refuses any others that are for another platform than this machine's
  const optionalDependencies = Object.fromEntries(entries.map(([name, entry]) => [name, entry?.version]));
  const top = { name: 'natives', optionalDependencies };
  const packages = Object.fromEntries(entries.map(([name, entry]) => [`node_modules/${name}`, entry]));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(top));
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({ lockfileVersion: 3, packages: { '': top, ...packages } }),
  );
  npm(['ci', `--os=${target.os}`, `--cpu=${target.cpu}`, ...(target.os === 'linux' ? ['--libc=glibc'] : [])], folder);
  for (const [name, entry] of entries)
    if (versionIn(join(folder, 'node_modules', name)) !== entry?.version)
      throw new Error(`npm has not installed ${name} ${entry?.version}, which a package for ${target.name} needs`);
}
