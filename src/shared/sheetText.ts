import type { SheetOptions } from './sheet';

/** What `parseSheet` takes for it. */
export function sheetText(sheet: SheetOptions): string {
  if ('atlas' in sheet) return sheet.atlas;
  const { margin = 0, spacing = 0 } = sheet;
  const sides = 'cell' in sheet ? sheet.cell.join('x') : `${sheet.columns}*${sheet.rows}`;
  return `${sides}${margin > 0 || spacing > 0 ? `+${margin}` : ''}${spacing > 0 ? `+${spacing}` : ''}`;
}
