import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROTOCOL_VERSION } from '../../src/shared/protocol';
import { ROOT, tempFolder } from './support';

/**
 * An installation whose engine is quick: each output is 20 kB that follow from the source's bytes, written in pieces beside
 * its place, as the true one does it.
 * @returns its command line's file
 */
export async function quickInstallation(): Promise<string> {
  const home = await tempFolder();
  mkdirSync(join(home, 'dist'));
  await copyFile(join(ROOT, 'dist/cli.js'), join(home, 'dist/cli.js'));
  for (const folder of ['models', 'media']) symlinkSync(join(ROOT, folder), join(home, folder), 'junction');
  writeFileSync(join(home, 'dist/engine.js'), QUICK_ENGINE);
  return join(home, 'dist/cli.js');
}

/** What the quick engine makes of a source's bytes. */
export function quicklyPainted(source: string): string {
  return createHash('sha256').update(source).digest('hex').repeat(320);
}

const QUICK_ENGINE = `
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const { dirname } = require('node:path');
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => {});
let queue = Promise.resolve();
process.on('message', ({ id, method, params }) => {
  if (id === undefined) return;
  queue = queue.then(async () => {
    try {
      process.send({ jsonrpc: '2.0', id, result: await answer(method, params) });
    } catch (error) {
      const data = { kind: 'missing', file: params.source, cause: error.message, remedy: '' };
      process.send({ jsonrpc: '2.0', id, error: { code: -32001, message: error.message, data } });
    }
  });
});
async function answer(method, params) {
  if (method === 'initialize') return { protocolVersion: ${PROTOCOL_VERSION}, engineVersion: '', modelHash: '', provider: 'cpu' };
  if (method === 'share') return null;
  const { source } = params;
  const { output } = params.outputs[0];
  const text = createHash('sha256').update(fs.readFileSync(source)).digest('hex').repeat(320);
  fs.mkdirSync(dirname(output), { recursive: true });
  const beside = output + '.' + String(process.pid) + '00000';
  const file = fs.openSync(beside, 'w');
  for (let at = 0; at < text.length; at += 5000) {
    fs.writeSync(file, text.slice(at, at + 5000));
    await new Promise((go) => setTimeout(go, 2));
  }
  fs.fsyncSync(file);
  fs.closeSync(file);
  fs.renameSync(beside, output);
  const milliseconds = { decode: 1, network: 1, encode: 1 };
  const painted = { source, output, width: 8, height: 8, frames: 1, bytes: text.length, milliseconds, notices: [] };
  return { outputs: [painted], failures: [] };
}
`;

/** A command in a process of its own. */
export class Running {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  /** Its exit code; null when it was killed. */
  readonly ended: Promise<number | null>;

  constructor(cli: string, args: string[], folder: string, cache: string) {
    this.child = spawn(process.execPath, [cli, ...args], {
      cwd: folder,
      env: { ...process.env, STYLIZE_CACHE: cache },
    });
    this.child.stdout!.on('data', (text: Buffer) => {
      this.stdout += text;
    });
    this.child.stderr!.on('data', (text: Buffer) => {
      this.stderr += text;
    });
    this.ended = new Promise((done) => this.child.once('close', done));
  }
}

/** Reads all files below a folder again and again, and keeps what it should never have seen. */
export class Poller {
  readonly seen: string[] = [];
  looks = 0;
  private readonly timer: NodeJS.Timeout;

  /** @param isWhole whether a file may look so under its final name */
  constructor(
    private readonly folder: string,
    private readonly isWhole: (name: string, bytes: Buffer) => boolean,
  ) {
    this.timer = setInterval(() => this.look(), 2);
  }

  stop(): void {
    this.look();
    clearInterval(this.timer);
  }

  private look(): void {
    if (!existsSync(this.folder)) return;
    this.looks++;
    for (const name of readdirSync(this.folder)) {
      if (!name.endsWith('.png')) continue;
      try {
        const bytes = readFileSync(join(this.folder, name));
        if (!this.isWhole(name, bytes)) this.seen.push(`${name}: ${bytes.length} bytes`);
      } catch {
        // replaced or removed between the two calls
      }
    }
  }
}
