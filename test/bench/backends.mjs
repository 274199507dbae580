// npm run bench:backends: what each provider takes to paint and to train, side by side, each in a process of its own (Linux).
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '../..');
const work = join(root, 'dist/backendWork.js'); // beside the wasm files
const folder = mkdtempSync(join(tmpdir(), 'stylize-bench-'));
const TURNS = 2;
/** Side of the picture, side of the crops that are trained on, rounds; those in plain JavaScript or in a software GPU get less to do. */
const PROVIDERS = {
  cpu: [512, 64, 5],
  'tfjs-node': [512, 64, 5],
  'tfjs-wasm': [512, 64, 3],
  'tfjs-cpu': [128, 16, 1],
  cuda: [512, 64, 9],
  'tfjs-node-gpu': [512, 64, 9],
  webgpu: [128, 16, 1],
  'tfjs-webgpu': [128, 16, 1],
};

/** Where there is no GPU, WebGPU is tried on Chromium's software Vulkan. */
const vulkan = '/usr/lib/chromium';
const software = existsSync(join(vulkan, 'vk_swiftshader_icd.json'))
  ? { VK_DRIVER_FILES: join(vulkan, 'vk_swiftshader_icd.json'), LD_LIBRARY_PATH: vulkan, XDG_RUNTIME_DIR: folder }
  : {};

try {
  await build({
    entryPoints: [join(root, 'test/bench/backendWork.ts')],
    outfile: work,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    ignoreAnnotations: true, // tfjs's packages register themselves where they say that they do nothing
    external: ['onnxruntime-node', 'sharp'],
    logLevel: 'error',
  });
  console.log(`${cpus().length} threads, ${cpus()[0].model.trim()}, node ${process.version}`);
  const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(PROVIDERS);
  const results = new Map(names.map((name) => [name, { paint: [], train: [] }]));
  // in turns, so that a machine whose speed drifts drifts for all
  for (let turn = 0; turn < TURNS; turn++)
    for (const name of names) for (const job of ['paint', 'train']) results.get(name)[job].push(measure(name, job));
  for (const [name, { paint, train }] of results) {
    const [side, crop] = PROVIDERS[name];
    console.log(`${name.padEnd(14)} paint ${told(paint, `${side}²`)}; train ${told(train, `crops of ${crop}²`, true)}`);
  }
} finally {
  rmSync(work, { force: true });
  rmSync(folder, { recursive: true, force: true });
}

function measure(name, job) {
  const [side, crop, rounds] = PROVIDERS[name];
  const env = name.includes('webgpu') ? { ...process.env, ...software } : process.env;
  const args = [work, name, job, String(job === 'paint' ? side : crop), String(rounds)];
  const options = { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
  try {
    return JSON.parse(execFileSync(process.execPath, args, options).trim().split('\n').at(-1));
  } catch ({ signal, status }) {
    return { problem: `it ended with ${signal ?? `exit code ${status}`}` };
  }
}

/** @param {boolean} [perSecond] steps per second instead of milliseconds */
function told(turns, what, perSecond) {
  const [{ problem }] = turns;
  if (problem) return `not here (${problem})`;
  const time = Math.min(...turns.map(({ milliseconds }) => milliseconds));
  const peak = Math.max(...turns.map(({ peak }) => peak));
  const figure = perSecond ? `${(1000 / time).toPrecision(3)} steps/s` : `${time.toFixed(0)} ms`;
  return `${what} ${figure}, at most ${(peak / 2 ** 20).toFixed(0)} MiB`;
}
