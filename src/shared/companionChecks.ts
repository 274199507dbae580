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

/** Results in a palette's colours whose format changes them. One complaint a rule. */
export function warnOfChangedColours(
  jobs: readonly { rule: number; output: string; format: OutputFormat; treatment?: Treatment }[],
  { assets }: Pick<Manifest, 'assets'>,
): PlanProblem[] {
  const changed = jobs.filter(({ format, treatment }) => format === 'jpeg' && treatment?.palette);
  return [...groupBy(changed, ({ rule }) => rule)].map(([rule, [first, ...others]]): PlanProblem => {
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    const message = `JPEG changes the colours of the palette a little in ${first!.output}${more}. PNG and WebP keep them.`;
    const inRule = assets[rule]!.treatment.palette !== undefined;
    return { severity: 'warning', message, path: ['assets', rule, inRule ? 'palette' : 'input'] };
  });
}
