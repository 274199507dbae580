import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { Shot } from '../shared/shots';
import type { Treatment } from '../shared/treatment';
import { enlarged, paintEnlarged } from './enlarge';
import { Fault } from './fault';
import type { Network } from './network/runtime';
import { newTones, type Tones } from './paint';
import { prepared } from './pictures/alpha';
import type { Picture } from './pictures/picture';
import { readPicture } from './pictures/read';
import { type Frame, smoothFrame } from './smooth';
import { gatherTonesAtScale, paintAtScale, type ScaledPaintOptions } from './strokeScale';

/** Paints frames of shots, one after the other: what they have in common, and those just painted, are kept for the next. */
export class Shots {
  private readonly tones = new Recent<Tones>(MOST_SHOTS);
  private readonly frames = new Recent<Frame>(MOST_FRAMES);

  constructor(private readonly network: Network) {}

  /**
   * @param source the frame's file
   * @param network may be one that a pack has changed: what is studied is the same to all
   */
  async paint(
    network: Network,
    picture: Picture,
    code: Float32Array,
    { source, shot, smooth, alpha, ...options }: ShotOptions,
  ): Promise<Picture> {
    const shared = { ...options, tones: await this.tonesOf(shot.studied, { ...options, alpha }) };
    if (smooth === 0) return paintEnlarged(picture, (large) => paintAtScale(network, large, code, shared));
    const frame = await this.frame(network, source, code, shared, async () => picture);
    const around: Frame[] = [];
    const silent = { ...shared, progress: () => {} };
    for (const file of [shot.before, shot.after])
      if (file !== undefined) {
        const other = await unlessBroken(() =>
          this.frame(network, file, code, silent, async () => prepared(await readPicture(file), { alpha })),
        );
        if (other) around.push(other);
      }
    return smoothFrame(frame, around, smooth);
  }

  /** Statistics over all frames that are studied; of those that can't be read others tell, and they fail by themselves. */
  async tonesOf(files: readonly string[], options: ScaledPaintOptions & Pick<Treatment, 'alpha'>): Promise<Tones> {
    const { strokeScale, seamless, tile, alpha } = options;
    const key = JSON.stringify([await Promise.all(files.map(stampOf)), strokeScale, seamless, tile, alpha]);
    return this.tones.get(key, async () => {
      const tones = newTones();
      for (const file of files) {
        await options.pause();
        const picture = await unlessBroken(async () => prepared(await readPicture(file), { alpha }));
        if (picture)
          await gatherTonesAtScale(this.network, enlarged(picture), tones, { ...options, progress: () => {} });
      }
      return tones;
    });
  }

  private async frame(
    network: Network,
    file: string,
    code: Float32Array,
    options: ScaledPaintOptions & { tones: Tones },
    read: () => Promise<Picture>,
  ): Promise<Frame> {
    const { strength, preserveColor, strokeScale, seamless, tile, tones } = options;
    const how = [strength, preserveColor, strokeScale, seamless, tile, this.tones.keyOf(tones)];
    const hash = createHash('sha1')
      .update(new Uint8Array(code.buffer, code.byteOffset, code.byteLength))
      .digest('hex');
    return this.frames.get(JSON.stringify([await stampOf(file), hash, how]), async () => {
      const source = await read();
      const painted = await paintEnlarged(source, (large) => paintAtScale(network, large, code, options));
      return { source, painted };
    });
  }
}

type ShotOptions = ScaledPaintOptions & Pick<Treatment, 'alpha'> & { source: string; shot: Shot; smooth: number };

/** Shots whose statistics are kept: a few kilobytes each. */
const MOST_SHOTS = 32;
/** A frame and the two around it. */
const MOST_FRAMES = 3;

/** Keeps what was asked for last. */
class Recent<T> {
  private readonly kept = new Map<string, T>();

  constructor(private readonly most: number) {}

  async get(key: string, make: () => Promise<T>): Promise<T> {
    const value = this.kept.get(key) ?? (await make());
    this.kept.delete(key);
    this.kept.set(key, value);
    if (this.kept.size > this.most) this.kept.delete(this.kept.keys().next().value!);
    return value;
  }

  keyOf(value: T): string | undefined {
    return [...this.kept].find(([, kept]) => kept === value)?.[0];
  }
}

async function stampOf(file: string): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  return `${file} ${found?.mtimeMs} ${found?.size}`;
}

/** Undefined for a picture that can't be read. @throws Fault when the work was cancelled */
async function unlessBroken<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fault && error.problem.kind !== 'cancelled') return undefined;
    throw error;
  }
}
