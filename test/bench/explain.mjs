// npm run bench:explain: how alike `stylize strength` makes a mixed set of pictures, samples and those of ../shared/data/eval, against one
// strength for all; and how long `stylize explain` takes for a picture of 512 x 512: the first answer, and all of it.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';

const root = resolve(import.meta.dirname, '../..');
const assets = join(root, 'samples/assets');
const evaluated = resolve(root, '../shared/data/eval');
const STYLES = ['watercolour', 'ink'];
const folder = mkdtempSync(join(tmpdir(), 'stylize-explain-'));
try {
  await explained();
  strengths();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** With the built-in styles' codes looked up for the first time, and as it is from then on. */
async function explained() {
  const picture = join(folder, 'square.png');
  await sharp(join(assets, 'posters/tidekeeper.jpg')).resize(512, 512, { fit: 'cover' }).png().toFile(picture);
  const rows = {};
  for (const name of ['first time', 'second time', 'third time']) {
    const started = performance.now();
    const [{ milliseconds }] = stylize('explain', picture, '--style', 'builtin:ink', '--out', folder, '--json');
    const whole = performance.now() - started;
    const { study, distance, recipe } = milliseconds;
    rows[name] = { 'first answer': study + distance + recipe, ...milliseconds, 'with start and page': whole };
  }
  console.log(`stylize explain of 512 x 512, milliseconds, ${cpus().length} cores`);
  console.table(
    Object.fromEntries(
      Object.entries(rows).map(([name, row]) => [
        name,
        Object.fromEntries(Object.entries(row).map(([part, time]) => [part, Math.round(time)])),
      ]),
    ),
  );
}

function strengths() {
  if (!existsSync(evaluated)) {
    console.log('strength: skipped, ../shared/data/eval is not here');
    return;
  }
  const spread = (name, count) => {
    const files = readdirSync(join(evaluated, name)).filter((file) => /\.(jpe?g|png|webp)$/.test(file));
    return Array.from({ length: count }, (_, i) =>
      join(evaluated, name, files[Math.floor((i * files.length) / count)]),
    );
  };
  const pictures = [assets, ...spread('content', 20), ...spread('sprites', 16)];
  const rows = {};
  for (const style of STYLES) {
    const {
      done,
      failed,
      spread: found,
    } = stylize('strength', ...pictures, '--style', `builtin:${style}`, '--json').at(-1);
    const lower = `${Math.round(100 * (1 - found.solved / found.fixed))} %`;
    rows[style] = { pictures: done, failed, fixed: found.fixed.toFixed(3), solved: found.solved.toFixed(3), lower };
  }
  console.log('coefficient of variation of the style reached: at strength 0.7, and with the strengths that were found');
  console.table(rows);
}

/** The lines that it prints. */
function stylize(...args) {
  const options = { encoding: 'utf8', env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') }, maxBuffer: 1e8 };
  const text = execFileSync(process.execPath, [join(root, 'dist/cli.js'), ...args], options);
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
