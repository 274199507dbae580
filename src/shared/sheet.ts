/** How the manifest, the command line and the engine name the cells of a sprite sheet. */

import { z } from 'zod';
import type { Grid } from './grid';

const count = z.int().min(1).max(512);
const side = z.int().min(1).max(16_383);
const gap = z.int().min(0).max(1024);

const gaps = {
  margin: gap.optional().describe('Pixels around all cells. None without it.'),
  spacing: gap.optional().describe('Pixels between two cells. None without it.'),
};
const treated = {
  extrude: gap
    .optional()
    .describe(
      'How many pixels around each cell repeat its edge, as packers lay them against gaps between tiles: they are made anew.',
    ),
  tones: z
    .enum(['each', 'shared'])
    .optional()
    .describe(
      'each, as without it: every cell is painted by its own lights and shades, and changes with no other. shared: by those of all, so that tiles of one ground match; as without it in a sequence.',
    ),
};

/** The cells of a sprite sheet: of one size, by their number, or as an atlas names them. */
export const sheetSchema = z.union([
  z
    .strictObject({
      cell: z.tuple([side, side]).describe('Width and height of a cell in pixels.'),
      ...gaps,
      ...treated,
    })
    .meta({ title: 'Cells of one size' }),
  z
    .strictObject({
      columns: count.describe('How many cells lie side by side.'),
      rows: count.describe('How many cells lie one above the other.'),
      ...gaps,
      ...treated,
    })
    .meta({ title: 'A number of cells' }),
  z
    .strictObject({
      atlas: z
        .string()
        .min(1)
        .max(1024)
        .describe(
          'The JSON that TexturePacker or Aseprite wrote with the sheet; {dir} and {name} are those of the picture. For example {dir}/{name}.json',
        ),
      ...treated,
    })
    .meta({ title: 'Cells as an atlas names them' }),
]);

export type SheetOptions = z.infer<typeof sheetSchema>;
export type GridSheet = Exclude<SheetOptions, { atlas: string }>;

export function gridOf({ margin = 0, spacing = 0, ...sheet }: GridSheet): Grid {
  if (!('cell' in sheet)) return { by: 'count', columns: sheet.columns, rows: sheet.rows, margin, spacing };
  const [width, height] = sheet.cell;
  return { by: 'size', width, height, margin, spacing };
}

/** The same with another path of the atlas, where it has one. */
export function withAtlas(sheet: SheetOptions, to: (path: string) => string): SheetOptions {
  return 'atlas' in sheet ? { ...sheet, atlas: to(sheet.atlas) } : sheet;
}

/** The cells as written in words: `32x32`, with `+margin` and `+spacing` behind, `8*4` for columns and rows. */
export function parseSheet(text: string): SheetOptions | undefined {
  const [, first, by, second, margin = '0', spacing = '0'] =
    /^(\d+)([x*])(\d+)(?:\+(\d+)(?:\+(\d+))?)?$/.exec(text) ?? [];
  const gaps = { ...(Number(margin) > 0 && { margin: +margin }), ...(Number(spacing) > 0 && { spacing: +spacing }) };
  if (first === undefined || second === undefined)
    return /\.json$/i.test(text) ? sheetSchema.safeParse({ atlas: text }).data : undefined;
  const sides = by === 'x' ? { cell: [+first, +second] } : { columns: +first, rows: +second };
  return sheetSchema.safeParse({ ...sides, ...gaps }).data;
}
