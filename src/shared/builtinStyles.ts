/** The styles that ship with Stylize. A reference `builtin:<id>` names one wherever a reference picture is named. */

import { closest, didYouMean } from './closest';
import type { Traits } from './traits';

export interface BuiltinStyle {
  id: string;
  title: string;
  /** One line for a person. */
  description: string;
  /** Name of the reference picture in the installation's folder `media/styles`. */
  file: string;
  /** Of that picture at a short side of 256 pixels; a test holds them to it. */
  traits: Traits;
}

/** In the order in which they are shown: paints, drawing, prints, light. */
export const BUILTIN_STYLES: readonly BuiltinStyle[] = [
  builtin('gouache', 'Gouache', 'Opaque dabs in muted, warm colours', [61.68, 13.95, 23.39, 3.53, 1.4]),
  builtin(
    'watercolour',
    'Watercolour',
    'Clear washes that run into each other on rough paper',
    [61.95, 21.11, 19.97, 5.81, 2.53],
  ),
  builtin('impasto', 'Oil Impasto', 'Thick ridges of oil in deep blue and gold', [44.94, 20.02, 46.46, 7.94, 2.8]),
  builtin('pastel', 'Soft Pastel', 'Pale chalk, dragged softly over toothed paper', [80.51, 6.32, 21.62, 2.53, 0.96]),
  builtin(
    'charcoal',
    'Charcoal Sketch',
    'Smudged greys and dark strokes, with a little white chalk',
    [50.2, 22.08, 3.21, 8.28, 2.86],
  ),
  builtin('ink', 'Ink Hatching', 'Pen and black ink, crossed where it is dark', [48.1, 25.78, 11.41, 9.4, 11.74]),
  builtin('blueprint', 'Blueprint', "White lines on an engineer's blue", [42.41, 12.4, 48.29, 4.74, 2.69]),
  builtin('cel', 'Flat Cel', 'Two tones under bold outlines, as in an animated film', [65.93, 22.16, 35.25, 7.84, 3]),
  builtin(
    'halftone',
    'Halftone Poster',
    'Dots of red, teal and navy on cream paper',
    [44.69, 28.09, 28.63, 11.62, 7.52],
  ),
  builtin(
    'riso',
    'Riso Duotone',
    'Bright pink and blue, grainy and a little out of register',
    [60.34, 19.33, 44.07, 5.15, 4.04],
  ),
  builtin('stained-glass', 'Stained Glass', 'Glowing panes between dark leads', [53.41, 21.77, 41.82, 9.95, 4.22]),
  builtin('neon', 'Neon Night', 'Signs of pink and cyan light in a violet night', [40.65, 25.61, 29.26, 6.8, 1.18]),
];

/** The reference that names a built-in style, for manifests and the command line. */
export function builtinReference({ id }: Pick<BuiltinStyle, 'id'>): string {
  return `${PREFIX}${id}`;
}

/** Whether a reference means a built-in style rather than a file, be there one of that name or not. */
export function isBuiltin(reference: string): boolean {
  return reference.startsWith(PREFIX);
}

/** The built-in style that a reference names; undefined for files and unknown names. */
export function findBuiltin(reference: string): BuiltinStyle | undefined {
  return BUILTIN_STYLES.find((style) => builtinReference(style) === reference);
}

/** What is wrong with a reference `builtin:…` that names no style, and which was probably meant; undefined if nothing is. */
export function builtinProblem(reference: string): { message: string; suggestion?: string } | undefined {
  if (!isBuiltin(reference) || findBuiltin(reference)) return undefined;
  const id = reference.slice(PREFIX.length);
  const near = closest(
    id,
    BUILTIN_STYLES.map((style) => style.id),
  );
  if (near === undefined) {
    const known = BUILTIN_STYLES.map((style) => style.id).join(', ');
    return { message: `There is no built-in style "${id}". There are ${known}.` };
  }
  const suggestion = builtinReference({ id: near });
  return { message: `There is no built-in style "${id}".${didYouMean(suggestion)}`, suggestion };
}

const PREFIX = 'builtin:';

function builtin(
  id: string,
  title: string,
  description: string,
  [lightness, contrast, colour, line, grain]: [number, number, number, number, number],
): BuiltinStyle {
  return { id, title, description, file: `${id}.webp`, traits: { lightness, contrast, colour, line, grain } };
}
