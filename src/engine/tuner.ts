import { stat, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { scaledCells } from '../shared/cells';
import type { TuneParams, TuneResult } from '../shared/protocol';
import type { Size } from '../shared/rect';
import type { Treatment } from '../shared/treatment';
import type { StyleCodes } from './codes';
import { isEnlarged, paintEnlarged } from './enlarge';
import { fault } from './fault';
import type { Network } from './network/runtime';
import { paintStudied, type Study, studyPicture } from './paint';
import { prepared } from './pictures/alpha';
import { hideBrandColours } from './pictures/brandColours';
import { readPalette } from './pictures/paletteFile';
import type { Picture } from './pictures/picture';
import { readSmall } from './pictures/preview';
import { inspect, uprightSize } from './pictures/read';
import { type Repeat, repeatOf } from './pictures/repeat';
import { cellsOfSheet, paintSheet } from './sheet';
import { paintAtScale, resizePicture } from './strokeScale';
import type { PackNetworks } from './stylePack';
import { finished, keeper } from './treat';

/** Paints a small copy of one picture again and again: decoded and looked at once, it is painted in a fraction of the time. */
export class Tuner {
  private last: { key: string; side: number; looked: Looked } | undefined;
  /** Pixels painted in a millisecond. */
  private pace = SIDES[1] ** 2 / BUDGET;

  constructor(
    /** With memory of its own: it works while another is in the middle of a picture. */
    private readonly network: Network,
    private readonly codes: StyleCodes,
    private readonly packs: PackNetworks,
  ) {}

  /** @throws Fault when the picture or a reference can't be read, or the output can't be written */
  async tune({ source, output, style, treatment = {} }: TuneParams): Promise<TuneResult> {
    const started = performance.now();
    const code = await this.codes.of(style);
    const size = uprightSize(await inspect(source));
    if (treatment.sheet || isEnlarged(size)) return this.tuneAnew({ source, output, style, treatment }, size, code);
    const palette = await readPalette(treatment);
    const { source: picture, study, keep } = await this.lookAt(source, style.strokeScale ?? 1, treatment);
    const studied = performance.now();
    const network = await this.networkOf(style); // what a pack changes comes after what was studied
    const painted = await paintStudied(network, study, code, { ...style, ...ALONE });
    const over = performance.now();
    const kept = painted === study.picture ? picture : keep(painted); // at strength 0
    await writePng(output, finished(kept, treatment, palette));
    const { width, height } = painted;
    // one slow picture is a busy moment, several are a slow machine
    this.pace = Math.max((width * height) / (over - studied), 0.7 * this.pace);
    const milliseconds = {
      study: studied - started,
      network: over - studied,
      encode: performance.now() - over,
    };
    return { width, height, milliseconds };
  }

  /** Small pictures, and sheets cell by cell, which takes longer than one picture of that size; of very many only the first. */
  private async tuneAnew(
    { source, output, style, treatment }: Tuned,
    size: Size,
    code: Float32Array,
  ): Promise<TuneResult> {
    const started = performance.now();
    const palette = await readPalette(treatment);
    const picture = prepared(await readSmall(source, SIDES[0]), treatment);
    const keep = await keeper(picture, treatment);
    const show = hideBrandColours(picture, treatment.brandColors ?? []);
    const { sheet, sequence, seamless } = treatment;
    const cells = sheet && (await cellsOfSheet(sheet, size, source)).slice(0, MOST_CELLS);
    const studied = performance.now();
    const options = { ...style, ...ALONE, seamless };
    const network = await this.networkOf(style);
    const paint = async () =>
      sheet && cells
        ? paintSheet(network, picture, code, {
            ...{ ...options, sheet, sequence },
            cells: scaledCells(cells, picture.width / size.width),
          })
        : paintEnlarged(picture, (large) => paintAtScale(network, large, code, options));
    const painted = style.strength === 0 ? picture : await paint();
    show();
    const over = performance.now();
    await writePng(output, finished(keep(painted), treatment, palette));
    const { width, height } = painted;
    const milliseconds = {
      study: studied - started,
      network: over - studied,
      encode: performance.now() - over,
    };
    return { width, height, milliseconds };
  }

  private async networkOf({ references, strength }: TuneParams['style']): Promise<Network> {
    const changed = await this.packs.of(references, strength);
    return changed === this.packs.base ? this.network : changed.twin();
  }

  /** Larger strokes are those of a smaller picture; smaller ones would take too long for a preview. */
  private async lookAt(source: string, strokeScale: number, treatment: Treatment): Promise<Looked> {
    const found = await stat(source).catch(() => undefined);
    if (!found) throw fault('missing', source, 'there is no such file', 'Check the path.');
    const { alpha, brandColors, mask, seamless } = treatment;
    const masked = mask ? (await stat(mask).catch(() => undefined))?.mtimeMs : undefined;
    const shrink = Math.max(1, strokeScale);
    const key = JSON.stringify([shrink, seamless, alpha, brandColors, mask, masked, found.mtimeMs, found.size, source]);
    // a machine that is too slow for a size gets a smaller one; a larger one only with another picture
    const side = SIDES.find((length) => length * length <= this.pace * BUDGET) ?? SIDES.at(-1)!;
    if (this.last?.key === key && this.last.side <= side) return this.last.looked;
    this.last = undefined; // the network's memory is about to hold another picture
    const picture = prepared(await read(source, side, shrink, repeatOf(seamless)), treatment);
    const keep = await keeper(picture, treatment);
    const ground = { ...picture, pixels: new Uint8Array(picture.pixels) };
    hideBrandColours(ground, brandColors ?? []);
    const looked = { source: picture, study: await studyPicture(this.network, ground, { ...ALONE, seamless }), keep };
    this.last = { key, side, looked };
    return looked;
  }
}

/** What is known of a picture before any style. */
interface Looked {
  source: Picture;
  /** Of its ground, where colours of a brand are kept. */
  study: Study;
  keep: Awaited<ReturnType<typeof keeper>>;
}

async function read(source: string, side: number, shrink: number, repeat: Repeat): Promise<Picture> {
  const picture = await readSmall(source, side);
  return shrink === 1 ? picture : resizePicture(picture, 1 / shrink, repeat);
}

/** Longest sides of the small copies, pixels. */
const SIDES = [384, 320, 256, 192] as const;
/** Milliseconds for the network of the 150 from the move of a control to its picture. */
const BUDGET = 90;

/** Of a sheet: a hundred small ones take about two seconds. */
const MOST_CELLS = 64;

type Tuned = TuneParams & { treatment: Treatment };

/** In one piece, and with nobody to tell or to wait for. */
const ALONE = { tile: SIDES[0], progress: () => {}, pause: async () => {} };

/** Under a name that nobody knows yet: it need not appear at one stroke. */
async function writePng(path: string, { width, height, channels, pixels }: Picture): Promise<void> {
  const bytes = await sharp(pixels, { raw: { width, height, channels } }).png({ compressionLevel: 1 }).toBuffer();
  await writeFile(path, bytes).catch((error: NodeJS.ErrnoException) => {
    throw fault('unwritable', path, `it can't be written (${error.code})`, 'Check the folder and its permissions.');
  });
}
