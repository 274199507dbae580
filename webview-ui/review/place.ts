import { type ReviewFilter, readFilter } from './list';

/** What of a review stays as it was left. */
export interface Place {
  filter: ReviewFilter;
  /** An output. */
  selected: string | undefined;
  /** CSS pixels from the top. */
  scroll: number;
  /** The last wish for a rule that was followed, by its id. */
  wanted: string | undefined;
  /** Outputs that were opened large together. */
  series: string[];
}

/** The place in what was remembered; the beginning, for whatever makes no sense. */
export function readPlace(state: unknown): Place {
  const { filter, selected, scroll, wanted, series } = { ...(state as Record<string, unknown> | null) };
  const isText = (value: unknown): value is string => typeof value === 'string';
  return {
    filter: readFilter(filter),
    selected: isText(selected) ? selected : undefined,
    scroll: typeof scroll === 'number' ? scroll : 0,
    wanted: isText(wanted) ? wanted : undefined,
    series: Array.isArray(series) ? series.filter(isText) : [],
  };
}
