import { closest, didYouMean } from './closest';
import { groupBy } from './groupBy';
import type { Manifest } from './manifest';
import type { ManifestPath, PlanProblem } from './manifestProblem';
import { COMPANION_FIELDS, fieldsOf, hasStrayBrace } from './outputTemplate';
import { PALETTE_EXTENSIONS, paletteKind } from './palette';
import { isPicture } from './pictureFiles';
import type { OutputFormat } from './protocol';
import { companionsOf, type Treatment } from './treatment';

/** What is wrong with the paths of files that rules and folders name beside their pictures, such as masks and palettes. */
export function companionProblems({ assets, folders }: Manifest): PlanProblem[] {
  return [
    ...assets.flatMap(({ treatment }, index) => problemsOf(treatment, ['assets', index])),
    ...folders.flatMap((folder) => problemsOf(folder, folder.place)),
  ];
}

function problemsOf(treatment: Treatment, place: ManifestPath): PlanProblem[] {
  return companionsOf(treatment).flatMap(({ key, path }) =>
    messagesFor(key, path).map((message): PlanProblem => ({ severity: 'error', message, path: [...place, key] })),
  );
}

function messagesFor(key: string, template: string): string[] {
  const known = COMPANION_FIELDS.map((field) => `{${field}}`).join(', ');
  const unknown = fieldsOf(template).filter((field) => !(COMPANION_FIELDS as readonly string[]).includes(field));
  if (unknown.length > 0) {
    const [field] = unknown;
    const meant = closest(field!, COMPANION_FIELDS);
    return [`There is no field {${field}} here. The fields are ${known}.${didYouMean(meant && `{${meant}}`)}`];
  }
  if (hasStrayBrace(template)) return [`"${key}" has a brace without its partner. The fields are ${known}.`];
  if (template.includes('\\')) return [`"${key}" must separate folders by forward slashes on every system.`];
  if (isPicture(template) || template.endsWith('{ext}')) return [];
  const files = PALETTE_EXTENSIONS.map((extension) => `.${extension}`).join(', ');
  if (key === 'palette')
    return paletteKind(template) ? [] : [`"palette" must be a ${files} file, a picture, or a list.`];
  return key === 'mask' ? ['"mask" must be a picture.'] : [];
}

/** Results in a palette's or a brand's colours whose format changes them. One complaint a rule and key. */
export function warnOfChangedColours(jobs: readonly Coloured[], { assets }: Pick<Manifest, 'assets'>): PlanProblem[] {
  return CHANGES.flatMap(({ key, changes, message }) =>
    [...groupBy(jobs.filter(changes), ({ rule }) => rule)].map(([rule, [first, ...others]]): PlanProblem => {
      const more = others.length > 0 ? ` (and ${others.length} more)` : '';
      const inRule = assets[rule]!.treatment[key] !== undefined;
      const path: ManifestPath = ['assets', rule, inRule ? key : 'input'];
      return { severity: 'warning', message: message(first!, `${first!.output}${more}`), path };
    }),
  );
}

interface Coloured {
  rule: number;
  output: string;
  format: OutputFormat;
  quality?: number;
  treatment?: Treatment;
}

const CHANGES: {
  key: 'palette' | 'brandColors';
  changes(job: Coloured): unknown;
  message(job: Coloured, where: string): string;
}[] = [
  {
    key: 'palette',
    changes: ({ format, treatment }) => format === 'jpeg' && treatment?.palette,
    message: (_, where) => `JPEG changes the colours of the palette a little in ${where}. PNG and WebP keep them.`,
  },
  {
    key: 'brandColors',
    // a palette is kept in another way, and in all formats but JPEG
    changes: ({ treatment, ...job }) =>
      treatment?.brandColors?.length && !(treatment.palette && job.format !== 'jpeg') && changesBrands(job),
    message: ({ format, quality }, where) => {
      const at = format === 'avif' ? '' : ` with "quality": ${quality}`;
      return `${format === 'webp' ? 'WebP' : format.toUpperCase()}${at} changes the colours of the brand in ${where}. PNG, and WebP without "quality", keep them; JPEG from 90 on nearly does.`;
    },
  },
];

/** More than 2 ΔE2000 in one of twenty pixels: measured by test/bench/modes.bench.ts. */
function changesBrands({ format, quality }: Pick<Coloured, 'format' | 'quality'>): boolean {
  if (format === 'avif') return true;
  return quality !== undefined && (format === 'webp' || (format === 'jpeg' && quality < 90));
}
