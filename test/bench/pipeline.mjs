// npm run bench: the whole pipeline, beside what it can't go below: the network's own time, and a plain stat walk.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'stylize-bench-'));
const CLI = join(root, 'dist/cli.js');
const ASSETS = Number(process.argv[2] ?? 200);
const MANY = Number(process.argv[3] ?? 10_000);
const [, PROTOCOL] = /PROTOCOL_VERSION = (\d+)/.exec(readFileSync(join(root, 'src/shared/protocol.ts'), 'utf8'));

try {
  console.log(`${cpus().length} threads, ${cpus()[0].model.trim()}, node ${process.version}`);
  await throughput();
  await manyAssets();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Mixed assets: the share of a run's time in which the network works, as if nothing else had to be done. */
async function throughput() {
  const place = project('mixed', 'art/*', 'out/{name}.{ext}');
  const random = numbers(1);
  for (let i = 0; i < ASSETS; i++) {
    const format = ['png', 'png', 'jpg', 'webp'][i % 4];
    const [width, height] = [side(random()), side(random())];
    await draw(join(place, `art/${String(i).padStart(4, '0')}.${format}`), width, height, i, i % 3 === 0);
  }
  const [serial, parallel] = [[], []];
  for (let turn = 0; turn < 2; turn++) {
    // in turns, and the best of each: other work on the machine only ever adds
    serial.push(await run(place, '--force', '--concurrency', '1', '--no-cache'));
    parallel.push(await run(place, '--force', '--no-cache'));
  }
  const best = (runs) => runs.reduce((a, b) => (b.summary.milliseconds < a.summary.milliseconds ? b : a));
  const [alone, beside] = [best(serial), best(parallel)];
  const sum = (of) => alone.assets.reduce((total, asset) => total + of(asset), 0);
  const stage = (name) => sum(({ milliseconds }) => milliseconds[name]);
  const network = stage('network');
  const line = ({ summary, wall, cpu }) =>
    `${seconds(summary.milliseconds)}, the network's share ${(network / summary.milliseconds).toFixed(2)}; user+sys ${seconds(cpu)}, of which ${cpus().length} threads need ${seconds(cpu / cpus().length)} at least: they are busy ${Math.round((100 * cpu) / wall / cpus().length)} % of the time`;
  console.log(
    `${ASSETS} mixed assets, ${(sum(({ width, height }) => width * height) / 1e6).toFixed(0)} megapixels;` +
      ` the network alone ${seconds(network)}, reading ${seconds(stage('decode'))}, writing ${seconds(stage('encode'))}`,
  );
  console.log(`  one by one: ${line(alone)}`);
  console.log(`  side by side: ${line(beside)}`);
}

/** Ten thousand assets of which none, or one, changed. Prepared by an engine that only copies: painting them takes hours. */
async function manyAssets() {
  const place = project('many', 'art/**/*.png', 'out/{dir}/{name}.png');
  const pixels = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#7ab' } })
    .png()
    .toBuffer();
  for (let i = 0; i < MANY; i++) {
    const path = join(place, 'art', String(Math.floor(i / 100)), `${i}.png`);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, Buffer.concat([pixels, Buffer.from(String(i))])); // after the picture's end: its own bytes
  }
  await run(place, '--no-cache', '--concurrency', '8', copier());
  const walks = [];
  for (let i = 0; i < 3; i++) walks.push(await statWalk(place));
  const nothing = [];
  for (let i = 0; i < 3; i++) nothing.push(await run(place));
  const [walk, best] = [Math.min(...walks), nothing.reduce((a, b) => (b.wall < a.wall ? b : a))];
  if (best.summary.cached !== MANY) throw new Error(`only ${best.summary.cached} are up to date`);
  console.log(
    `${MANY} assets, nothing changed: ${seconds(best.wall)} (user+sys ${seconds(best.cpu)}), ${Math.round(best.memory / 2 ** 20)} MiB at most;` +
      ` a stat of each file takes ${seconds(walk)}: ${(best.wall / walk).toFixed(1)} times that`,
  );
  const more = [];
  for (let i = 0; i < 3; i++) {
    await draw(join(place, `art/new-${i}.png`), 512, 512, i, false);
    const { wall, cpu, assets } = await run(place, '--no-cache');
    const network = assets.find(({ status }) => status === 'done').milliseconds.network;
    more.push({ wall, cpu, network, beside: wall - network });
  }
  const one = more.reduce((a, b) => (b.beside < a.beside ? b : a));
  console.log(
    `one more: ${seconds(one.wall)} (user+sys ${seconds(one.cpu)}), of which its network ${seconds(one.network)};` +
      ` ${seconds(one.beside)} beside (others: ${more
        .filter((other) => other !== one)
        .map(({ beside }) => seconds(beside))
        .join(', ')})`,
  );
}

function project(name, input, output) {
  const place = join(folder, name);
  mkdirSync(join(place, 'art'), { recursive: true });
  const styles = { gouache: { reference: 'builtin:gouache' } };
  writeFileSync(
    join(place, 'stylize.json'),
    JSON.stringify({ version: 1, styles, assets: [{ input, style: 'gouache', output }] }),
  );
  return place;
}

/** Runs the command; wall and processor time in milliseconds, and the most memory that its own process took, in bytes. */
async function run(place, ...options) {
  const cli = options.find((option) => option.endsWith('cli.js')) ?? CLI;
  const args = [cli, 'run', '--json', ...options.filter((option) => option !== cli)];
  const [started, before] = [performance.now(), childrenTime()];
  const child = spawn(process.execPath, args, {
    cwd: place,
    env: { ...process.env, STYLIZE_CACHE: join(folder, 'cache') },
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  child.stderr.pipe(process.stderr);
  let memory = 0;
  const timer = setInterval(() => {
    memory = Math.max(memory, mostMemory(child.pid));
  }, 20);
  await new Promise((done) => child.on('close', done));
  clearInterval(timer);
  const wall = performance.now() - started;
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { wall, cpu: childrenTime() - before, memory, assets: lines.slice(0, -1), summary: lines.at(-1) };
}

/** An installation whose engine copies pictures. */
function copier() {
  const home = join(folder, 'copier');
  mkdirSync(join(home, 'dist'), { recursive: true });
  copyFileSync(CLI, join(home, 'dist/cli.js'));
  for (const name of ['models', 'media']) symlinkSync(join(root, name), join(home, name), 'junction');
  writeFileSync(
    join(home, 'dist/engine.js'),
    `const fs = require('node:fs'), { dirname } = require('node:path');
     process.on('disconnect', () => process.exit(0));
     process.on('message', ({ id, method, params }) => {
       if (id === undefined) return;
       if (method === 'initialize') return process.send({ jsonrpc: '2.0', id, result: { protocolVersion: ${PROTOCOL}, modelHash: '', provider: 'cpu' } });
       if (method === 'share') return process.send({ jsonrpc: '2.0', id, result: null });
       const milliseconds = { decode: 1, network: 1, encode: 1 };
       const outputs = params.outputs.map(({ output }) => {
         fs.mkdirSync(dirname(output), { recursive: true });
         fs.copyFileSync(params.source, output);
         return { source: params.source, output, width: 8, height: 8, frames: 1, bytes: 100, milliseconds, notices: [] };
       });
       process.send({ jsonrpc: '2.0', id, result: { outputs, failures: [] } });
     });`,
  );
  return join(home, 'dist/cli.js');
}

/** What nobody can do without: the names of all files, and the size and time of each. */
async function statWalk(place) {
  const started = performance.now();
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  for (let at = 0; at < files.length; at += 16)
    await Promise.all(files.slice(at, at + 16).map(({ parentPath, name }) => stat(join(parentPath, name))));
  return performance.now() - started;
}

/** Processor time of all children that have ended, milliseconds; 0 where /proc does not tell. */
function childrenTime() {
  if (!existsSync('/proc/self/stat')) return 0;
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ');
  return 10 * (Number(fields[13]) + Number(fields[14])); // cutime and cstime, in hundredths of a second
}

function mostMemory(pid) {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Sprites mostly, some backgrounds: 64 to 1024 pixels, the small ones more often. */
function side(share) {
  return Math.round(64 * 16 ** (share ** 1.5));
}

/** A picture with detail at every scale, the same for a seed. */
async function draw(path, width, height, seed, hasAlpha) {
  const small = 48;
  const channels = hasAlpha && !path.endsWith('.jpg') ? 4 : 3;
  const noise = createHash('shake256', { outputLength: small * small * channels })
    .update(String(seed))
    .digest();
  await sharp(noise, { raw: { width: small, height: small, channels } })
    .resize(width, height, { kernel: 'cubic', fit: 'fill' })
    .toFile(path);
}

/** Numbers from 0 to 1, the same for a seed. */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
