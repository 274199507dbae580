/** Pictures on one page of a contact sheet, or of a report, at most: no more than a person can take in, and a program can hold. */
export const SHEET_PAGE = 100;

/** A page of a contact sheet: its file, and what stands on it. */
export interface SheetPage<T> {
  path: string;
  assets: T[];
}

/** What stands on which page, about as much on each. A single page is named as it is; of several each has its number. */
export function sheetPages<T>(path: string, assets: readonly T[], most = SHEET_PAGE): SheetPage<T>[] {
  const count = Math.ceil(assets.length / most);
  const each = Math.ceil(assets.length / count);
  return Array.from({ length: count }, (_, index) => ({
    path: count === 1 ? path : numbered(path, index + 1, count),
    assets: assets.slice(index * each, (index + 1) * each),
  }));
}

/** The same of a report, whose first page is always found where it was asked for; one without pictures has a page, too. */
export function reportPages<T>(path: string, assets: readonly T[], most = SHEET_PAGE): SheetPage<T>[] {
  const [first = { assets: [] }, ...others] = sheetPages(path, assets, most);
  return [{ ...first, path }, ...others];
}

/** With as many digits as the last one, so that they sort. */
function numbered(path: string, number: number, count: number): string {
  const digits = String(number).padStart(String(count).length, '0');
  return path.replace(/(\.[^./\\]+)?$/, (extension) => `-${digits}${extension}`);
}
