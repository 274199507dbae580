// npm run bench: speed and memory of the built product, beside a peer where ../shared/peers is there.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ort from 'onnxruntime-node';
import sharp from 'sharp';

const root = resolve(import.meta.dirname, '../..');
const peer = resolve(root, '../shared/peers/microast.onnx');
const folder = mkdtempSync(join(tmpdir(), 'stylize-bench-'));
const style = join(root, 'samples/styles/gouache.png');
const ROUNDS = 9;

try {
  console.log(`${cpus().length} threads, ${cpus()[0].model.trim()}, node ${process.version}`);
  await networkTime();
  await posterMemory();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** 512²: the network alone, style code cached; the peer encodes its style in the call, as its one graph does. */
async function networkTime() {
  const inputs = join(folder, 'inputs');
  for (let i = 0; i < ROUNDS + 1; i++) await draw(join(inputs, `${i}.png`), 512, i);
  const ours = [];
  const theirs = [];
  const session = existsSync(peer)
    ? await ort.InferenceSession.create(peer, { intraOpNumThreads: cpus().length })
    : undefined;
  const picture = new ort.Tensor(
    'float32',
    Float32Array.from({ length: 3 * 512 * 512 }, (_, i) => (i % 997) / 997),
    [1, 3, 512, 512],
  );
  for (let turn = 0; turn < 3; turn++) {
    // in turns, so that a machine whose speed drifts drifts for both
    ours.push(
      median(
        apply(inputs, join(folder, 'out'))
          .slice(1)
          .map(({ milliseconds }) => milliseconds.network),
      ),
    );
    if (!session) continue;
    const times = [];
    for (let i = 0; i < ROUNDS; i++) {
      const started = performance.now();
      await session.run({ content: picture, style: picture });
      times.push(performance.now() - started);
    }
    theirs.push(median(times.slice(1)));
  }
  console.log(`512², network only: ${median(ours).toFixed(0)} ms`);
  if (session) {
    const ratio = median(theirs.map((time, i) => time / ours[i]));
    console.log(`MicroAST in the same run: ${median(theirs).toFixed(0)} ms; ours is ${ratio.toFixed(2)} times as fast`);
  } else console.log('no ../shared/peers here: MicroAST was not run');
}

/** A poster for print: the engine process's largest resident size. */
async function posterMemory() {
  const [source, output] = [join(folder, 'poster.jpg'), join(folder, 'poster-out.jpg')];
  await draw(join(folder, 'part.png'), 4000, 1);
  await sharp(join(folder, 'part.png'))
    .resize(12_000, 8000, { fit: 'fill' })
    .withIccProfile('p3')
    .withDensity(300)
    .jpeg({ optimiseCoding: false })
    .toFile(source);
  const child = spawn(process.execPath, [
    join(root, 'dist/cli.js'),
    'apply',
    source,
    '--style',
    style,
    '--out',
    output,
    '--json',
  ]);
  let told = '';
  child.stdout.on('data', (text) => {
    told += text;
  });
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, engineMemory(child.pid));
  }, 50);
  await new Promise((done) => child.on('close', done));
  clearInterval(timer);
  const { milliseconds } = JSON.parse(told.split('\n')[0]);
  const time = Object.entries(milliseconds).map(([name, value]) => `${name} ${(value / 1000).toFixed(1)} s`);
  console.log(
    `12,000 × 8,000, tiled: ${time.join(', ')}; engine at most ${peak ? `${Math.round(peak / 2 ** 20)} MiB resident` : 'unknown (no /proc here)'}`,
  );
  const limits = { limitInputPixels: false };
  const [before, after] = [await sharp(source, limits).metadata(), await sharp(output, limits).metadata()];
  const kept = after.density === before.density && after.icc?.equals(before.icc);
  console.log(
    `  ${after.width} × ${after.height}, ${after.density} DPI; density and profile ${kept ? 'kept' : 'LOST'}`,
  );
}

/** Largest resident size so far of a process's engine child, bytes; 0 where /proc does not tell. */
function engineMemory(parent) {
  if (!existsSync('/proc')) return 0;
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const status = readFileSync(`/proc/${entry}/status`, 'utf8');
      if (!status.includes(`PPid:\t${parent}\n`)) continue;
      return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
    } catch {
      // the process ended while it was looked at
    }
  }
  return 0;
}

function apply(inputs, out) {
  const args = [join(root, 'dist/cli.js'), 'apply', inputs, '--style', style, '--out', out, '--json'];
  const lines = execFileSync(process.execPath, args, { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => JSON.parse(line)).filter(({ summary }) => !summary);
}

/** A picture with detail at every scale, the same for a seed. */
async function draw(path, side, seed) {
  const small = 64;
  const noise = Uint8Array.from({ length: small * small * 3 }, (_, i) => ((i + 1) * (seed + 3) * 2654435761) >>> 24);
  mkdirSync(join(path, '..'), { recursive: true });
  await sharp(noise, { raw: { width: small, height: small, channels: 3 } })
    .resize(side, side, { kernel: 'cubic' })
    .png({ compressionLevel: 1 })
    .toFile(path);
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
