import { groupNumbered } from './frames';
import type { Treatment } from './treatment';

/** What the result of one frame depends on besides the frame: files of its shot. */
export interface Shot {
  /** The frames whose lights and shades all frames of the shot share, in their order. */
  studied: readonly string[];
  /** The frames before and after it, where it is smoothed and they are there. */
  before?: string;
  after?: string;
}

/** Gives each job that is a frame of a sequence its shot: the numbered pictures beside it. They are all of one rule. */
export function withShots<J extends { source: string; treatment?: Treatment }>(jobs: J[]): (J & { shot?: Shot })[] {
  const isFrame = ({ treatment }: J) => treatment?.sequence === true && !treatment.sheet;
  const frames = jobs.filter(isFrame);
  if (frames.length === 0) return jobs;
  const shotOf = shotsOf([...new Set(frames.map(({ source }) => source))]);
  return jobs.map((job) => {
    const shot = isFrame(job) ? shotOf(job.source, job.treatment!) : undefined;
    return shot ? { ...job, shot } : job;
  });
}

/** Tells the shot of each of these pictures; undefined for one that stands alone. */
export function shotsOf(sources: readonly string[]): (source: string, treatment: Treatment) => Shot | undefined {
  const found = new Map<string, { frames: string[]; studied: string[]; at: number }>();
  for (const places of groupNumbered(sources)) {
    const frames = places.map((place) => sources[place]!);
    const studied = evenly(frames);
    for (const [at, frame] of frames.entries()) found.set(frame, { frames, studied, at });
  }
  return (source, { smooth = 0 }) => {
    const { frames, studied, at } = found.get(source) ?? {};
    if (!frames || !studied || at === undefined) return undefined;
    const [before, after] = smooth > 0 ? [frames[at - 1], frames[at + 1]] : [];
    return { studied, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
  };
}

/** All files of a shot that a frame's result depends on. */
export function filesOfShot(shot: Shot | undefined): string[] {
  if (!shot) return [];
  return [...shot.studied, ...[shot.before, shot.after].filter((path) => path !== undefined)];
}

/** The same with other paths. */
export function mapShot({ studied, before, after }: Shot, to: (path: string) => string): Shot {
  return {
    studied: studied.map(to),
    ...(before !== undefined && { before: to(before) }),
    ...(after !== undefined && { after: to(after) }),
  };
}

/** Of a long shot so many frames tell enough. */
const MOST_STUDIED = 16;

/** Frames at equal distances, the first and the last among them. */
function evenly(frames: readonly string[]): string[] {
  const count = Math.min(frames.length, MOST_STUDIED);
  return Array.from(
    { length: count },
    (_, i) => frames[Math.round((i * (frames.length - 1)) / Math.max(1, count - 1))]!,
  );
}
