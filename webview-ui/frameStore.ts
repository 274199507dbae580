import type { ReportAsset } from '../src/shared/report';
import { createPicture, whenDecoded } from './comparer/picture';
import type { Images } from './comparer/stage';

/** Frames that are decoded before they are shown, so that playing them does not flash. */
export interface FrameStore {
  /** Undefined while it is not ready. */
  get(asset: ReportAsset): Frame | undefined;
  /** Makes it ready, once. */
  prepare(asset: ReportAsset): void;
  clear(): void;
}

export interface Frame {
  /** With its pictures. */
  asset: ReportAsset;
  images: Images;
}

/** Pixels of frames that are kept, those shown longest ago go first; and frames that are kept in any case. */
const MOST_PIXELS = 2 ** 26;
const LEAST_FRAMES = 20;

/** @param load where pictures are not at hand before they are to be shown */
export function createFrameStore(load?: (asset: ReportAsset) => Promise<ReportAsset>): FrameStore {
  /** Those that were used last at the end; undefined for what is yet to come. */
  const frames = new Map<ReportAsset, Frame | undefined>();
  const prune = () => {
    let pixels = [...frames.values()].reduce((sum, frame) => sum + pixelsOf(frame), 0);
    for (const [asset, frame] of frames) {
      if (pixels <= MOST_PIXELS || frames.size <= LEAST_FRAMES) return;
      if (!frame) continue;
      frames.delete(asset);
      pixels -= pixelsOf(frame);
    }
  };
  const prepare = async (asset: ReportAsset) => {
    frames.set(asset, undefined);
    const whole = load ? await load(asset).catch(() => asset) : asset; // without pictures, of which the comparer says so
    const [before, after] = [whole.before, whole.after].map((uri) =>
      uri === undefined ? undefined : createPicture(uri, ''),
    );
    await Promise.all([before, after].map((image) => image && whenDecoded(image)));
    if (!frames.has(asset)) return;
    frames.set(asset, { asset: whole, images: { before, after } });
    prune();
  };
  return {
    get(asset) {
      const frame = frames.get(asset);
      if (!frame) return undefined;
      frames.delete(asset);
      frames.set(asset, frame);
      return frame;
    },
    prepare: (asset) => void (frames.has(asset) || prepare(asset)),
    clear: () => frames.clear(),
  };
}

function pixelsOf(frame: Frame | undefined): number {
  const { before, after } = frame?.images ?? {};
  return [before, after].reduce((sum, image) => sum + (image ? image.naturalWidth * image.naturalHeight : 0), 0);
}
