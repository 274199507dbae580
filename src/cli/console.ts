import { Presets, SingleBar } from 'cli-progress';

/** What a command says: results on standard output, remarks and the progress bar on standard error. */
export class Console {
  private bar: SingleBar | undefined;
  private finished = 0;
  /** Not written yet: ten thousand lines are not ten thousand writes. */
  private waiting: string[] = [];
  private flushing: NodeJS.Immediate | undefined;

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

  /** How many are done with, of those that get no line each. */
  counted(done: number): void {
    this.bar?.update(done, { done });
  }

  /** One asset's line: for people, or as JSON; of ten thousand only what is shown is made. */
  asset(line: () => string, data: () => object, silent = false): void {
    this.finished++;
    if (!silent) this.write(this.json ? JSON.stringify(data()) : line());
    this.bar?.update(this.finished, { done: this.finished });
  }

  /** What a reader of JSON could not know else; people were told by a note. */
  record(data: object): void {
    if (this.json) this.write(JSON.stringify(data));
  }

  /** A line of its own: for people, or as JSON. */
  line(text: string, data: object): void {
    this.write(this.json ? JSON.stringify(data) : text);
  }

  /** The last word. */
  summary(text: string, data: object): void {
    this.end();
    this.line(text, data);
    this.flush();
  }

  note(text: string): void {
    this.flush();
    this.aboveBar(() => this.err.write(`${text}\n`));
  }

  end(): void {
    this.flush();
    this.bar?.stop();
    this.bar = undefined;
  }

  private write(line: string): void {
    this.waiting.push(`${line}\n`);
    this.flushing ??= setImmediate(() => this.flush());
  }

  private flush(): void {
    clearImmediate(this.flushing);
    this.flushing = undefined;
    const text = this.waiting.join('');
    this.waiting = [];
    if (text !== '') this.aboveBar(() => this.out.write(text));
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
