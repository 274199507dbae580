import type { Planes } from '../network/backend';
import type { Picture } from '../pictures/picture';
import type { Eye } from './eye';
import {
  blendMoments,
  contentLoss,
  type LayerMap,
  type LayerMoments,
  meanOver,
  momentsIn,
  styleErrorOf,
} from './measures';
import { type SmallCopy, seen } from './smallCopy';

/** What is said of a painted picture in one number each. */
export interface Scores {
  /** How much of the way to the style is gone: 0 as the picture was, 1 the style's own features. */
  style: number;
  /** How much of the structure is kept, the mean correlation of the deepest features: 1 all, 0 none. */
  structure: number;
}

/** A style as the judge sees it: moments of each layer. */
export type StyleLook = readonly LayerMoments[];

/** Looks at references, of 8 pixels at least, and blends what it sees by their shares. */
export async function lookAtStyle(
  eye: Eye,
  references: readonly { picture: Planes; weight: number }[],
): Promise<StyleLook> {
  const parts: { moments: LayerMoments[]; weight: number }[] = [];
  for (const { picture, weight } of references) parts.push({ moments: await eye.moments(picture), weight });
  return eye.judge.layers.map((_, layer) =>
    blendMoments(parts.map(({ moments, weight }) => ({ moments: moments[layer]!, weight }))),
  );
}

/** Measures whatever is painted of one picture, against that picture and a style. */
export class Ruler {
  private constructor(
    private readonly eye: Eye,
    readonly copy: SmallCopy,
    readonly style: StyleLook,
    /** Of the picture as it was. */
    readonly content: readonly LayerMap[],
    /** Of each layer, mean 1. */
    readonly featureWeights: readonly number[],
    /** The picture's own style errors. */
    readonly before: readonly number[],
  ) {}

  /** @param copy of a picture of which something is visible */
  static async open(eye: Eye, copy: SmallCopy, style: StyleLook): Promise<Ruler> {
    const planes = seen(copy, copy.picture);
    const content = await eye.look(planes);
    const weights = await eye.featureWeights(planes, style);
    return new Ruler(eye, copy, style, content, weights, errorsOf(eye, content, copy, style));
  }

  look(painted: Picture): Promise<LayerMap[]> {
    return this.eye.look(seen(this.copy, painted));
  }

  /** Style errors of each layer, 0 for the style itself. */
  styleErrors(maps: readonly LayerMap[]): number[] {
    return errorsOf(this.eye, maps, this.copy, this.style);
  }

  scores(maps: readonly LayerMap[], errors = this.styleErrors(maps)): Scores {
    const weighed = (of: readonly number[]) =>
      of.reduce((sum, error, layer) => sum + this.featureWeights[layer]! * error, 0);
    const deepest = this.copy.coverage.at(-1);
    const lost = meanOver(contentLoss(maps.at(-1)!, this.content.at(-1)!, deepest), deepest);
    return { style: 1 - weighed(errors) / weighed(this.before), structure: 1 - lost };
  }

  async measure(painted: Picture): Promise<Scores> {
    return this.scores(await this.look(painted));
  }
}

function errorsOf({ judge }: Eye, maps: readonly LayerMap[], { coverage }: SmallCopy, style: StyleLook): number[] {
  return maps.map((map, layer) => styleErrorOf(momentsIn(map, coverage[layer])!, style[layer]!, judge.centred));
}
