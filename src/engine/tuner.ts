import { stat, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { TuneParams, TuneResult } from '../shared/protocol';
import type { StyleCodes } from './codes';
import { fault } from './fault';
import type { Network } from './network/runtime';
import { paintStudied, type Study, studyPicture } from './paint';
import type { Picture } from './pictures/picture';
import { readSmall } from './pictures/preview';

/** Paints a small copy of one picture again and again: decoded and looked at once, it is painted in a fraction of the time. */
export class Tuner {
  private last: { key: string; study: Study } | undefined;
  private side: number = SIDES[0];

  constructor(
    /** With memory of its own: it works while another is in the middle of a picture. */
    private readonly network: Network,
    private readonly codes: StyleCodes,
  ) {}

  /** @throws Fault when the picture or a reference can't be read, or the output can't be written */
  async tune({ source, output, style }: TuneParams): Promise<TuneResult> {
    const started = performance.now();
    const code = await this.codes.of(style.references);
    const study = await this.studyOf(source);
    const studied = performance.now();
    const painted = await paintStudied(this.network, study, code, { ...style, ...ALONE });
    const finished = performance.now();
    await writePng(output, painted);
    const { width, height } = painted;
    this.keepPace(finished - studied, width * height);
    const milliseconds = {
      study: studied - started,
      network: finished - studied,
      encode: performance.now() - finished,
    };
    return { width, height, milliseconds };
  }

  private async studyOf(source: string): Promise<Study> {
    const found = await stat(source).catch(() => undefined);
    if (!found) throw fault('missing', source, 'there is no such file', 'Check the path.');
    const key = `${found.mtimeMs} ${found.size} ${source}`;
    if (this.last?.key === key) return this.last.study;
    this.last = undefined; // the network's memory is about to hold another picture
    const study = await studyPicture(this.network, await readSmall(source, this.side), ALONE);
    this.last = { key, study };
    return study;
  }

  /** A machine that is too slow for this size gets a smaller one from the next picture on. */
  private keepPace(milliseconds: number, pixels: number): void {
    const pace = pixels / milliseconds;
    this.side = SIDES.find((side) => side * side <= pace * BUDGET) ?? SIDES.at(-1)!;
  }
}

/** Longest sides of the small copies, pixels. */
const SIDES = [384, 320, 256, 192] as const;
/** Milliseconds for the network of the 150 from the move of a control to its picture. */
const BUDGET = 90;

/** In one piece, and with nobody to tell or to wait for. */
const ALONE = { tile: SIDES[0], progress: () => {}, pause: async () => {} };

/** Under a name that nobody knows yet: it need not appear at one stroke. */
async function writePng(path: string, { width, height, channels, pixels }: Picture): Promise<void> {
  const bytes = await sharp(pixels, { raw: { width, height, channels } }).png({ compressionLevel: 1 }).toBuffer();
  await writeFile(path, bytes).catch((error: NodeJS.ErrnoException) => {
    throw fault('unwritable', path, `it can't be written (${error.code})`, 'Check the folder and its permissions.');
  });
}
