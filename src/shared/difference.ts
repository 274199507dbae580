/** How far two pictures of one size lie apart, in steps of 8 bits. */
export interface DifferenceStatistics {
  /** Over all pixels and the three colours, 0 to 255. */
  mean: number;
  /** 0 to 255. */
  max: number;
  /** Share of the pixels that differ at all, 0 to 1. */
  changed: number;
  /** Numbers of pixels by their largest difference in a colour, 0 to 255. */
  histogram: Uint32Array;
}

export interface DifferenceCounter {
  /** Counts RGBA pixels in, and writes their differences to `out`, which may be `before` or `after`. */
  add(before: Uint8ClampedArray, after: Uint8ClampedArray, out: Uint8ClampedArray): void;
  statistics(): DifferenceStatistics;
}

/**
 * Counts the differences of two pictures piece by piece.
 *
 * The difference in a colour is the larger one of those seen over black and over white: colours that nobody sees count for
 * nothing, and a change of alpha counts. Of opaque pixels it is the absolute difference.
 */
export function countDifference(): DifferenceCounter {
  const tally = createTally();
  return {
    add(before, after, out) {
      for (let i = 0; i < out.length; i += 4) {
        const alphaBefore = before[i + 3]! / 255;
        const alphaAfter = after[i + 3]! / 255;
        const cover = 255 * (alphaAfter - alphaBefore);
        for (let channel = i; channel < i + 3; channel++) {
          const overBlack = before[channel]! * alphaBefore - after[channel]! * alphaAfter;
          out[channel] = Math.round(Math.max(Math.abs(overBlack), Math.abs(overBlack + cover)));
        }
        out[i + 3] = 255;
      }
      tally.add(out);
    },
    statistics: tally.statistics,
  };
}

/** The figures of differences that were counted before, as `DifferenceCounter` writes them. */
export function tallyDifferences(differences: Uint8ClampedArray): DifferenceStatistics {
  const tally = createTally();
  tally.add(differences);
  return tally.statistics();
}

function createTally() {
  const histogram = new Uint32Array(256);
  let sum = 0;
  return {
    add(differences: Uint8ClampedArray): void {
      for (let i = 0; i < differences.length; i += 4) {
        const [red, green, blue] = [differences[i]!, differences[i + 1]!, differences[i + 2]!];
        sum += red + green + blue;
        histogram[Math.max(red, green, blue)]!++;
      }
    },
    statistics(): DifferenceStatistics {
      const pixels = histogram.reduce((all, count) => all + count, 0);
      return {
        mean: pixels && sum / (pixels * 3),
        max: Math.max(
          0,
          histogram.findLastIndex((count) => count > 0),
        ),
        changed: pixels && 1 - histogram[0]! / pixels,
        histogram,
      };
    },
  };
}

/** Heights, 0 to 1, of `count` bars of a histogram. Logarithmic, or what did not change would hide all else. */
export function histogramBars(histogram: Uint32Array, count: number): number[] {
  const width = histogram.length / count;
  const sums = Array.from({ length: count }, (_, bar) =>
    histogram.subarray(bar * width, (bar + 1) * width).reduce((sum, value) => sum + value, 0),
  );
  const most = Math.log1p(Math.max(...sums));
  return sums.map((sum) => most && Math.log1p(sum) / most);
}
