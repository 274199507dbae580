/** What an explanation says; see docs/explain.md. Numbers, and these as text: pictures are files beside it. */

import type { Advice } from './advice';
import { FACTORS, type FactorId } from './factors';

/** All that is said of one picture in one style. */
export interface Explanation {
  /** What looked: VGG-19 or the perceptual encoder; stages and faithfulness are always measured by the latter. */
  judge: string;
  provider: string;
  /** Of the copies that were looked at, pixels: for maps, and for stages. */
  sizes: { maps: Sides; stages: Sides };
  /** Where exemplars were given. */
  recipe?: RecipeExplanation | undefined;
  /** Where the factors that ship are those of this base model. */
  factors?: FactorExplanation | undefined;
  /** Where a discriminator ships that is that of this base model. */
  discriminator?: DiscriminatorExplanation | undefined;
  distance: DistanceExplanation;
  stages: StageExplanation;
  origin: OriginExplanation;
  advice: Advice[];
  faithfulness: Faithfulness[];
  /** What could not be told, and why. */
  notices: string[];
  /** Absolute paths of WebP and PNG files. */
  pictures: ExplanationPictures;
  milliseconds: Record<
    'study' | 'distance' | 'recipe' | 'origin' | 'stages' | 'factors' | 'discriminator' | 'faithfulness',
    number
  >;
}

/** What a style consists of, told by styles that people know. */
export interface RecipeExplanation {
  /** Exemplars with their shares, the largest first; shares add up to 1. */
  parts: { id: string; share: number }[];
  /** How much of the style the mix leaves open, 0…1. */
  open: number;
  /** What sets its pictures apart from the exemplars, measured; the furthest first. */
  words: string[];
}

/** What a style consists of, told by factors learnt from many styles: few of them, whose sum is about the style. */
export interface FactorExplanation {
  /** In the order of FACTORS. */
  parts: {
    id: FactorId;
    /** How much of it the style has by itself, in the unit of a manifest's amounts; 0 is as much as the mean of all styles, or too little to tell. */
    amount: number;
    /** What was asked for on top of that, −1…1. */
    set: number;
    /**
     * What it does to painted pictures, from −1 to 1, measured when the factors were learnt: by what is seen, in standard deviations
     * over the built-in styles, the strongest first. The first need not be the one that it is called by.
     */
    effects: { id: FactorId; change: number }[];
    /** Exemplars that have most and least of it; none without exemplars. */
    most?: string | undefined;
    least?: string | undefined;
  }[];
  /** How much of what sets the style apart from the mean of all styles the factors leave open, 0…1. */
  open: number;
}

/**
 * Where the discriminator, which learnt to tell pictures of a style from painted ones, is not convinced. `unlike` is 0 for what it
 * takes for the style, 1 for what it does not, in the mean over what is visible.
 */
export interface DiscriminatorExplanation {
  unlike: {
    /** The picture as it was. */
    before: number;
    /** Of a pack: as the base model paints it, hence before the training. */
    base?: number | undefined;
    after: number;
    /** The style's own pictures: as good as it gets. */
    reference: number;
    /** The same, were they said to be of the exemplars' styles: where that is no more, the discriminator does not tell styles apart. */
    otherwise?: number | undefined;
  };
  /** By region, of what was painted. */
  map: RegionMap;
}

interface Sides {
  width: number;
  height: number;
}

export interface ExplanationPictures {
  before: string;
  after: string;
  /** In the order of the style's. */
  references: string[];
  /** Content lost, by layer. */
  content: string[];
  /** By actor, painted without it. */
  without: string[];
  /** By factor, painted with it at −1 and at 1, all else as asked for; empty where there are none. */
  factors: { id: FactorId; less: string; more: string }[];
  /** Where the discriminator is not convinced, bright is much; as in `DiscriminatorExplanation`. */
  unlike?: { before: string; base?: string | undefined; after: string } | undefined;
}

/** What is known of an explanation within the first second; the notification `firstAnswer` brings it. */
export type FirstAnswer = Pick<Explanation, 'judge' | 'provider' | 'sizes' | 'recipe' | 'factors' | 'distance'> & {
  pictures: Pick<ExplanationPictures, 'before' | 'after' | 'references' | 'content'>;
};

/**
 * Whether a map tells the truth (deletion and insertion, Petsiuk et al. 2018, 1806.07421): regions are exchanged between the picture
 * and what was painted, those first that the map names first, and the figure of which the map speaks is measured. Areas under
 * that curve are compared with those of regions in random orders. For `unlike` they are exchanged between the style's own picture
 * and what was painted.
 */
export interface Faithfulness {
  map: 'lost' | 'reached' | 'unlike';
  way: 'deletion' | 'insertion';
  /** By how much the map's order does better than random ones in the mean; above 0 is better. */
  gain: number;
  /** Standard deviation of the random orders. */
  spread: number;
}

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

/** What the layers of the judge see, as a designer says it, the shallowest first. */
export const ASPECTS = ['colour', 'fine texture', 'coarse pattern', 'structure'] as const;

/** How far the painted picture is from its style and from what it shows, one layer of the judge. */
export interface LayerExplanation {
  layer: string;
  aspect: (typeof ASPECTS)[number];
  /** Solved for, mean 1: how much the layer's style counts. */
  weight: number;
  /** Style errors, 0 for the style's own features: of the picture as it was and as it is painted. */
  styleBefore: number;
  style: number;
  /** Content lost, 0 none, 1 all: the mean of its map. */
  content: number;
}

/** Figures over a picture, row by row; undefined where nothing is visible. */
export interface RegionMap {
  columns: number;
  rows: number;
  values: (number | null)[];
}

export interface DistanceExplanation {
  style: number;
  structure: number;
  layers: LayerExplanation[];
  /** By region, what painting it adds to the style reached. */
  reached: RegionMap;
  /** By region, how much of the structure is lost. */
  lost: RegionMap;
}

/** A patch of a reference that a spot of the painted picture is like. */
export interface Match {
  /** Which of the references. */
  reference: number;
  /** Its middle, in shares of the reference's width and height. */
  x: number;
  y: number;
  /** Cosine of the features, -1…1; 0 is nothing in common. */
  strength: number;
}

/** Where from: for each spot of the painted picture the best matching patches, the best first. */
export interface OriginExplanation {
  columns: number;
  rows: number;
  /** Row by row; none where nothing is visible. */
  spots: Match[][];
}

/** "the style: 60 % neon, 40 % riso, 25 % of it open; dark, bright in colour". */
export function recipeText({ parts, open, words }: RecipeExplanation): string {
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const mix = parts.map(({ id, share }) => `${percent(share)} ${id}`).join(', ');
  return [`the style is like ${mix}; ${percent(open)} of it is none of these`, words.join(', ')]
    .filter(Boolean)
    .join('; ');
}

/** "against the mean of all styles: texture +1.0 (coarser texture), lightness -0.3 (darker); 2 % of what sets it apart is none of these". */
export function factorsText({ parts, open }: FactorExplanation): string {
  const told = [...parts]
    .filter(({ amount }) => amount !== 0)
    .sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount))
    .map(({ id, amount }) => `${id} ${signed(amount)} (${factorWord(id, amount)})`);
  const said = told.length > 0 ? told.join(', ') : 'nothing that stands out';
  const added = parts.filter(({ set }) => set !== 0).map(({ id, set }) => `${id} ${signed(set)}`);
  return [
    `against the mean of all styles: ${said}; ${Math.round(100 * open)} % of what sets it apart is none of these`,
    ...(added.length > 0 ? [`added: ${added.join(', ')}`] : []),
  ].join('; ');
}

/** Whether it looks for this style, or only for whether a picture was painted by a machine. */
export function knowsStyles({ unlike: { reference, otherwise } }: DiscriminatorExplanation): boolean {
  return otherwise === undefined || otherwise - reference > KNOWS;
}

/** Least difference that counts. */
const KNOWS = 0.1;

/** What more of a factor looks like, or less, for a change below 0. */
export function factorWord(id: FactorId, change: number): string {
  const { less, more } = FACTORS.find((factor) => factor.id === id)!;
  return change < 0 ? less : more;
}

/** "the discriminator takes 0.71 of what is painted for something else than the style (0.93 of the picture as it was, …)". */
export function unlikeText({ unlike: { before, base, after, reference } }: DiscriminatorExplanation): string {
  const others = [
    `${before.toFixed(2)} the picture as it was`,
    ...(base === undefined ? [] : [`${base.toFixed(2)} as the base model paints it`]),
    `${reference.toFixed(2)} the style's own pictures`,
  ];
  return `unlike the style, as the discriminator sees it: ${after.toFixed(2)} (${others.join(', ')}; 0 is convinced, 1 is not)`;
}

function signed(amount: number): string {
  return `${amount > 0 ? '+' : ''}${amount.toFixed(1)}`;
}
