/** The manifest, `stylize.json`. This one schema gives the types, the parser and the JSON schema for editors. */

import { z } from 'zod';
import { type Credit, creditOptions } from './credits';
import { FACTOR_RANGE, FACTORS, type FactorId, type Factors } from './factors';
import type { ManifestPath } from './manifestProblem';
import { MAX_PATH_LENGTH, pathText } from './pathText';
import { FITS, FOCUSES, OUTPUT_FORMATS, type OutputFormat, type OutputSize, STROKE_SCALES } from './protocol';
import { resultOptions } from './resultOptions';
import { type Treatment, treatmentOptions } from './treatment';

/** The version of the format that this Stylize reads and writes. */
export const MANIFEST_VERSION = 1;

/** A name is also part of file names by way of `{style}`, hence no slashes and no dot or space at the end. */
const STYLE_NAME = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} ._-]*[\p{L}\p{M}\p{N}_-])?$/u;
/** A variable is written as `${name}`. */
const VARIABLE_NAME = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.-]*$/u;

/** Pixels: the longest side that all formats hold. */
const MAX_SIDE = 16_383;

const oneOrMorePaths = z.union([pathText, z.array(pathText).min(1)]);
const styleName = z.string().regex(STYLE_NAME);
const strength = z.number().min(0).max(1);
const strokeScale = z.number().min(STROKE_SCALES[0]).max(STROKE_SCALES[1]);
const format = z.enum(OUTPUT_FORMATS);
const quality = z.int().min(1).max(100);
const share = z.number().min(0).max(1);
const side = z.int().min(1).max(MAX_SIDE);

export const factorsSchema = z.strictObject(
  Object.fromEntries(
    FACTORS.map(({ id, less, more }) => [
      id,
      z.number().min(FACTOR_RANGE[0]).max(FACTOR_RANGE[1]).optional().describe(`From -1 (${less}) to 1 (${more}).`),
    ]),
  ) as Record<FactorId, z.ZodOptional<z.ZodNumber>>,
);

const styleOptions = {
  strength: strength
    .optional()
    .describe('How far a picture moves towards the style: 0 leaves it as it is, 1, as without it, is the full style.'),
  preserveColor: z
    .boolean()
    .optional()
    .describe("true keeps the picture's own colours and takes only light, texture and brush work from the style."),
  strokeScale: strokeScale
    .optional()
    .describe(
      'How large the brush work is: 0.5 is fine and takes four times as long, 1, as without it, the usual, 2 bold.',
    ),
  factors: factorsSchema
    .optional()
    .describe(
      'Changes the style itself: more or less of what the learnt factors show, such as {"contrast": 0.5}, each from -1 to 1.',
    ),
};

export const referenceStyleSchema = z
  .strictObject({
    reference: oneOrMorePaths.describe(
      'The picture that lends its style, as a path from the folder of this file, or a built-in style such as builtin:gouache. Several share equally.',
    ),
    ...styleOptions,
    ...creditOptions,
  })
  .meta({ title: 'A style from one or more pictures' });

export const blendStyleSchema = z
  .strictObject({
    blend: z
      .record(styleName, z.number().positive().describe('The share of this style: any number above 0.'))
      .refine((shares) => Object.keys(shares).length > 0, 'A blend needs at least one style.')
      .describe(
        'Other styles of this file, each with its share. Only the proportions count: 1 and 3 is the same as 25 and 75.',
      )
      .meta({ minProperties: 1 }),
    ...styleOptions,
  })
  .meta({ title: 'A blend of other styles' });

export const derivedStyleSchema = z
  .strictObject({
    extends: styleName.describe('The name of another style: this one takes all from it but what it says itself.'),
    ...styleOptions,
  })
  .meta({ title: 'Another style with other options' });

export const outputSchema = z
  .strictObject({
    output: pathText.describe(
      'Where this result goes, with the fields {dir}, {name}, {ext} and {style}, and {width}, {height} and {scale} as given here. For example out/{name}@2x.{ext}',
    ),
    format: format.optional().describe('The format of this result.'),
    quality: quality.optional().describe('From 1 (small file) to 100 (best picture), for jpeg, webp, avif and tiff.'),
    width: side.optional().describe('The greatest width in pixels. A picture is never enlarged to it.'),
    height: side.optional().describe('The greatest height in pixels. A picture is never enlarged to it.'),
    scale: z
      .number()
      .positive()
      .max(8)
      .optional()
      .describe("The size as a multiple of the picture's: 0.5 is half as wide and high."),
    fit: z
      .enum(FITS)
      .optional()
      .describe(
        'How it fits into "width" and "height": inside (as without it) keeps the whole picture and its proportions, cover fills them and cuts off what is over, contain adds a transparent border.',
      ),
    focus: z
      .union([z.enum(FOCUSES), z.tuple([share, share])], {
        error: 'center, attention, entropy, or a point such as [0.5, 0.3]',
      })
      .optional()
      .describe(
        'What "cover" keeps in sight: center (as without it), attention (what draws the eye: skin, bright and colourful parts), entropy (where most is to be seen), or a point [x, y] from 0, 0 (top left) to 1, 1.',
      ),
  })
  .meta({ title: 'One of several results' });

export const assetRuleSchema = z
  .strictObject({
    input: oneOrMorePaths.describe(
      'Which pictures: a path, or a pattern such as art/**/*.png, or several of them. * stands for any name, ** for any folders.',
    ),
    exclude: oneOrMorePaths
      .optional()
      .describe('Pictures to leave out although "input" names them: a path, a pattern, or several of them.'),
    style: styleName.describe('The name of a style from "styles".'),
    output: pathText
      .optional()
      .describe(
        'Where each result goes. {dir} is the folder of the picture, {name} its name without extension, {ext} the extension of the result, {style} the name of the style. For example out/{dir}/{name}.{ext}',
      ),
    outputs: z
      .array(outputSchema)
      .min(1)
      .optional()
      .describe(
        'Several results for each picture, in other sizes or formats, instead of "output". It is painted only once.',
      ),
    format: format
      .optional()
      .describe(
        'The format of the result. Without it, the extension in "output" decides, and after that the format of the picture.',
      ),
    quality: quality.optional().describe('From 1 (small file) to 100 (best picture), for jpeg, webp, avif and tiff.'),
    strength: strength.optional().describe('Replaces the strength of the style, for these pictures only.'),
    preserveColor: z.boolean().optional().describe('Replaces "preserveColor" of the style, for these pictures only.'),
    strokeScale: strokeScale.optional().describe('Replaces "strokeScale" of the style, for these pictures only.'),
    ...treatmentOptions,
    ...resultOptions,
  })
  .meta({ title: 'A rule: which pictures take which style' });

export const defaultsSchema = z
  .strictObject({
    output: pathText.optional().describe('Where results go, for rules without "output".'),
    format: format.optional().describe('The format of results that neither a rule nor the extension in "output" says.'),
    quality: quality.optional().describe('The quality of results, for rules without it.'),
    strength: strength.optional().describe('The strength of styles that say none.'),
    preserveColor: z.boolean().optional().describe('Whether styles that do not say it keep the colours of pictures.'),
    strokeScale: strokeScale.optional().describe('The stroke scale of styles that say none.'),
    exclude: oneOrMorePaths.optional().describe('Pictures to leave out, for rules without "exclude".'),
    ...resultOptions,
  })
  .meta({ title: 'What holds where nothing else is said' });

export const folderSchema = z
  .strictObject({
    strength: strength.optional().describe('The strength for pictures in this folder, instead of that of the style.'),
    preserveColor: z
      .boolean()
      .optional()
      .describe('Whether pictures in this folder keep their colours, whatever the style says.'),
    strokeScale: strokeScale
      .optional()
      .describe('The stroke scale for pictures in this folder, instead of that of the style.'),
    ...treatmentOptions,
    ...resultOptions,
    format: format
      .optional()
      .describe('The format of results for pictures in this folder that neither a rule nor the extension says.'),
    quality: quality.optional().describe('The quality of results for pictures in this folder, for rules without it.'),
  })
  .meta({ title: 'Options for the pictures of a folder' });

export const manifestSchema = z
  .strictObject({
    $schema: z.string().optional().describe('Where an editor finds the description of this file. Stylize ignores it.'),
    version: z.literal(MANIFEST_VERSION).describe('The version of the manifest format: 1.'),
    extends: oneOrMorePaths
      .optional()
      .describe(
        'Other manifests, as paths from the folder of this file. Their "styles", "variables" and "defaults" hold here too; where names are equal, the later one wins, and this file over all.',
      ),
    variables: z
      .record(z.string().regex(VARIABLE_NAME), z.string().max(MAX_PATH_LENGTH).describe('The text for this name.'))
      .optional()
      // biome-ignore lint/suspicious/noTemplateCurlyInString: so it is written in manifests.
      .describe('Texts by name. ${name} stands for its text in every path and pattern of this file.'),
    styles: z
      .record(styleName, z.union([referenceStyleSchema, blendStyleSchema, derivedStyleSchema]))
      .optional()
      .describe('The styles by name: each is taken from reference pictures, or from other styles.'),
    defaults: defaultsSchema.optional().describe('What holds for rules and styles that do not say it themselves.'),
    folders: z
      .record(pathText, folderSchema)
      .optional()
      .describe(
        'Options for the pictures in a folder and below, by its path. Deeper folders win; what a rule says wins over all.',
      ),
    match: z
      .enum(['all', 'first'])
      .optional()
      .describe('all, as without it: each rule takes a picture that it matches. first: only the first of them does.'),
    assets: z
      .array(assetRuleSchema)
      .optional()
      .describe('The rules: which pictures take which style, and where the results go.'),
  })
  .meta({ title: 'Stylize manifest', description: 'Says which pictures take which style.' });

/** A manifest as written, once the schema has passed it. */
export type ManifestInput = z.infer<typeof manifestSchema>;
export type WrittenStyle = NonNullable<ManifestInput['styles']>[string];
export type WrittenRule = z.infer<typeof assetRuleSchema>;
export type Defaults = z.infer<typeof defaultsSchema>;
export type FolderOptions = z.infer<typeof folderSchema>;

/** What a manifest comes down to, with those that it extends: no variables, no styles that extend others, no defaults. */
export interface Manifest {
  /** Also those of the manifests that it extends. */
  styles: Record<string, Style>;
  assets: AssetRule[];
  folders: FolderRule[];
  match: 'all' | 'first';
  /** Its own over those of the manifests that it extends. */
  defaults: Defaults;
  /** The files that it extends, directly or not, from its folder or absolute. */
  bases: string[];
}

export type Style = StyleOrigin & {
  strength: number;
  preserveColor: boolean;
  strokeScale: number;
  /** Added to what its pictures make; those of a blend's parts are not among them: see `factorsOf`. */
  factors?: Factors | undefined;
} & ((Credit & { reference: string | string[] }) | { blend: Record<string, number> });

interface StyleOrigin {
  /** Where the manifest itself says it, or names the file that does. */
  place: ManifestPath;
  /** The file that it comes from, where that is another one: from the manifest's folder, or absolute. */
  file?: string;
  /** The style that it extends, whose pictures it has. */
  from?: string;
}

export interface AssetRule {
  input: string | string[];
  exclude: string | string[];
  style: string;
  outputs: RuleOutput[];
  /** What the rule itself says; a folder's options and the style's come after. */
  strength?: number | undefined;
  preserveColor?: boolean | undefined;
  strokeScale?: number | undefined;
  treatment: Treatment;
  /** As it stands in the text. */
  written: WrittenRule;
}

export interface RuleOutput extends EncodingOptions {
  /** The template. */
  output: string;
  size?: OutputSize;
  /** Where the manifest says it, or could. */
  place: ManifestPath;
  /** What holds where neither a rule, its template's extension, nor a folder says it. */
  defaults: EncodingOptions;
}

export interface EncodingOptions {
  format?: OutputFormat | undefined;
  quality?: number | undefined;
}

export interface FolderRule extends FolderOptions {
  /** From the manifest's folder, normalised; empty for that folder itself. */
  folder: string;
  /** Its key. */
  place: ManifestPath;
}

/** Whether a style may have this name. */
export function isStyleName(name: string): boolean {
  return STYLE_NAME.test(name);
}

/** Whether a variable may have this name. */
export function isVariableName(name: string): boolean {
  return VARIABLE_NAME.test(name);
}

/** The style of that name; undefined also for names such as `constructor` that every object answers to. */
export function findStyle({ styles }: Pick<Manifest, 'styles'>, name: string): Style | undefined {
  return Object.hasOwn(styles, name) ? styles[name] : undefined;
}

/** Where a manifest says one or several, always several. */
export function asList(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
