// npm run bench:quality [folder]: what `stylize run` makes of the pairs in ../shared/eval, and what its rivals make of them
// in the same run, scored by ../shared/eval/score.mjs; and how much each flickers when the picture shifts by some pixels.
// Keeps the pictures, and a contact sheet of them, in `folder` when one is named. OURS_ONLY=1 leaves the rivals out.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, relative, resolve } from 'node:path';
import sharp from 'sharp';
import { contactSheet } from './contactSheet.mjs';

const root = resolve(import.meta.dirname, '../..');
const shared = resolve(root, '../shared');
const kept = process.argv[2];
const RIVALS = process.env.OURS_ONLY ? [] : ['microast', 'adain'];
const SHIFTS = [1, 2, 4, 8];

if (!existsSync(join(shared, 'eval/score.mjs'))) {
  console.log('skipped: ../shared/eval is not here');
  process.exit(0);
}
const folder = kept ? resolve(kept) : mkdtempSync(join(tmpdir(), 'stylize-quality-'));
mkdirSync(folder, { recursive: true });
try {
  // paths in the pairs are relative to the project's folder
  const pairs = JSON.parse(readFileSync(join(shared, 'eval/pairs.json'), 'utf8')).map(({ content, style }) => ({
    content: resolve(root, content),
    style: resolve(root, style),
  }));
  const shifted = await shiftedPairs(pairs.filter((_, i) => i % 7 === 0));
  const table = { 'untouched picture': score(pairs.map((pair) => ({ ...pair, output: pair.content }))) };
  const made = {};
  for (const name of [...RIVALS, 'stylize']) {
    const paint = name === 'stylize' ? ours : (list, to) => rival(name, list, to);
    const { outputs, seconds } = paint(pairs, join(folder, name));
    made[name] = outputs;
    const flicker = await flickerOf(shifted, paint(shifted, join(folder, `${name}-shifted`)).outputs);
    table[name] = { ...score(pairs.map((pair, i) => ({ ...pair, output: outputs[i] }))), seconds, flicker };
  }
  console.table(table);
  console.log('seconds: median of the network alone; the rivals encode their style in the call, ours is kept');
  console.log(`flicker: mean difference, of 255, between a picture and itself shifted by ${SHIFTS.join(', ')} px`);
  if (kept) console.log(`contact sheet: ${await contactSheet(pairs, made, join(folder, 'sheet.webp'))}`);
} finally {
  if (!kept) rmSync(folder, { recursive: true, force: true });
}

/** Through the product: one manifest with a rule for each pair. */
function ours(pairs, to) {
  mkdirSync(join(to, 'in'), { recursive: true });
  const copy = (path, name) => {
    const local = `in/${name}${extname(path)}`;
    copyFileSync(path, join(to, local));
    return local;
  };
  const styles = {};
  const assets = pairs.map(({ content, style }, i) => {
    styles[`s${i}`] = { reference: copy(style, `style${i}`) };
    return { input: copy(content, `${i}`), style: `s${i}`, output: `${i}.png` };
  });
  const manifest = join(to, 'stylize.json');
  writeFileSync(manifest, JSON.stringify({ version: 1, styles, assets }));
  const lines = node([join(root, 'dist/cli.js'), 'run', manifest, '--force', '--json'])
    .trim()
    .split('\n');
  const times = lines
    .map((line) => JSON.parse(line))
    .filter(({ summary }) => !summary)
    .map(({ milliseconds }) => milliseconds.network / 1000);
  return { outputs: pairs.map((_, i) => join(to, `${i}.png`)), seconds: median(times) };
}

function rival(name, pairs, to) {
  mkdirSync(to, { recursive: true });
  const list = join(to, 'list.json');
  writeFileSync(list, JSON.stringify(pairs));
  const told = node([join(shared, 'eval/peer.mjs'), join(shared, `peers/${name}.onnx`), list, to]);
  const outputs = JSON.parse(readFileSync(join(to, 'pairs.json'), 'utf8')).map(({ output }) => output);
  return { outputs, seconds: JSON.parse(told).medianSeconds };
}

function score(pairs) {
  const list = join(folder, 'scored.json');
  writeFileSync(list, JSON.stringify(pairs));
  const lines = node([join(shared, 'eval/score.mjs'), list])
    .trim()
    .split('\n');
  return JSON.parse(lines.at(-1)).mean;
}

/** Windows of the same size into each content, at 0 and at each of SHIFTS. */
async function shiftedPairs(pairs) {
  const all = [];
  for (const [i, { content, style }] of pairs.entries()) {
    const { width, height } = await sharp(content).metadata();
    const side = (length) => 8 * Math.floor((length - SHIFTS.at(-1)) / 8);
    for (const shift of [0, ...SHIFTS]) {
      const window = { left: shift, top: shift, width: side(width), height: side(height) };
      const path = join(folder, `window-${i}-${shift}.png`);
      await sharp(content).extract(window).png().toFile(path);
      all.push({ content: path, style, shift });
    }
  }
  return all;
}

/** Mean absolute difference where a shifted window and the unshifted one overlap, less a border that sees the edge. */
async function flickerOf(pairs, outputs) {
  const BORDER = 32;
  const differences = [];
  let still;
  for (const [i, { shift }] of pairs.entries()) {
    const { data, info } = await sharp(outputs[i]).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    if (shift === 0) still = data;
    else {
      let [sum, count] = [0, 0];
      for (let y = BORDER; y < info.height - BORDER - shift; y++)
        for (let x = 3 * BORDER; x < 3 * (info.width - BORDER - shift); x++, count++)
          sum += Math.abs(data[3 * y * info.width + x] - still[3 * (y + shift) * info.width + x + 3 * shift]);
      differences.push(sum / count);
    }
  }
  return differences.reduce((sum, d) => sum + d, 0) / differences.length;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

function node(args) {
  return execFileSync(process.execPath, args, {
    cwd: relative(process.cwd(), root) || '.',
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
}
