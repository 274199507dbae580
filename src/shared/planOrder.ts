interface Ordered {
  source: string;
  output: string;
}

/** For sorting as a plan does: by source, then output. */
export function byPlan(a: Ordered, b: Ordered): number {
  return compare(a.source, b.source) || compare(a.output, b.output);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
