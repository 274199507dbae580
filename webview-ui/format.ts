import { duration } from '../src/shared/duration';
import type { ReportAsset } from '../src/shared/report';
import { t } from './words';

/** An ISO time as a person writes it in a language, a BCP 47 tag; anything else is shown as it came. */
export function formatMoment(iso: string, language: string): string {
  const moment = new Date(iso);
  return Number.isNaN(moment.getTime())
    ? iso
    : new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' }).format(moment);
}

/** Width and height with the multiplication sign. */
export function formatDimensions({ width, height }: Pick<ReportAsset, 'width' | 'height'>): string {
  return `${width} × ${height}`;
}

/** How long the picture took in all, or that it did not have to be made again; nothing where it is not known. */
export function formatEffort({ cached, fromCache, milliseconds }: ReportAsset): string | undefined {
  if (cached) {
    return t('unchanged');
  }
  if (fromCache) {
    return t('from the cache');
  }
  return milliseconds && duration(milliseconds.decode + milliseconds.network + milliseconds.encode);
}

/** Folder, with its separator, and file name of a path. */
export function splitPath(path: string): { folder: string; name: string } {
  const end = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  return { folder: path.slice(0, end), name: path.slice(end) };
}
