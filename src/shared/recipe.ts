/** A style as a mix of others. */
export interface Mix {
  /** Shares of the factors, at least 0, adding up to 1; few are above 0. */
  weights: number[];
  /** Share of what sets the code apart from the factors' mean that the mix leaves open: 0 is none, 1 all. */
  open: number;
}

/**
 * The code as a sparse convex mix of factors: least squares over shares that are not negative and add up to 1, as in archetypal
 * analysis (Cutler and Breiman 1994, Archetypal Analysis) with given archetypes; shares below a twentieth are left out, and
 * the rest solved for again.
 * @param factors codes of one length, at least one
 */
export function mixOf(code: Float32Array, factors: readonly Float32Array[]): Mix {
  const first = solve(code, factors);
  const kept = factors.filter((_, k) => first[k]! >= LEAST);
  const again = solve(code, kept);
  let next = 0;
  const weights = first.map((share) => (share >= LEAST ? again[next++]! : 0));
  const even = codeOfMix(
    factors,
    factors.map(() => 1 / factors.length),
  );
  const whole = distance(code, even);
  return { weights, open: whole === 0 ? 0 : Math.min(1, distance(code, codeOfMix(factors, weights)) / whole) };
}

/** The code that a mix stands for: other weights give another style. @param weights at least 0, with a sum above 0 */
export function codeOfMix(factors: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return factors[0]!.map((_, i) => factors.reduce((sum, factor, k) => sum + (weights[k]! * factor[i]!) / total, 0));
}

const LEAST = 0.05;
const STEPS = 3000;

/** Projected gradient descent, with the step that the largest eigenvalue allows at most. */
function solve(code: Float32Array, factors: readonly Float32Array[]): number[] {
  // shares add up to 1, so that codes may be taken from the first factor on
  const [origin] = factors as [Float32Array];
  const from = (vector: Float32Array) => vector.map((value, i) => value - origin[i]!);
  const vectors = factors.map(from);
  const wanted = from(code);
  const gram = vectors.map((a) => vectors.map((b) => dot(a, b)));
  const right = vectors.map((a) => dot(a, wanted));
  const trace = gram.reduce((sum, row, k) => sum + row[k]!, 0);
  let weights = factors.map(() => 1 / factors.length);
  if (trace === 0) return weights;
  for (let step = 0; step < STEPS; step++) {
    const gradient = gram.map((row, k) => row.reduce((sum, value, j) => sum + value * weights[j]!, 0) - right[k]!);
    weights = ontoSimplex(weights.map((weight, k) => weight - gradient[k]! / trace));
  }
  return weights;
}

/** The nearest shares (Duchi et al. 2008, Efficient Projections onto the l1-Ball). */
function ontoSimplex(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => b - a);
  let [sum, shift] = [0, 0];
  for (const [k, value] of sorted.entries()) {
    sum += value;
    const tried = (sum - 1) / (k + 1);
    if (value > tried) shift = tried;
  }
  return values.map((value) => Math.max(0, value - shift));
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function distance(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);
}
