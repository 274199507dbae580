import { createNoise, createRandom } from './random.mjs';
import { clamp, glaze, lerp, ramp, rgb, shade, smoothstep } from './raster.mjs';

const SIZE = 512;
const CELLS = 7;

/** Mossy cobbles. Everything is reckoned on a torus, so the square tiles without a seam. */
export function cobblestone() {
  const { height, owner, moss, noise } = terrain();
  return light(height, owner, moss, noise);
}

/** Which way their surface faces, as a game reads it: x to the right in red, y upwards in green, towards the eye in blue. */
export function cobblestoneNormals() {
  const { height } = terrain();
  const tall = (x, y) => height[((y + SIZE) % SIZE) * SIZE + ((x + SIZE) % SIZE)];
  const sample = (part) => Math.round((part * 0.5 + 0.5) * 255);
  return shade(SIZE, SIZE, (x, y, out) => {
    const right = (tall(x - 1, y) - tall(x + 1, y)) * 3;
    const up = (tall(x, y + 1) - tall(x, y - 1)) * 3;
    const length = Math.hypot(right, up, 1);
    out[0] = sample(right / length);
    out[1] = sample(up / length);
    out[2] = sample(1 / length);
  });
}

function terrain() {
  const noise = createNoise(7);
  const stones = scatterStones(createRandom(8));
  const height = new Float32Array(SIZE * SIZE);
  const owner = new Array(SIZE * SIZE);
  const moss = new Float32Array(SIZE * SIZE);
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const at = y * SIZE + x;
      const u = x / SIZE;
      const v = y / SIZE;
      const { stone, edge } = nearest(stones, noise, u, v);
      const grain = noise.fbm(u * 32, v * 32, 4, 32);
      const dome = 1 - (1 - clamp(edge / 0.36)) ** 2.4;
      const chips = noise.fbm(u * 12 + stone.shift, v * 12, 4, 12) * stone.rough * smoothstep(0.05, 0.2, edge);
      const growth = noise.fbm(u * 6, v * 6, 5, 6) * 0.9 + 0.36 - edge * 1.05;
      moss[at] = smoothstep(-0.04, 0.3, growth);
      const fluff = moss[at] * (0.2 + 0.34 * Math.abs(noise.fbm(u * 48, v * 48, 3, 48)));
      height[at] = dome * stone.tall + chips * 0.1 + grain * 0.055 + fluff;
      owner[at] = stone;
    }
  }
  return { height, owner, moss, noise };
}

function scatterStones(random) {
  const stones = [];
  for (let row = 0; row < CELLS; row++) {
    for (let column = 0; column < CELLS; column++) {
      stones.push({
        x: (column + 0.5 + (row % 2) * 0.4 + random.bell(0.36)) / CELLS,
        y: (row + 0.5 + random.bell(0.3)) / CELLS,
        tone: random.next(),
        tall: random.range(0.72, 1.05),
        rough: random.range(0.5, 1.4),
        // Moves a stone's chips along its own stretch of the (still periodic) noise.
        shift: random.range(0, 40),
      });
    }
  }
  return stones;
}

function nearest(stones, noise, u, v) {
  const warpU = u + noise.fbm(u * 10, v * 10, 3, 10) * 0.018;
  const warpV = v + noise.fbm(u * 10, v * 10 + 5, 3, 10) * 0.018;
  let [first, second, stone] = [9, 9, stones[0]];
  for (const candidate of stones) {
    let dx = Math.abs(warpU - candidate.x) % 1;
    let dy = Math.abs(warpV - candidate.y) % 1;
    dx = Math.min(dx, 1 - dx) * CELLS;
    dy = Math.min(dy, 1 - dy) * CELLS;
    const far = Math.sqrt(dx * dx + dy * dy);
    if (far < first) {
      second = first;
      first = far;
      stone = candidate;
    } else if (far < second) {
      second = far;
    }
  }
  return { stone, edge: second - first };
}

const stoneTones = ramp([
  [0, '#5b5f6b'],
  [0.3, '#75736f'],
  [0.55, '#8d8372'],
  [0.8, '#6b6a78'],
  [1, '#9a8b78'],
]);
const mossTones = ramp([
  [0, '#24331b'],
  [0.45, '#4d6b27'],
  [0.75, '#7f9a3a'],
  [1, '#b7c55c'],
]);
const soil = rgb('#1f1b1d');

function light(height, owner, moss, noise) {
  const wrap = (i) => (i + SIZE) % SIZE;
  const tall = (x, y) => height[wrap(y) * SIZE + wrap(x)];
  return shade(SIZE, SIZE, (x, y, out) => {
    const at = y * SIZE + x;
    const slopeX = (tall(x + 2, y) - tall(x - 2, y)) * 6;
    const slopeY = (tall(x, y + 2) - tall(x, y - 2)) * 6;
    const length = Math.hypot(slopeX, slopeY, 1);
    const facing = (slopeX * 0.5 + slopeY * 0.62 + 0.6) / length;
    let around = 0;
    for (const reach of [6, 13]) {
      around += tall(x + reach, y) + tall(x - reach, y) + tall(x, y + reach) + tall(x, y - reach);
    }
    const hollow = clamp(0.62 + (height[at] - around / 8) * 1.3, 0.25, 1.12);
    const stone = owner[at];
    const vein = noise.fbm((x / SIZE) * 16, (y / SIZE) * 16, 5, 16);
    glaze(out, stoneTones(clamp(stone.tone + vein * 0.3)), 1);
    glaze(out, [168, 150, 122], smoothstep(0.24, 0.5, vein) * 0.35);
    glaze(out, soil, smoothstep(0.42, 0.12, height[at]) * 0.85);
    const tuft = noise.fbm((x / SIZE) * 64, (y / SIZE) * 64, 3, 64);
    glaze(out, mossTones(clamp(0.3 + facing * 0.35 + tuft * 0.7)), moss[at] * 0.94);
    const shine = (1 - moss[at]) * smoothstep(0.8, 1.05, facing) * 0.3;
    const sun = lerp(0.4, 1.5, clamp(facing * 1.05)) * hollow;
    out[0] = out[0] * sun * 1.06 + shine * 120;
    out[1] = out[1] * sun * 1.01 + shine * 112;
    out[2] = out[2] * (sun * 0.92 + 0.08) + shine * 92;
  });
}
