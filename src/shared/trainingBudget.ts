/** How long a style is trained: whichever of both ends first. */
export interface TrainingBudget {
  minutes: number;
  steps?: number | undefined;
}

/** What a person typed: minutes, or with an "s" behind it steps. Undefined for what is neither. */
export function parseBudget(text: string): TrainingBudget | undefined {
  const [, number, unit] = /^\s*(\d+(?:[.,]\d+)?)\s*(s|steps?|步)?\s*$/i.exec(text) ?? [];
  const amount = Number(number?.replace(',', '.'));
  if (!(amount > 0)) return undefined;
  if (!unit) return amount <= MOST ? { minutes: amount } : undefined;
  return Number.isInteger(amount) ? { minutes: MOST, steps: amount } : undefined;
}

/** Minutes: two days. */
const MOST = 2880;
