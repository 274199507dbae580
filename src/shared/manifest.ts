/** The manifest, `stylize.json`. This one schema gives the types, the parser and the JSON schema for editors. */

import { z } from 'zod';
import { OUTPUT_FORMATS, STROKE_SCALES } from './protocol';

/** A name is also part of file names by way of `{style}`, hence no slashes and no dot or space at the end. */
const STYLE_NAME = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} ._-]*[\p{L}\p{M}\p{N}_-])?$/u;

/** Longer than any sane path; picomatch throws on patterns beyond 64 KiB. */
export const MAX_PATH_LENGTH = 1024;

const pathText = z.string().min(1).max(MAX_PATH_LENGTH);
const oneOrMorePaths = z.union([pathText, z.array(pathText).min(1)]);
const styleName = z.string().regex(STYLE_NAME);
const strength = z.number().min(0).max(1);
const strokeScale = z.number().min(STROKE_SCALES[0]).max(STROKE_SCALES[1]);

const styleOptions = {
  strength: strength
    .default(1)
    .describe('How far a picture moves towards the style: 0 leaves it as it is, 1 is the full style.'),
  preserveColor: z
    .boolean()
    .default(false)
    .describe("true keeps the picture's own colours and takes only light, texture and brush work from the style."),
  strokeScale: strokeScale
    .default(1)
    .describe('How large the brush work is: 0.5 is fine and takes four times as long, 1 the usual, 2 bold.'),
};

export const referenceStyleSchema = z
  .strictObject({
    reference: oneOrMorePaths.describe(
      'The picture that lends its style, as a path from the folder of this file, or a built-in style such as builtin:gouache. Several share equally.',
    ),
    ...styleOptions,
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

export const assetRuleSchema = z
  .strictObject({
    input: oneOrMorePaths.describe(
      'Which pictures: a path, or a pattern such as art/**/*.png, or several of them. * stands for any name, ** for any folders.',
    ),
    exclude: oneOrMorePaths
      .optional()
      .describe('Pictures to leave out although "input" names them: a path, a pattern, or several of them.'),
    style: styleName.describe('The name of a style from "styles".'),
    output: pathText.describe(
      'Where each result goes. {dir} is the folder of the picture, {name} its name without extension, {ext} the extension of the result, {style} the name of the style. For example out/{dir}/{name}.{ext}',
    ),
    format: z
      .enum(OUTPUT_FORMATS)
      .optional()
      .describe(
        'The format of the result. Without it, the extension in "output" decides, and after that the format of the picture.',
      ),
    quality: z
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe('From 1 (small file) to 100 (best picture), for jpeg, webp, avif and tiff.'),
    strength: strength.optional().describe('Replaces the strength of the style, for these pictures only.'),
    preserveColor: z.boolean().optional().describe('Replaces "preserveColor" of the style, for these pictures only.'),
    strokeScale: strokeScale.optional().describe('Replaces "strokeScale" of the style, for these pictures only.'),
  })
  .meta({ title: 'A rule: which pictures take which style' });

export const manifestSchema = z
  .strictObject({
    $schema: z.string().optional().describe('Where an editor finds the description of this file. Stylize ignores it.'),
    version: z.literal(1).describe('The version of the manifest format: 1.'),
    styles: z
      .record(styleName, z.union([referenceStyleSchema, blendStyleSchema]))
      .describe('The styles by name: each is taken from reference pictures or blended from other styles.'),
    assets: z.array(assetRuleSchema).describe('The rules: which pictures take which style, and where the results go.'),
  })
  .meta({ title: 'Stylize manifest', description: 'Says which pictures take which style.' });

/** A manifest as read: defaults are filled in. */
export type Manifest = z.output<typeof manifestSchema>;
/** A manifest as written: what has a default may be left out. */
export type ManifestInput = z.input<typeof manifestSchema>;
export type Style = Manifest['styles'][string];
export type AssetRule = Manifest['assets'][number];

/** Whether a style may have this name. */
export function isStyleName(name: string): boolean {
  return STYLE_NAME.test(name);
}

/** The style of that name; undefined also for names such as `constructor` that every object answers to. */
export function findStyle(manifest: Manifest, name: string): Style | undefined {
  return Object.hasOwn(manifest.styles, name) ? manifest.styles[name] : undefined;
}

/** Where a manifest says one or several, always several. */
export function asList(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
