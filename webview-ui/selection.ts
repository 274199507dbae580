import type { ReportAsset, ReportModel } from '../src/shared/report';

/** A style to choose, with how many pictures it would show; failed ones have none to show. */
export interface StyleChoice {
  /** Undefined stands for every style. */
  style: string | undefined;
  thumbnail: string | undefined;
  count: number;
}

/** The choices of the filter: everything first, then the styles that some picture wears, in the model's order. */
export function styleChoices({ styles, assets }: ReportModel): StyleChoice[] {
  const made = assets.filter((asset) => !asset.failure);
  const count = (style: string | undefined) => made.filter((asset) => matchesStyle(asset, style)).length;
  const used = styles
    .map(({ name, thumbnail }) => ({ style: name, thumbnail, count: count(name) }))
    .filter((choice) => choice.count > 0);
  return [{ style: undefined, thumbnail: undefined, count: count(undefined) }, ...used];
}

/** Whether the asset is shown when `style` is chosen. */
export function matchesStyle(asset: ReportAsset, style: string | undefined): boolean {
  return style === undefined || asset.style === style;
}

/** Index of the neighbour `by` places on; past either end it goes on at the other. */
export function step(index: number, by: number, length: number): number {
  return (((index + by) % length) + length) % length;
}
