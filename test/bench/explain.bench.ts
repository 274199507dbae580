import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { EngineClient } from '../../src/pipeline/client';
import { evenStrength, LEAST_STRUCTURE } from '../../src/pipeline/evenStrength';
import { planApply } from '../../src/pipeline/inputs';
import { BUILTIN_STYLES } from '../../src/shared/builtinStyles';
import type { Explanation } from '../../src/shared/explanation';

const ROOT = resolve(__dirname, '../..');
const ASSETS = join(ROOT, 'samples/assets');
const EVAL = resolve(ROOT, '../shared/data/eval');
const folder = mkdtempSync(join(tmpdir(), 'stylize-explain-'));
const client = new EngineClient({
  enginePath: join(ROOT, 'dist/engine.js'),
  provider: 'cpu',
  cacheFolder: join(folder, 'cache'),
  threads: 0,
});
afterAll(async () => {
  await client.dispose();
  rmSync(folder, { recursive: true, force: true });
});

it('takes so long for a picture of 512 x 512, in an engine that goes on from row to row as that of VS Code', async () => {
  const rows: Record<string, Record<string, number>> = {};
  for (const [row, picture, style] of [
    ['all for the first time', 'posters/tidekeeper.jpg', 'ink'],
    ['again', 'posters/tidekeeper.jpg', 'ink'],
    ['another picture', 'backgrounds/dusk-lake.jpg', 'ink'],
    ['another style, too', 'ads/fernalie.jpg', 'halftone'],
    ['and again', 'posters/tidekeeper.jpg', 'watercolour'],
  ] as const) {
    const source = join(folder, 'square.png');
    await sharp(join(ASSETS, picture)).resize(512, 512, { fit: 'cover' }).toFile(source);
    const started = performance.now();
    const { milliseconds } = await explain(source, style);
    const whole = performance.now() - started;
    const { study, distance, recipe } = milliseconds;
    const times = { 'first answer': study + distance + recipe, ...milliseconds, whole };
    rows[row] = Object.fromEntries(Object.entries(times).map(([part, time]) => [part, Math.round(time)]));
  }
  console.log(`explaining 512 x 512, milliseconds, ${cpus().length} threads, ${cpus()[0]!.model.trim()}`);
  console.table(rows);
});

it('has maps that find what they speak of sooner than random orders do, on 20 pairs', async () => {
  const pictures = [
    'sprites/fox-hero.png',
    'textures/mossy-cobblestone.png',
    'posters/tidekeeper.jpg',
    'ads/fernalie.jpg',
  ];
  const gains = new Map<string, number[]>();
  for (const picture of [...pictures, 'backgrounds/dusk-lake.jpg'])
    for (const style of ['gouache', 'ink', 'halftone', 'neon'])
      for (const { map, way, gain } of (await explain(join(ASSETS, picture), style)).faithfulness)
        gains.set(`${map}, ${way}`, [...(gains.get(`${map}, ${way}`) ?? []), gain]);
  console.log('better than random orders: mean, standard deviation over pairs, and on how many of them');
  console.table(
    Object.fromEntries(
      [...gains].map(([name, values]) => {
        const mean = values.reduce((a, b) => a + b) / values.length;
        const deviation = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
        const better = `${values.filter((gain) => gain > 0).length} of ${values.length}`;
        return [name, { mean: mean.toFixed(3), deviation: deviation.toFixed(3), better }];
      }),
    ),
  );
});

it.skipIf(!existsSync(EVAL))(
  'evens out the strengths of a mixed set: samples, and pictures of ../shared/data/eval',
  async () => {
    const spread = (name: string, count: number) => {
      const files = readdirSync(join(EVAL, name)).filter((file) => /\.(jpe?g|png|webp)$/.test(file));
      return Array.from({ length: count }, (_, i) => join(EVAL, name, files[Math.floor((i * files.length) / count)]!));
    };
    const { jobs } = await planApply([ASSETS, ...spread('content', 20), ...spread('sprites', 16)], undefined);
    const rows: Record<string, object> = {};
    for (const style of ['watercolour', 'ink']) {
      const {
        pictures,
        reach,
        spread: found,
      } = await evenStrength({
        ...{ client, like: 0.7, structure: LEAST_STRUCTURE },
        sources: jobs.map(({ source }) => source),
        style: { references: [{ path: fileOf(style), weight: 1 }], preserveColor: false },
      });
      expect(pictures.length).toBe(jobs.length);
      rows[style] = {
        ...{ pictures: pictures.length, reach: reach.toFixed(2) },
        ...{ fixed: found.like.toFixed(3), solved: found.solved.toFixed(3) },
        lower: `${Math.round(100 * (1 - found.solved / found.like))} %`,
      };
    }
    console.log(
      'coefficient of variation of the style reached: at strength 0.7, and with the strengths that were found',
    );
    console.table(rows);
  },
);

function explain(source: string, style: string): Promise<Explanation> {
  return client.request('explain', {
    ...{ source, folder: join(folder, 'told') },
    style: { references: [{ path: fileOf(style), weight: 1 }], strength: 1, preserveColor: false },
    exemplars: BUILTIN_STYLES.map(({ id, traits }) => ({ id, path: fileOf(id), traits })),
  });
}

function fileOf(id: string): string {
  return join(ROOT, 'media/styles', `${id}.webp`);
}
