/** A seeded source of chance (mulberry32): every picture must come out the same on every machine. */
export function createRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const range = (low, high) => low + (high - low) * next();
  return {
    next,
    range,
    integer: (low, high) => Math.floor(range(low, high + 1)),
    pick: (list) => list[Math.floor(next() * list.length)],
    // Three uniform draws are near enough to a bell curve, and stay bounded.
    bell: (spread = 1) => (next() + next() + next() - 1.5) * (spread / 1.5),
  };
}

/** Gradient noise in about −1…1. With `period` (whole lattice cells) it tiles. */
export function createNoise(seed) {
  const random = createRandom(seed);
  const order = Uint8Array.from({ length: 256 }, (_, i) => i);
  for (let i = 255; i > 0; i--) {
    const j = random.integer(0, i);
    [order[i], order[j]] = [order[j], order[i]];
  }
  const angles = Float32Array.from({ length: 256 }, () => random.range(0, Math.PI * 2));
  const slopeX = angles.map(Math.cos);
  const slopeY = angles.map(Math.sin);
  const fade = (t) => t * t * t * (t * (t * 6 - 15) + 10);
  const wrap = (i, period) => (period ? ((i % period) + period) % period : i) & 255;

  const noise = (x, y, periodX = 0, periodY = periodX) => {
    const cellX = Math.floor(x);
    const cellY = Math.floor(y);
    const dx = x - cellX;
    const dy = y - cellY;
    const corner = (i, j) => {
      const hash = order[(order[wrap(cellX + i, periodX)] + wrap(cellY + j, periodY)) & 255];
      return slopeX[hash] * (dx - i) + slopeY[hash] * (dy - j);
    };
    const u = fade(dx);
    const top = corner(0, 0) * (1 - u) + corner(1, 0) * u;
    const bottom = corner(0, 1) * (1 - u) + corner(1, 1) * u;
    return (top + (bottom - top) * fade(dy)) * 1.5;
  };

  const sum = (x, y, octaves, period, shape) => {
    let total = 0;
    let weight = 0.5;
    let scale = 1;
    for (let octave = 0; octave < octaves; octave++) {
      total += weight * shape(noise(x * scale, y * scale, period * scale));
      weight /= 2;
      scale *= 2;
    }
    return total / (1 - 0.5 ** octaves);
  };
  return {
    noise,
    fbm: (x, y, octaves = 5, period = 0) => sum(x, y, octaves, period, (value) => value),
    // Sharp crests, for rock and for folded cloth: 0…1.
    ridged: (x, y, octaves = 5, period = 0) => sum(x, y, octaves, period, (value) => 1 - Math.min(1, Math.abs(value))),
  };
}
