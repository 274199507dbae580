import { relative, resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { parseHex } from '../shared/colour';
import { renderCompanion } from '../shared/outputTemplate';
import { DITHERS, type Dither, MAX_PALETTE } from '../shared/palette';
import { parseSheet } from '../shared/sheet';
import { type BrandColour, companionsOf, mapFiles, type Seamless, saidOf, type Treatment } from '../shared/treatment';
import { collect, smooth } from './options';

/** The options of `apply` that say how pictures are treated. */
export interface TreatmentOptions {
  seamless?: Seamless;
  sheet?: Treatment['sheet'];
  sequence?: boolean;
  smooth?: number;
  alpha?: Treatment['alpha'];
  palette?: string | string[];
  dither?: Dither;
  brandColor?: BrandColour[];
  mask?: string;
}

export function treatmentOptions(): Option[] {
  return [
    // alone it stands for both axes
    new Option('--seamless [axis]', 'the pictures are textures that repeat, and so will the results').choices([
      'x',
      'y',
    ]),
    new Option(
      '--sheet <cells>',
      'the pictures are sprite sheets: 32x32 (with +margin and +spacing), 8*4 for columns and rows, or the JSON of an atlas, such as "{dir}/{name}.json"',
    ).argParser(sheetCells),
    new Option(
      '--sequence',
      'frames such as walk_001.png and walk_002.png, or the cells of a sheet, are painted alike',
    ),
    new Option('--smooth <0…1>', 'how far frames are blended with those beside them, along what moves').argParser(
      smooth,
    ),
    new Option('--alpha <mode>', 'keep, threshold[:0…1] for hard edges, or premultiplied').argParser(alphaMode),
    new Option(
      '--palette <file or colours>',
      'the only colours of results: #000,#fff or a .gpl, .hex, .pal, .act, picture',
    ).argParser(palette),
    new Option('--dither <way>', 'how colours that the palette lacks are mixed').choices(DITHERS),
    new Option('--brand-color <colour[:tolerance]>', 'not painted over, within 8 ΔE2000; may be given again').argParser(
      collect(brandColour),
    ),
    new Option('--mask <template>', 'white keeps the picture: {dir}/{name}-mask.png'),
  ];
}

/** How a picture is treated. @param source absolute, as are the paths that come back */
export function treatmentOf({ palette: colours, brandColor, ...said }: TreatmentOptions, source: string): Treatment {
  const own = relative('', source).replaceAll('\\', '/');
  return mapFiles(saidOf({ ...said, palette: colours, brandColors: brandColor }), (template) =>
    resolve(renderCompanion(template.replaceAll('\\', '/'), own)),
  );
}

/** Without those that others need, such as masks beside their pictures. */
export function withoutCompanions<J extends { source: string }>(jobs: readonly J[], options: TreatmentOptions): J[] {
  const companions = new Set(
    jobs.flatMap(({ source }) => companionsOf(treatmentOf(options, source)).map(({ path }) => path)),
  );
  return jobs.filter(({ source }) => !companions.has(source));
}

function sheetCells(text: string): Treatment['sheet'] {
  const parsed = parseSheet(text);
  if (!parsed) throw new InvalidArgumentError('It is cells such as 32x32 or 16x16+1+2, 8*4, or a .json file.');
  return parsed;
}

function alphaMode(text: string): Treatment['alpha'] {
  const [, share] = /^threshold:(.+)$/.exec(text) ?? [];
  if (share !== undefined && Number(share) >= 0 && Number(share) <= 1) return { threshold: Number(share) };
  if (text === 'keep' || text === 'threshold' || text === 'premultiplied') return text;
  throw new InvalidArgumentError('It is keep, threshold, threshold:0.3 or premultiplied.');
}

function palette(text: string): string | string[] {
  const parts = text.split(',').map((part) => part.trim());
  if (!parts.every((part) => parseHex(part))) return text;
  if (parts.length > MAX_PALETTE) throw new InvalidArgumentError(`A palette has ${MAX_PALETTE} colours at most.`);
  return parts.map((part) => (part.startsWith('#') ? part : `#${part}`));
}

function brandColour(text: string): BrandColour {
  const [color = '', tolerance] = text.split(':');
  const within = tolerance === undefined ? undefined : Number(tolerance);
  if (!parseHex(color) || (within !== undefined && !(tolerance!.trim() !== '' && within >= 0 && within <= 50)))
    throw new InvalidArgumentError('It is a colour, with a tolerance from 0 to 50 or without: #e30613:5.');
  const hex = color.startsWith('#') ? color : `#${color}`;
  return within === undefined ? hex : { color: hex, tolerance: within };
}
