import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { standaloneReadme } from '../../../scripts/package/readme.mjs';
import { isNeeded, NATIVE_PACKAGES, packagesFor, TARGETS, targetOf } from '../../../scripts/package/targets.mjs';

const root = join(__dirname, '../../..');
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
const packagesOf = (name: string) => packagesFor(lock, NATIVE_PACKAGES, targetOf(name));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

describe('a target', () => {
  it('has a script of its own', () => {
    const scripts = Object.keys(manifest.scripts).filter((name) => name.startsWith('package:'));
    expect(scripts.sort()).toEqual(TARGETS.map((name) => `package:${name}`).sort());
  });

  it('is refused by name where no package is made for it', () => {
    expect(() => targetOf('sunos-sparc')).toThrow(/sunos-sparc.*linux-x64/);
  });
});

describe('the packages beside the bundles', () => {
  it('are those of the platform only, as the lockfile names them', () => {
    expect(packagesOf('linux-x64')).toEqual([
      '@img/colour',
      '@img/sharp-libvips-linux-x64',
      '@img/sharp-linux-x64',
      'detect-libc',
      'onnxruntime-common',
      'onnxruntime-node',
      'semver',
      'sharp',
    ]);
  });

  it.each(TARGETS)('hold no binary package of another platform than %s', (name) => {
    const binaries = packagesOf(name).filter((found) => found.startsWith('@img/sharp'));
    expect(binaries).toContain(`@img/sharp-${name}`);
    expect(binaries.filter((found) => !found.endsWith(name))).toEqual([]);
  });

  it('must be in the lockfile', () => {
    expect(() => packagesFor({}, ['sharp'], targetOf('linux-x64'))).toThrow('package-lock.json has no sharp');
  });
});

describe('of a package', () => {
  const mac = targetOf('darwin-arm64');

  it("only one platform's binaries are needed, and each library once", () => {
    const needed = (file: string) => isNeeded('onnxruntime-node', file, mac);
    expect(needed('bin/napi-v6/darwin/arm64/onnxruntime_binding.node')).toBe(true);
    expect(needed('bin/napi-v6/darwin/arm64/libonnxruntime.1.dylib')).toBe(true);
    expect(needed('bin/napi-v6/darwin/arm64/libonnxruntime.1.30.0.dylib')).toBe(false);
    expect(needed('bin/napi-v6/linux/arm64/libonnxruntime.so.1')).toBe(false);
    expect(needed('script/install.js')).toBe(false);
  });

  it('sources, types and maps are left out, licences are kept', () => {
    const files = [
      'lib/index.js',
      'lib/libvips-cpp.so.8.18.3',
      'LICENSE',
      'src/pipeline.cc',
      'lib/index.d.ts',
      'a.js.map',
    ];
    expect(files.filter((file) => isNeeded('sharp', file, mac))).toEqual(files.slice(0, 3));
  });
});

describe('the README of the package', () => {
  it('carries its pictures inside, and no link to files that do not travel along', () => {
    const readme = standaloneReadme(readFileSync(join(root, 'README.md'), 'utf8'), root);
    expect(readme).toContain('](data:image/webp;base64,');
    expect([...readme.matchAll(/\]\((?!data:|https:)(.{0,40})/g)].map(([, link]) => link)).toEqual([]);
  });

  it('keeps links to the web and within the page', () => {
    const text = 'see [npm](https://npmjs.com), [below](#more) and [the manual](docs/manual.md)';
    expect(standaloneReadme(text, root)).toBe('see [npm](https://npmjs.com), [below](#more) and the manual');
  });

  it('may not show what VS Code does not', () => {
    expect(() => standaloneReadme('![icon](media/icon.svg)', root)).toThrow(/icon\.svg/);
  });
});
