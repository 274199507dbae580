import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';

/** VS Code 1.100.3, as the npm package code-server carries it: its server and its workbench for the browser. */
export const VSCODE = '4.100.3';
const RIPGREP = '@vscode/ripgrep-linux-x64@1.18.0';

export const VSCODE_FOLDER = resolve(__dirname, '../../node_modules/.cache/stylize', `vscode-${VSCODE}`);
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

declare module 'vitest' {
  interface ProvidedContext {
    /** Why there is no VS Code to test in, or nothing. */
    vscodeMissing: string;
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
}

function install(): string {
  if (process.platform !== 'linux') return 'the VS Code server of these tests is installed on Linux only';
  if (!existsSync(CHROMIUM)) installChromium();
  if (!existsSync(CHROMIUM)) return 'there is no Chromium, and no right to install it; CHROMIUM names one';
  return existsSync(VSCODE_FOLDER) ? '' : installVsCode();
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

/** Unpacks the server and installs its runtime parts without running any of their install scripts. Returns what failed. */
function installVsCode(): string {
  console.log('installing the VS Code server…');
  const work = mkdtempSync(join(tmpdir(), 'stylize-vscode-'));
  const npm = (cwd: string, ...args: string[]) => execFileSync('npm', args, { cwd, stdio: 'ignore' });
  try {
    npm(work, 'pack', `code-server@${VSCODE}`);
    execFileSync('tar', ['xzf', `code-server-${VSCODE}.tgz`], { cwd: work });
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
