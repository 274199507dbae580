import type { Match, OriginExplanation } from '../../shared/explanation';
import type { LayerMap } from './measures';
import { meanOver } from './measures';

/** Cells of the deepest layer along a side of a patch: 16 pixels of what was looked at. */
const PATCH = 2;
/** Matches told of each spot. */
const BEST = 3;

/**
 * Where from: for patches of a painted picture the patches of the references whose features are most like theirs, by cosine (as Li
 * and Wand 2016, 1601.04589, match patches), after the references' mean was taken off (Mechrez et al. 2018, 1803.02077): what all
 * patches have in common says nothing. The three deeper layers count alike.
 * @param references maps of each
 * @param coverage of the painted picture's deepest layer
 * @param pause called now and then, and throws when nobody waits any more
 */
export async function explainOrigin(
  painted: readonly LayerMap[],
  references: readonly (readonly LayerMap[])[],
  coverage: Float32Array | undefined,
  pause: () => Promise<void>,
): Promise<OriginExplanation> {
  const joined = references.map(descriptors);
  const scale = scaleOf(joined);
  const patches = joined.map((map) => patchesOf(scaled(map, scale), 1));
  const spots = patchesOf(scaled(descriptors(painted), scale), PATCH);
  const visible = coverage && covered(coverage, painted.at(-1)!, spots);
  const matches: Match[][] = [];
  for (let at = 0; at < spots.columns * spots.rows; at++) {
    if (at % spots.columns === 0) await pause();
    matches.push(visible && visible[at]! < 0.1 ? [] : bestOf(spots, at, patches));
  }
  return { columns: spots.columns, rows: spots.rows, spots: matches };
}

/** All deeper layers at the deepest one's size, and how many channels each has. */
interface Descriptors extends LayerMap {
  parts: number[];
}

function descriptors(maps: readonly LayerMap[]): Descriptors {
  const { width, height } = maps.at(-1)!;
  const pooled = maps.slice(1).map((map) => pool(map, map.width / width));
  const parts = pooled.map(({ channels }) => channels);
  const channels = parts.reduce((a, b) => a + b, 0);
  const data = new Float32Array(channels * width * height);
  let at = 0;
  for (const part of pooled) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { data, channels, width, height, parts };
}

function pool(map: LayerMap, cell: number): LayerMap {
  if (cell === 1) return map;
  const [width, height] = [map.width / cell, map.height / cell];
  const data = new Float32Array(map.channels * width * height);
  for (let c = 0; c < map.channels; c++)
    for (let y = 0; y < map.height; y++)
      for (let x = 0; x < map.width; x++)
        data[(c * height + Math.floor(y / cell)) * width + Math.floor(x / cell)]! +=
          map.data[(c * map.height + y) * map.width + x]! / cell ** 2;
  return { data, channels: map.channels, width, height };
}

/** Per channel what is taken off and multiplied by: the references' mean, and what makes their layers vary alike. */
function scaleOf(maps: readonly Descriptors[]): { mean: Float64Array; factor: Float64Array } {
  const { channels, parts } = maps[0]!;
  const mean = new Float64Array(channels);
  const factor = new Float64Array(channels);
  let start = 0;
  for (const part of parts) {
    let variance = 0;
    for (let c = start; c < start + part; c++) {
      const values = Float32Array.from(maps.flatMap((map) => [...planeOf(map, c)]));
      mean[c] = meanOver(values);
      variance += meanOver(values.map((value) => (value - mean[c]!) ** 2));
    }
    factor.fill(1 / Math.sqrt(Math.max(variance, 1e-12)), start, start + part);
    start += part;
  }
  return { mean, factor };
}

const planeOf = ({ data, width, height }: LayerMap, c: number): Float32Array =>
  data.subarray(c * width * height, (c + 1) * width * height);

function scaled(map: Descriptors, { mean, factor }: { mean: Float64Array; factor: Float64Array }): LayerMap {
  const area = map.width * map.height;
  return {
    ...map,
    data: map.data.map((value, i) => (value - mean[Math.floor(i / area)]!) * factor[Math.floor(i / area)]!),
  };
}

/** Unit vectors of patches, one after the other. */
interface Patches {
  vectors: Float32Array;
  channels: number;
  columns: number;
  rows: number;
  /** Middles in shares of the width and height. */
  x(at: number): number;
  y(at: number): number;
}

/** @param stride in cells from patch to patch */
function patchesOf(map: LayerMap, stride: number): Patches {
  const { data, channels, width, height } = map;
  const [columns, rows] = [width, height].map((side) => Math.max(1, Math.floor((side - PATCH) / stride) + 1)) as [
    number,
    number,
  ];
  const vectors = new Float32Array(columns * rows * channels);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const start = (row * columns + column) * channels;
      let size = 0;
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let y = 0; y < Math.min(PATCH, height); y++)
          for (let x = 0; x < Math.min(PATCH, width); x++)
            sum += data[(c * height + row * stride + y) * width + column * stride + x]!;
        vectors[start + c] = sum;
        size += sum * sum;
      }
      const scale = 1 / Math.sqrt(Math.max(size, 1e-12));
      for (let c = 0; c < channels; c++) vectors[start + c]! *= scale;
    }
  const middle = (index: number, length: number) => (index * stride + PATCH / 2) / length;
  return {
    vectors,
    channels,
    columns,
    rows,
    x: (at) => middle(at % columns, width),
    y: (at) => middle(Math.floor(at / columns), height),
  };
}

function covered(coverage: Float32Array, { width }: LayerMap, { columns, rows }: Patches): Float32Array {
  return Float32Array.from({ length: columns * rows }, (_, at) => {
    const [left, top] = [PATCH * (at % columns), PATCH * Math.floor(at / columns)];
    let most = 0;
    for (let y = 0; y < PATCH; y++)
      for (let x = 0; x < PATCH; x++) most = Math.max(most, coverage[(top + y) * width + left + x]!);
    return most;
  });
}

function bestOf(spots: Patches, spot: number, references: readonly Patches[]): Match[] {
  const { channels } = spots;
  const own = spots.vectors.subarray(spot * channels, (spot + 1) * channels);
  const best: Match[] = [];
  for (const [reference, patches] of references.entries())
    for (let at = 0; at < patches.columns * patches.rows; at++) {
      let strength = 0;
      const start = at * channels;
      for (let c = 0; c < channels; c++) strength += own[c]! * patches.vectors[start + c]!;
      if (best.length === BEST && strength <= best.at(-1)!.strength) continue;
      const place = best.findIndex((match) => match.strength < strength);
      best.splice(place < 0 ? best.length : place, 0, { reference, x: patches.x(at), y: patches.y(at), strength });
      if (best.length > BEST) best.pop();
    }
  return best;
}
