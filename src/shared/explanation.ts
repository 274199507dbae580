/** What an explanation says; see docs/explain.md. Numbers only: pictures are files beside it. */

/** A group of places in the network where a style acts, in the order of the picture's way. */
export const ACTORS = [
  { id: 'coarse', title: 'large areas', stages: ['coarse'] },
  { id: 'shapes', title: 'shapes and patterns', stages: ['block0', 'block1', 'block2'] },
  { id: 'lines', title: 'edges and lines', stages: ['fine'] },
  { id: 'detail', title: 'fine texture', stages: ['detail'] },
  { id: 'finish', title: 'last touch', stages: ['finish'] },
] as const;

/** What is asked of each coalition of actors. */
export const EFFECTS = {
  style: 'style reached',
  structure: 'structure kept',
  colour: 'colour changed',
} as const;
export type Effect = keyof typeof EFFECTS;

/** What did it: how much each actor adds to each effect. */
export interface StageExplanation {
  /** With nobody acting, which is the picture painted with its own code, and with all. */
  nobody: Record<Effect, number>;
  all: Record<Effect, number>;
  actors: {
    id: (typeof ACTORS)[number]['id'];
    /** Shapley values: over all actors they add up to `all` − `nobody`. */
    shares: Record<Effect, number>;
    /** With all others acting, this one set back. */
    without: Record<Effect, number>;
  }[];
}
