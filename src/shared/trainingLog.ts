/** What a training's `log.jsonl` says, read as it grows, and made into curves; docs/train.md names the figures. */

/** A row of figures by name. */
export type Row = Readonly<Record<string, number>>;

export interface Examined {
  step: number;
  figures: Row;
  /** File names of the pictures that it painted. */
  samples: readonly string[];
}

export interface TrainingLog {
  /** Rows of steps, in order; those that were taken back are not among them. */
  steps: readonly Row[];
  examinations: readonly Examined[];
  /** Of each layer, as solved at the start. */
  weights: Row | undefined;
  /** Why it ended; undefined while it has not. */
  ended: string | undefined;
  /** How often training went astray and was taken back. */
  setbacks: number;
}

/** Values of one figure over steps, both of equal length; null where there is none. */
export interface Curves {
  steps: number[];
  values: Record<string, (number | null)[]>;
}

/** Reads a log piece by piece: what a kill or a running write has cut off waits for its rest, and what is no row is left out. */
export class LogReader {
  private rest = '';
  private readonly steps: Row[] = [];
  private readonly examinations: Examined[] = [];
  private weights: Row | undefined;
  private ended: string | undefined;
  private setbacks = 0;

  get log(): TrainingLog {
    const { steps, examinations, weights, ended, setbacks } = this;
    return { steps, examinations, weights, ended, setbacks };
  }

  push(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop()!;
    for (const line of lines) this.take(line);
  }

  private take(line: string): void {
    const row = parsed(line);
    if (!row) return;
    const { kind, samples, ended } = row;
    const figures = numbersOf(row);
    if (kind === 'weights') {
      const { step: _, ...weights } = figures;
      this.weights = weights;
    } else if (kind === 'end') this.ended = typeof ended === 'string' ? ended : 'spent';
    else if (kind === 'step' || kind === 'examination') {
      const { step } = figures;
      if (step === undefined) return;
      this.ended = undefined; // it was gone on with
      if (figures.wentBack) this.goBack(step);
      else if (kind === 'step') this.steps.push(figures);
      else {
        const names = Array.isArray(samples) ? samples.filter((name) => typeof name === 'string') : [];
        // the last examination, again, of a training that was gone on with
        if (this.examinations.at(-1)?.step === step) this.examinations.pop();
        this.examinations.push({ step, figures, samples: names });
      }
    }
  }

  /** To the step where it last did well: what came after it will come again. */
  private goBack(step: number): void {
    this.setbacks++;
    while ((this.steps.at(-1)?.step ?? 0) > step) this.steps.pop();
    while ((this.examinations.at(-1)?.step ?? 0) > step) this.examinations.pop();
  }
}

/**
 * The figures as curves of at most `most` points: each the mean over as many steps, so that noise goes and the trend stays.
 * A point stands at the last of its steps.
 */
export function curvesOf(rows: readonly Row[], names: readonly string[], most: number): Curves {
  const size = Math.max(1, Math.ceil(rows.length / most));
  const values: Curves['values'] = Object.fromEntries(names.map((name) => [name, []]));
  const steps: number[] = [];
  for (let start = 0; start < rows.length; start += size) {
    const bucket = rows.slice(start, start + size);
    steps.push(bucket.at(-1)!.step!);
    for (const name of names) {
      const there = bucket.flatMap((row) => row[name] ?? []);
      values[name]!.push(there.length > 0 ? there.reduce((sum, value) => sum + value, 0) / there.length : null);
    }
  }
  const seen = Object.entries(values).filter(([, column]) => column.some((value) => value !== null));
  return { steps, values: Object.fromEntries(seen) };
}

/** Steps in a second, over the last of them; undefined where it can't be told. */
export function speedOf(rows: readonly Row[]): number | undefined {
  const last = rows.slice(-30);
  const [first, newest] = [last[0], last.at(-1)];
  const seconds = (newest?.seconds ?? 0) - (first?.seconds ?? 0);
  return seconds > 0 ? (newest!.step! - first!.step!) / seconds : undefined;
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const row: unknown = JSON.parse(line);
    return typeof row === 'object' && row !== null ? (row as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // cut off by a kill
  }
}

function numbersOf(row: Record<string, unknown>): Row {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) =>
      typeof value === 'number' && Number.isFinite(value) ? [[name, value]] : [],
    ),
  );
}
