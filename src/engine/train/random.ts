/**
 * Numbers in [0, 1) that follow from the seed and the keys alone, so that a training that goes on draws what it would have drawn.
 * (mulberry32 by Tommy Ettinger, public domain, begun at a mix of the keys.)
 */
export function randoms(...keys: number[]): () => number {
  let state = keys.reduce((mixed, key) => scrambled((Math.imul(mixed, 31) + key) | 0), 0x9e3779b9);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    return scrambled(state) / 2 ** 32;
  };
}

function scrambled(state: number): number {
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return (t ^ (t >>> 14)) >>> 0;
}
