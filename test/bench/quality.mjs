// npm run bench:quality [folder]: scores what `stylize apply` makes of the pairs in ../shared/eval, and its rivals in the
// same run, by ../shared/eval/score.mjs. Keeps the pictures in `folder` when one is named.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const shared = resolve(root, '../shared');
const kept = process.argv[2];

if (!existsSync(join(shared, 'eval/score.mjs'))) {
  console.log('skipped: ../shared/eval is not here');
  process.exit(0);
}
const folder = kept ? resolve(kept) : mkdtempSync(join(tmpdir(), 'stylize-quality-'));
try {
  const list = join(shared, 'eval/pairs.json');
  const table = { stylize: score(ours(list)) };
  if (!process.env.OURS_ONLY)
    for (const peer of ['microast', 'adain']) {
      node([join(shared, 'eval/peer.mjs'), join(shared, `peers/${peer}.onnx`), list, join(folder, peer)]);
      table[peer] = score(join(folder, peer, 'pairs.json'));
    }
  console.table(table);
} finally {
  if (!kept) rmSync(folder, { recursive: true, force: true });
}

function ours(list) {
  const out = join(folder, 'stylize');
  mkdirSync(out, { recursive: true });
  const made = JSON.parse(readFileSync(list, 'utf8')).map((pair, i) => {
    const output = join(out, `${i}.png`);
    node([join(root, 'dist/cli.js'), 'apply', pair.content, '--style', pair.style, '--out', output]);
    return { ...pair, output };
  });
  const path = join(out, 'pairs.json');
  writeFileSync(path, JSON.stringify(made));
  return path;
}

function score(pairs) {
  const lines = node([join(shared, 'eval/score.mjs'), pairs])
    .trim()
    .split('\n');
  return JSON.parse(lines.at(-1)).mean;
}

/** Paths in the pairs are relative to the project's folder. */
function node(args) {
  return execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
}
