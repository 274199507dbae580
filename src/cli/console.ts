import { Presets, SingleBar } from 'cli-progress';

/** What a command says: results on standard output, remarks and the progress bar on standard error. */
export class Console {
  private bar: SingleBar | undefined;
  private finished = 0;

  constructor(
    private readonly json: boolean,
    private readonly out: NodeJS.WriteStream = process.stdout,
    private readonly err: NodeJS.WriteStream = process.stderr,
  ) {}

  /** Begins counting; the bar shows on a terminal only. */
  start(total: number): void {
    this.finished = 0; // what failed before was no part of the total
    if (this.json || !this.err.isTTY || total === 0) return;
    this.bar = new SingleBar(
      {
        format: '{bar} {percentage}% · {done} of {assets} · {eta_formatted} left',
        hideCursor: true,
        stream: this.err,
        etaBuffer: 20,
      },
      Presets.shades_grey,
    );
    this.bar.start(total, 0, { done: 0, assets: total });
  }

  /** How far the asset in flight is, 0…1. */
  progress(share: number): void {
    this.bar?.update(this.finished + share);
  }

  /** One asset's line: for people, or as JSON; of ten thousand only what is shown is made. */
  asset(line: () => string, data: () => object, silent = false): void {
    this.finished++;
    if (!silent) this.write(this.json ? JSON.stringify(data()) : line());
    this.bar?.update(this.finished, { done: this.finished });
  }

  /** What a reader of JSON could not know else; people were told by a note. */
  record(data: object): void {
    if (this.json) this.out.write(`${JSON.stringify(data)}\n`);
  }

  /** A line of its own: for people, or as JSON. */
  line(text: string, data: object): void {
    this.write(this.json ? JSON.stringify(data) : text);
  }

  /** The last word. */
  summary(text: string, data: object): void {
    this.end();
    this.out.write(`${this.json ? JSON.stringify(data) : text}\n`);
  }

  note(text: string): void {
    this.aboveBar(() => this.err.write(`${text}\n`));
  }

  end(): void {
    this.bar?.stop();
    this.bar = undefined;
  }

  private write(line: string): void {
    this.aboveBar(() => this.out.write(`${line}\n`));
  }

  private aboveBar(write: () => void): void {
    if (this.bar) this.err.write('\r\u001b[K');
    write();
    this.bar?.render();
  }
}

/** 1 → "1 picture", 3 → "3 pictures". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
