// npm run bench:train [folder]: trains a style pack on each of 6 held-back references in ../shared/data/eval/style, as a user would,
// and scores it on ../shared/data/eval/content against the base model with the same reference (../shared/eval/score.mjs).
// Keeps packs, logs and pictures in `folder` when one is named. REFERENCES=2 takes fewer, CONTENTS=72 more contents than 12,
// MINUTES=3 trains for less than 10; STYLIZE_CACHE names a cache with VGG-19 in it, without which the shipped encoder judges.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const shared = process.env.STYLIZE_SHARED ? resolve(process.env.STYLIZE_SHARED) : resolve(root, '../shared');
const kept = process.argv[2];
const { MINUTES = '10', REFERENCES = '6', CONTENTS = '12', SEED = '1' } = process.env;

if (!existsSync(join(shared, 'eval/score.mjs'))) {
  console.log('skipped: ../shared/eval is not here');
  process.exit(0);
}
const folder = kept ? resolve(kept) : mkdtempSync(join(tmpdir(), 'stylize-train-'));
try {
  const contents = every(pictures('data/eval/content'), Number(CONTENTS));
  const table = {};
  for (const reference of every(pictures('data/eval/style'), Number(REFERENCES))) {
    const name = basename(reference, extname(reference));
    const work = join(folder, name);
    mkdirSync(work, { recursive: true });
    const load = loadavg()[0];
    const content = join(shared, 'data/train/content');
    const trained = train(reference, name, content, work);
    const base = score(paint(reference, contents, join(work, 'base')), reference);
    const pack = score(paint(join(work, `${name}.stylepack`), contents, join(work, 'pack')), reference);
    table[name] = {
      'style base': base.style,
      'style pack': pack.style,
      'style %': percent(pack.style, base.style),
      'lpips base': base.lpips,
      'lpips pack': pack.lpips,
      'lpips %': percent(pack.lpips, base.lpips),
      steps: trained.steps,
      seconds: Math.round(trained.seconds),
      ended: trained.ended,
      'load before / after': `${load.toFixed(1)} / ${loadavg()[0].toFixed(1)}`,
    };
    console.table(table);
  }
  console.log('done when style is at most -25 % and lpips at most +5 % for each');
} finally {
  if (!kept) rmSync(folder, { recursive: true, force: true });
}

function train(reference, name, content, work) {
  const options = ['--name', name, '--content', content, '--minutes', MINUTES, '--seed', SEED, '--json'];
  const told = node([join(root, 'dist/cli.js'), 'train', reference, ...options], work);
  return JSON.parse(told.trim().split('\n').at(-1));
}

/** Through the product, in one go. @returns pairs of content and output */
function paint(style, contents, to) {
  mkdirSync(join(to, 'in'), { recursive: true });
  for (const path of contents) cpSync(path, join(to, 'in', basename(path)));
  node([join(root, 'dist/cli.js'), 'apply', join(to, 'in'), '--style', style, '--out', join(to, 'out')], to);
  return contents.map((content) => ({ content, output: join(to, 'out', basename(content)) }));
}

function score(pairs, style) {
  const list = join(folder, 'scored.json');
  writeFileSync(list, JSON.stringify(pairs.map((pair) => ({ ...pair, style }))));
  return JSON.parse(
    node([join(shared, 'eval/score.mjs'), list], root)
      .trim()
      .split('\n')
      .at(-1),
  ).mean;
}

function pictures(below) {
  const path = join(shared, below);
  return readdirSync(path)
    .filter((name) => /\.(jpe?g|png|webp)$/i.test(name))
    .sort()
    .map((name) => join(path, name));
}

/** So many of a list, evenly picked. */
function every(list, count) {
  return Array.from(
    { length: Math.min(count, list.length) },
    (_, i) => list[Math.floor(((i + 0.5) * list.length) / count)],
  );
}

function percent(value, of) {
  return Math.round((1000 * (value - of)) / of) / 10;
}

function node(args, cwd) {
  return execFileSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
