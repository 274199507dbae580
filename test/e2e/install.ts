import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';

/**
 * The VS Code of these tests, by STYLIZE_VSCODE: the oldest that the extension supports, or the newest that the npm package
 * code-server carries (its server, and its workbench for the browser), with the Node that it needs.
 */
const VERSIONS: Record<string, { codeServer: string; node?: string }> = {
  '1.100': { codeServer: '4.100.3' },
  '1.139': { codeServer: '4.139.1', node: '24.18.0' },
};
export const VSCODE = process.env.STYLIZE_VSCODE ?? '1.100';
const RIPGREP = '@vscode/ripgrep-linux-x64@1.18.0';

const CACHE = resolve(__dirname, '../../node_modules/.cache/stylize');
const { codeServer, node } = versionOf(VSCODE);
export const VSCODE_FOLDER = join(CACHE, `vscode-${codeServer}`);
const NODE_FOLDER = join(CACHE, `node-${node}`);
const NODE_PACKAGE = `node-linux-${process.arch}`;
/** The Node that the server runs on. */
export const VSCODE_NODE = node ? join(NODE_FOLDER, 'node_modules', NODE_PACKAGE, 'bin/node') : process.execPath;
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

declare module 'vitest' {
  interface ProvidedContext {
    /** Why there is no VS Code to test in, or nothing. */
    vscodeMissing: string;
    /** Whether the tests in the extension host run in a desktop VS Code. */
    desktop: boolean;
  }
}

/**
 * Installs what the tests in a real VS Code need, once. Where that can't be done they are skipped and a line says why; not so
 * with CI set, where nobody would read that line. @throws there
 */
export function setup(project: TestProject): void {
  const missing = install();
  if (missing && process.env.CI) throw new Error(`the tests in VS Code can't run: ${missing}`);
  if (missing) console.log(`tests in VS Code skipped: ${missing}`);
  project.provide('vscodeMissing', missing);
  project.provide('desktop', false);
}

function install(): string {
  if (process.platform !== 'linux') return 'the VS Code server of these tests is installed on Linux only';
  if (!existsSync(CHROMIUM)) installChromium();
  if (!existsSync(CHROMIUM)) return 'there is no Chromium, and no right to install it; CHROMIUM names one';
  return (existsSync(VSCODE_NODE) ? '' : installNode()) || (existsSync(VSCODE_FOLDER) ? '' : installVsCode());
}

function versionOf(version: string) {
  const found = VERSIONS[version];
  if (!found) throw new Error(`STYLIZE_VSCODE is ${version}; it can be ${Object.keys(VERSIONS).join(' or ')}`);
  return found;
}

function installChromium(): void {
  if (process.getuid?.() !== 0) return;
  console.log('installing Chromium…');
  try {
    execFileSync('apt-get', ['update', '-q'], { stdio: 'ignore' });
    execFileSync('apt-get', ['install', '-qy', '--no-install-recommends', 'chromium'], { stdio: 'ignore' });
  } catch {
    // told by its absence
  }
}

/** Returns what failed. */
function installNode(): string {
  console.log(`installing Node ${node}…`);
  try {
    mkdirSync(NODE_FOLDER, { recursive: true });
    writeFileSync(join(NODE_FOLDER, 'package.json'), '{}');
    npm(NODE_FOLDER, 'install', '--ignore-scripts', '--no-audit', '--no-fund', `${NODE_PACKAGE}@${node}`);
    return '';
  } catch (error) {
    return `Node ${node} for VS Code ${VSCODE} can't be installed (${(error as Error).message}); it comes from npm's registry`;
  }
}

/** Unpacks the server and installs its runtime parts without running any of their install scripts. Returns what failed. */
function installVsCode(): string {
  console.log(`installing the server of VS Code ${VSCODE}…`);
  const work = mkdtempSync(join(tmpdir(), 'stylize-vscode-'));
  try {
    npm(work, 'pack', `code-server@${codeServer}`);
    execFileSync('tar', ['xzf', `code-server-${codeServer}.tgz`], { cwd: work });
    const server = join(work, 'package/lib/vscode');
    npm(server, 'install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund');
    // the ripgrep binary comes from a package of its own: the usual one downloads it
    const ripgrep = join(work, 'ripgrep');
    mkdirSync(ripgrep);
    writeFileSync(join(ripgrep, 'package.json'), '{}');
    npm(ripgrep, 'install', '--no-save', '--ignore-scripts', RIPGREP);
    const bin = join(server, 'node_modules/@vscode/ripgrep/bin');
    mkdirSync(bin, { recursive: true });
    cpSync(join(ripgrep, 'node_modules/@vscode/ripgrep-linux-x64/bin/rg'), join(bin, 'rg'));
    symlinkSync('node_modules', join(server, 'node_modules.asar'));
    mkdirSync(join(VSCODE_FOLDER, '..'), { recursive: true });
    cpSync(server, `${VSCODE_FOLDER}.part`, { recursive: true, verbatimSymlinks: true });
    renameSync(`${VSCODE_FOLDER}.part`, VSCODE_FOLDER);
    return '';
  } catch (error) {
    return `the VS Code server can't be installed (${(error as Error).message}); it comes from npm's registry`;
  } finally {
    rmSync(work, { recursive: true, force: true });
    rmSync(`${VSCODE_FOLDER}.part`, { recursive: true, force: true });
  }
}

function npm(cwd: string, ...args: string[]): void {
  execFileSync('npm', args, { cwd, stdio: 'ignore' });
}
