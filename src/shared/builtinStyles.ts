/** The styles that ship with Stylize. A reference `builtin:<id>` names one wherever a reference picture is named. */

import { closest, didYouMean } from './closest';

export interface BuiltinStyle {
  id: string;
  title: string;
  /** One line for a person. */
  description: string;
  /** Name of the reference picture in the installation's folder `media/styles`. */
  file: string;
}

/** In the order in which they are shown: paints, drawing, prints, light. */
export const BUILTIN_STYLES: readonly BuiltinStyle[] = [
  builtin('gouache', 'Gouache', 'Opaque dabs in muted, warm colours'),
  builtin('watercolour', 'Watercolour', 'Clear washes that run into each other on rough paper'),
  builtin('impasto', 'Oil Impasto', 'Thick ridges of oil in deep blue and gold'),
  builtin('pastel', 'Soft Pastel', 'Pale chalk, dragged softly over toothed paper'),
  builtin('charcoal', 'Charcoal Sketch', 'Smudged greys and dark strokes, with a little white chalk'),
  builtin('ink', 'Ink Hatching', 'Pen and black ink, crossed where it is dark'),
  builtin('blueprint', 'Blueprint', "White lines on an engineer's blue"),
  builtin('cel', 'Flat Cel', 'Two tones under bold outlines, as in an animated film'),
  builtin('halftone', 'Halftone Poster', 'Dots of red, teal and navy on cream paper'),
  builtin('riso', 'Riso Duotone', 'Bright pink and blue, grainy and a little out of register'),
  builtin('stained-glass', 'Stained Glass', 'Glowing panes between dark leads'),
  builtin('neon', 'Neon Night', 'Signs of pink and cyan light in a violet night'),
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

function builtin(id: string, title: string, description: string): BuiltinStyle {
  return { id, title, description, file: `${id}.webp` };
}
