import { isAbsolute, relative } from 'node:path';
import type { AssetRole } from '../shared/assetRole';
import { formatBytes } from '../shared/bytes';
import { duration } from '../shared/duration';
import type { Forecast } from '../shared/pace';
import type { PaintedOutput, Problem } from '../shared/protocol';

/** What a command tells of one picture. Paths are absolute, where nothing else is said. */
export interface Asset {
  source: string;
  output?: string | undefined;
  /** The style's name in the manifest. */
  style?: string | undefined;
  /** Of a picture that failed. */
  references: string[];
  /** Of a map, which was copied. */
  role?: AssetRole | undefined;
  status: 'done' | 'cached' | 'failed' | 'planned';
  reason?: string | undefined;
  size?: { width: number; height: number } | undefined;
  result?: PaintedOutput | undefined;
  fromCache?: boolean | undefined;
  /** Of what is planned. */
  forecast?: Forecast | undefined;
  problem?: Problem | undefined;
}

/** Its line for people, paths from where they are: "✓ fox.png → out/fox.png  512×512 in 180 ms", notices below. */
export function assetText(asset: Asset): string {
  const { source, output, style, references, role, status, reason, result, fromCache, forecast, problem } = asset;
  const way = `${here(source)}${output ? ` → ${here(output)}` : ''}`;
  if (problem) return `✗ ${here(source)}: ${subject(problem.file, source, references)}${saying(problem)}`;
  if (status === 'planned')
    return `→ ${way} ${role ? copied(role) : `in ${style}`}: ${reason}, ${forecastText(forecast)}`;
  if (!result) return `· ${way}  up to date`;
  const { decode, network, encode } = result.milliseconds;
  const size = `${result.width}×${result.height}${result.frames > 1 ? ` × ${result.frames} frames` : ''}`;
  if (role) return `✓ ${way}  ${size} ${copied(role)}`;
  const effort = fromCache ? 'from the cache' : `in ${duration(decode + network + encode)}`;
  const line = `✓ ${way}  ${size} ${effort}`;
  return [line, ...result.notices.map((notice) => `  note: ${notice}`)].join('\n');
}

/** Its JSON; `name` gives paths the form that the command promises. What is not known is left out. */
export function assetData(
  { source, output, style, role, status, reason, size, result, fromCache, forecast, problem }: Asset,
  name = same,
): object {
  return {
    source: name(source),
    output: output && name(output),
    style,
    role,
    status,
    reason,
    cached: status === 'cached',
    fromCache: fromCache || undefined,
    width: size?.width ?? result?.width,
    height: size?.height ?? result?.height,
    milliseconds: result?.milliseconds,
    notices: result?.notices,
    forecast,
    problem: problem && { ...problem, file: isAbsolute(problem.file) ? name(problem.file) : problem.file },
  };
}

/** "about 1.2 s and 340 kB"; before anything like it was painted, "time unknown". */
export function forecastText(forecast: Forecast | undefined): string {
  return forecast ? `about ${duration(forecast.milliseconds)} and ${formatBytes(forecast.bytes)}` : 'time unknown';
}

/** A problem that is not one picture's: "style ink.png: it is no picture. …". */
export function problemText(problem: Problem, references: string[] = []): string {
  return `✗ ${subject(problem.file, undefined, references)}${saying(problem)}`;
}

function copied(role: AssetRole): string {
  return `copied as it is, a map (${role})`;
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
