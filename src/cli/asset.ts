import { isAbsolute, relative } from 'node:path';
import { duration } from '../shared/duration';
import type { PaintedOutput, Problem } from '../shared/protocol';

/** What a command tells of one picture. All paths are absolute. */
export interface Asset {
  source: string;
  output?: string | undefined;
  /** The style's name in the manifest. */
  style?: string | undefined;
  references: string[];
  status: 'done' | 'cached' | 'failed' | 'planned';
  reason?: string | undefined;
  size?: { width: number; height: number } | undefined;
  result?: PaintedOutput | undefined;
  problem?: Problem | undefined;
}

/** Its line for people, paths from where they are: "✓ fox.png → out/fox.png  512×512 in 180 ms", notices below. */
export function assetText({ source, output, style, references, status, reason, result, problem }: Asset): string {
  const way = `${here(source)}${output ? ` → ${here(output)}` : ''}`;
  if (problem) return `✗ ${here(source)}: ${subject(problem.file, source, references)}${saying(problem)}`;
  if (status === 'planned') return `→ ${way} in ${style}: ${reason}`;
  if (!result) return `· ${way}  up to date`;
  const { decode, network, encode } = result.milliseconds;
  const size = `${result.width}×${result.height}${result.frames > 1 ? ` × ${result.frames} frames` : ''}`;
  const line = `✓ ${way}  ${size} in ${duration(decode + network + encode)}`;
  return [line, ...result.notices.map((notice) => `  note: ${notice}`)].join('\n');
}

/** Its JSON; `name` gives paths the form that the command promises. What is not known is left out. */
export function assetData(
  { source, output, style, status, reason, size, result, problem }: Asset,
  name = same,
): object {
  return {
    source: name(source),
    output: output && name(output),
    style,
    status,
    reason,
    cached: status === 'cached',
    width: size?.width ?? result?.width,
    height: size?.height ?? result?.height,
    milliseconds: result?.milliseconds,
    notices: result?.notices,
    problem: problem && { ...problem, file: isAbsolute(problem.file) ? name(problem.file) : problem.file },
  };
}

/** A problem that is not one picture's: "style ink.png: it is no picture. …". */
export function problemText(problem: Problem, references: string[] = []): string {
  return `✗ ${subject(problem.file, undefined, references)}${saying(problem)}`;
}

function subject(file: string, source: string | undefined, references: string[]): string {
  if (file === source) return '';
  if (references.includes(file)) return `style ${here(file)}: `;
  return `${isAbsolute(file) ? here(file) : file}: `;
}

function saying({ cause, remedy }: Problem): string {
  return `${cause}. ${remedy}`.trim();
}

function here(path: string): string {
  return relative(process.cwd(), path) || path;
}

function same(path: string): string {
  return path;
}
