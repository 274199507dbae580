import { groupFrames } from '../src/shared/frames';
import type { ReportAsset } from '../src/shared/report';
import type { Film } from './comparer/player';
import type { Images } from './comparer/stage';
import { splitPath } from './format';
import { createFrameStore, type Frame } from './frameStore';

/** The numbered frames among the pictures that can be gone through, each sequence as a film. */
export interface Sequences {
  /** Other pictures to go through. */
  take(assets: readonly ReportAsset[]): void;
  /** The film that the picture at this place is a frame of. */
  filmAt(place: number): Film | undefined;
  /** The picture at this place, where it is a frame that was made ready. */
  frameAt(place: number): Frame | undefined;
  /** Lets the frames go. */
  clear(): void;
}

export interface SequencesOptions {
  load: ((asset: ReportAsset) => Promise<ReportAsset>) | undefined;
  /** The place of the picture that is shown. */
  shown(): number;
  show(place: number): void;
  /** Whether these would be seen at once. */
  isReady(images: Images): boolean;
  rested(): void;
}

export function createSequences({ load, shown, show, isReady, rested }: SequencesOptions): Sequences {
  const store = createFrameStore(load);
  let assets: readonly ReportAsset[] = [];
  let films = new Map<number, Film>();
  const filmOf = (places: readonly number[]): Film => ({
    count: places.length,
    at: () => Math.max(0, places.indexOf(shown())),
    show: (frame) => show(places[frame]!),
    isReady(frame) {
      const asset = assets[places[frame]!]!;
      const ready = store.get(asset);
      if (!ready) store.prepare(asset);
      return ready !== undefined && isReady(ready.images);
    },
    name: (frame) => splitPath(assets[places[frame]!]!.source).name,
    rested,
  });
  return {
    take(of) {
      assets = of;
      store.clear();
      films = new Map(
        groupFrames(of).flatMap((places) => {
          const film = filmOf(places);
          return places.map((place) => [place, film] as const);
        }),
      );
    },
    filmAt: (place) => films.get(place),
    frameAt: (place) => (films.has(place) ? store.get(assets[place]!) : undefined),
    clear: store.clear,
  };
}
