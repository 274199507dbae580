import { fork } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import sharp from 'sharp';
import { afterAll, onTestFinished } from 'vitest';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { Fault } from '../../src/engine/fault';
import { type ClientOptions, EngineClient } from '../../src/pipeline/client';
import { EngineFailure } from '../../src/pipeline/failure';
import type { ApplyParams, EngineNotifications, Problem } from '../../src/shared/protocol';

/** The project's folder. */
export const ROOT = resolve(__dirname, '../..');
/** The engine as it is shipped. */
export const ENGINE = join(ROOT, 'dist/engine.js');

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

/** A folder that lasts until the test file is done. */
export async function tempFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'stylize-test-')));
  folders.push(folder);
  return folder;
}

/** Draws a picture: two slanted waves and some noise, all from the seed. The extension names the format. */
export async function draw(path: string, { width = 48, height = 40, seed = 1 } = {}): Promise<string> {
  const pixels = Buffer.alloc(3 * width * height);
  let noise = seed;
  for (let i = 0; i < pixels.length; i++) {
    const [c, x, y] = [i % 3, Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    noise = (Math.imul(noise, 1664525) + 1013904223) >>> 0; // Numerical Recipes' generator
    pixels[i] = 110 + 60 * Math.sin((x + seed * y) / (5 + c)) + 40 * Math.cos((seed * x - y) / 9) + noise / 2 ** 28;
  }
  await mkdir(dirname(path), { recursive: true });
  await sharp(pixels, { raw: { width, height, channels: 3 } }).toFile(path);
  return path;
}

/** All files below a folder, with forward slashes, sorted. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

/** What a client heard from its engine, and a way to wait for it. */
export class Heard {
  readonly logs: EngineNotifications['log'][] = [];
  readonly progress: EngineNotifications['progress'][] = [];
  private waiting: (() => void)[] = [];

  /** Resolves once the engine tells its next progress; rejects when the job settles without any. */
  async begun(job: Promise<unknown>): Promise<void> {
    const progress = new Promise<'begun'>((go) => this.waiting.push(() => go('begun')));
    const first = await Promise.race([progress, job]);
    if (first !== 'begun') throw new Error(`the job ended before it was seen at work: ${JSON.stringify(first)}`);
  }

  readonly options: Pick<ClientOptions, 'onLog' | 'onProgress'> = {
    onLog: (message) => this.logs.push(message),
    onProgress: (progress) => {
      this.progress.push(progress);
      for (const go of this.waiting.splice(0)) go();
    },
  };
}

/** A client on the CPU with one thread; its style codes go to `folder`. Whoever opens it disposes of it. */
export function newClient(
  folder: string,
  options: Partial<ClientOptions> = {},
): { client: EngineClient; heard: Heard } {
  const heard = new Heard();
  const cacheFolder = join(folder, 'cache');
  const defaults = { enginePath: ENGINE, provider: 'cpu', cacheFolder, threads: 1, ...heard.options };
  return { client: new EngineClient({ ...defaults, ...options }), heard };
}

/** The same, for one test. */
export function openClient(folder: string, options: Partial<ClientOptions> = {}): ReturnType<typeof newClient> {
  const opened = newClient(folder, options);
  onTestFinished(() => opened.client.dispose());
  return opened;
}

/** The engine's process with nothing but a connection in between, for one test. */
export function openConnection(): MessageConnection {
  const child = fork(ENGINE, [], { execArgv: [] });
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  connection.listen();
  onTestFinished(() => {
    connection.dispose();
    child.kill('SIGKILL');
  });
  return connection;
}

/** A request to paint `<folder>/<name>` to `<folder>/out/<name>` in the style of `<folder>/ink.png`. */
export function job(folder: string, name: string, extra: Partial<ApplyParams> = {}): ApplyParams {
  const references = [{ path: join(folder, 'ink.png'), weight: 1 }];
  return {
    source: join(folder, name),
    outputs: [{ output: join(folder, 'out', name), format: 'png' }],
    style: { references, strength: 1, preserveColor: false },
    ...extra,
  };
}

/** What a failing promise tells the user. */
export async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const error = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof EngineFailure) return error.problem;
  throw error;
}

/** The same of what is called without the engine's process. */
export async function problemIn(promise: Promise<unknown>): Promise<Problem> {
  const error = await promise.catch((reason: unknown) => reason);
  if (error instanceof Fault) return error.problem;
  throw error instanceof Error ? error : new Error('it did not fail');
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A script for `fork`, in a folder of its own. */
export async function script(folder: string, name: string, text: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}
