import { EPSILON } from './network/definition';
import type { Area } from './tiles';

/** Mean and standard deviation per channel, gathered tile by tile in double precision; cells count by their weight. */
export class Statistics {
  private readonly sums: Float64Array;
  private readonly squares: Float64Array;
  private weight = 0;

  constructor(private readonly channels: number) {
    this.sums = new Float64Array(channels);
    this.squares = new Float64Array(channels);
  }

  /**
   * Adds a rectangle of a feature map [channels, rows, columns].
   * `weights` [area.height · area.width], 0…1, says how much each cell counts; absent, all count 1.
   */
  add(map: Float32Array, columns: number, rows: number, area: Area, weights?: Float32Array): void {
    for (let c = 0; c < this.channels; c++) {
      let [sum, square] = [0, 0];
      for (let y = 0; y < area.height; y++) {
        const from = (c * rows + area.top + y) * columns + area.left;
        if (weights)
          for (let x = 0; x < area.width; x++) {
            const [v, w] = [map[from + x]!, weights[y * area.width + x]!];
            sum += w * v;
            square += w * v * v;
          }
        else
          for (let x = 0; x < area.width; x++) {
            const v = map[from + x]!;
            sum += v;
            square += v * v;
          }
      }
      this.sums[c]! += sum;
      this.squares[c]! += square;
    }
    this.weight += weights ? weights.reduce((total, w) => total + w, 0) : area.width * area.height;
  }

  /** Both [channels]; the deviation is that of training/network.py's `moments`. */
  moments(): { mean: Float64Array; deviation: Float64Array } {
    const weight = Math.max(this.weight, Number.MIN_VALUE);
    const mean = this.sums.map((sum) => sum / weight);
    const deviation = this.squares.map((square, c) =>
      Math.sqrt(Math.max(0, square / weight - mean[c]! ** 2) + EPSILON),
    );
    return { mean, deviation };
  }
}
