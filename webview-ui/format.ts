import type { ReportAsset } from '../src/shared/report';

/** A time span as short as it can be said: `840 ms`, `1.2 s`, `1 min 12 s`, `2 h 05 min`. */
export function formatDuration(milliseconds: number): string {
  // The thresholds are those of the rounded figure, so that 59.96 s is a minute and not `60.0 s`.
  if (milliseconds < 999.5) {
    return `${Math.round(milliseconds)} ms`;
  }
  if (milliseconds < 59_950) {
    return `${(milliseconds / 1000).toFixed(1)} s`;
  }
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min ${twoDigits(seconds % 60)} s`;
  }
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

/** An ISO time as a person writes it; anything else is shown as it came. */
export function formatMoment(iso: string): string {
  const moment = new Date(iso);
  return Number.isNaN(moment.getTime())
    ? iso
    : new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' }).format(moment);
}

/** Width and height with the multiplication sign. */
export function formatDimensions({ width, height }: Pick<ReportAsset, 'width' | 'height'>): string {
  return `${width} × ${height}`;
}

/** How long the picture took in all, or that it did not have to be made again; nothing where it is not known. */
export function formatEffort({ cached, milliseconds }: ReportAsset): string | undefined {
  if (cached) {
    return 'unchanged';
  }
  return milliseconds && formatDuration(milliseconds.decode + milliseconds.network + milliseconds.encode);
}

/** Folder, with its separator, and file name of a path. */
export function splitPath(path: string): { folder: string; name: string } {
  const end = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  return { folder: path.slice(0, end), name: path.slice(end) };
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
