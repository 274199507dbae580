import type { ReportAsset } from './report';

/**
 * The numbered frames among pictures, such as `walk_001.png` and `walk_002.png`: the places of each sequence, in the order of
 * its numbers. They have folder, style and name in common, also their outputs', and their size where it is known.
 */
export function groupFrames(assets: readonly Framed[]): number[][] {
  return inOrder(assets.map(readNumber));
}

/** The same among mere paths: those that have folder, name and extension in common. */
export function groupNumbered(paths: readonly string[]): number[][] {
  return inOrder(
    paths.map((path) => {
      const { start, digits, end } = aroundNumber(path) ?? {};
      return digits === undefined ? undefined : { key: JSON.stringify([start, end]), number: Number(digits) };
    }),
  );
}

interface Numbered {
  /** Equal for those that only their numbers tell apart. */
  key: string;
  number: number;
}

function inOrder(all: readonly (Numbered | undefined)[]): number[][] {
  const groups = new Map<string, { place: number; number: number }[]>();
  all.forEach((numbered, place) => {
    if (!numbered) return;
    const group = groups.get(numbered.key) ?? [];
    groups.set(numbered.key, group);
    group.push({ place, number: numbered.number });
  });
  return [...groups.values()].flatMap((group) => {
    group.sort((a, b) => a.number - b.number || a.place - b.place);
    return split(group)
      .filter((frames) => frames.length > 1)
      .map((frames) => frames.map(({ place }) => place));
  });
}

type Framed = Pick<ReportAsset, 'source' | 'output' | 'style' | 'width' | 'height'>;

/** Numbers further apart than this are other things, sizes or dates; some frames may be missing, or be exported sparsely. */
const WIDEST_GAP = 10;
/** Digits of a frame's number; more of them are dates. */
const MOST_DIGITS = 7;

function readNumber({ source, output, style, width, height }: Framed): Numbered | undefined {
  const { start, digits, end } = aroundNumber(source) ?? {};
  if (digits === undefined) return undefined;
  const target = withoutNumber(output, digits);
  return { key: JSON.stringify([start, end, target, style, width, height]), number: Number(digits) };
}

/** A path around the last number in its name, but for what tells a scale as in `walk_01@2x.png`. */
function aroundNumber(path: string): { start: string; digits: string; end: string } | undefined {
  const name = /[^/\\]*$/.exec(path)!;
  const [, before, digits, end] = /^(.*?)(\d+)(\D*(?:@\d+(?:\.\d+)?x\D*)?)$/.exec(name[0]) ?? [];
  if (before === undefined || digits === undefined || end === undefined || digits.length > MOST_DIGITS)
    return undefined;
  const isScale = before.endsWith('@') && end.startsWith('x');
  return isScale ? undefined : { start: path.slice(0, name.index) + before, digits, end };
}

/** Outputs may have other names, and numbers of their own behind that of the frame. */
function withoutNumber(output: string, digits: string): string[] {
  const around = aroundNumber(output);
  if (around?.digits === digits) return [around.start, around.end];
  const at = output.lastIndexOf(digits);
  return at < 0 ? [output] : [output.slice(0, at), output.slice(at + digits.length)];
}

function split<T extends { number: number }>(group: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (const frame of group) {
    const last = parts.at(-1)?.at(-1);
    if (last && frame.number - last.number <= WIDEST_GAP) parts.at(-1)!.push(frame);
    else parts.push([frame]);
  }
  return parts;
}
