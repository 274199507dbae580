/** What the bundles leave outside; it travels beside them. */
export const NATIVE_PACKAGES = ['sharp', 'onnxruntime-node'];

/** The platforms that get a package of their own, as VS Code names them. */
export const TARGETS = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'darwin-x64', 'win32-x64'];

/**
 * A platform by its name; without a name, the one that this runs on.
 * @param {string} [name]
 * @returns {{ name: string, os: string, cpu: string }}
 * @throws where no package is made for it
 */
export function targetOf(name = `${process.platform}-${process.arch}`) {
  if (!TARGETS.includes(name)) throw new Error(`there is no package for ${name}; choose one of ${TARGETS.join(', ')}`);
  const [os = '', cpu = ''] = name.split('-');
  return { name, os, cpu };
}

/**
 * @typedef {{ version: string, integrity?: string, os?: string[], cpu?: string[], libc?: string[],
 *   dependencies?: Record<string, string>, optionalDependencies?: Record<string, string> }} LockEntry
 * @typedef {Record<string, LockEntry>} Lock the `packages` of a package-lock.json, by their folders
 */

/**
 * The packages that have to lie beside the bundles on one platform: `roots` and all that these load there.
 * @param {Lock} lock
 * @param {string[]} roots
 * @param {{ os: string, cpu: string }} target
 * @returns {string[]} their names, sorted
 * @throws where the lockfile lacks one
 */
export function packagesFor(lock, roots, target) {
  /** @type {Set<string>} */
  const found = new Set();
  const visit = (/** @type {string} */ name) => {
    const entry = lock[`node_modules/${name}`];
    if (!entry) throw new Error(`package-lock.json has no ${name}; run npm install`);
    if (found.has(name) || INSTALL_ONLY.has(name) || !runsOn(entry, target)) return;
    found.add(name);
    for (const next of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) visit(next);
  };
  for (const root of roots) visit(root);
  return [...found].sort();
}

/**
 * Whether a file of a package is of use once it is installed, on one platform.
 * @param {string} name of the package
 * @param {string} file its path in the package, with forward slashes
 * @param {{ os: string, cpu: string }} target
 */
export function isNeeded(name, file, { os, cpu }) {
  if (name === 'onnxruntime-node') {
    if (file.startsWith('script/')) return false;
    // the second name of a library: packages hold no links, and the binding asks for libonnxruntime.1.dylib
    if (/\.\d+\.\d+\.\d+\.dylib$/.test(file)) return false;
    if (file.startsWith('bin/')) return file.includes(`/${os}/${cpu}/`);
  }
  return USED_AT_RUN_TIME.test(file);
}

/** What onnxruntime-node needs to download further libraries while it is installed, and never later. */
const INSTALL_ONLY = new Set(['adm-zip', 'global-agent']);

/** Code, binaries, and the words that licences want to travel along; not sources, types or maps. */
const USED_AT_RUN_TIME = /\.(c?js|json|node|dll|dylib)$|\.so(\.[\d.]+)?$|(^|\/)(licen[cs]e|notice|readme|third)[^/]*$/i;

/**
 * @param {LockEntry} entry
 * @param {{ os: string, cpu: string }} target whose Linux is the usual one, with glibc
 */
function runsOn({ os, cpu, libc }, target) {
  return (!os || os.includes(target.os)) && (!cpu || cpu.includes(target.cpu)) && (!libc || libc.includes('glibc'));
}
