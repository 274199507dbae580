import type { Presence } from './plan';

/** What a run noted of an output before it replaced or made it, or removed it. */
export interface Replaced {
  /** From the manifest's folder, as `source`. */
  output: string;
  source?: string | undefined;
  /** Whether there was a file in its place, which was kept. */
  wasThere: boolean;
}

/** How things are now. */
export interface Now {
  /** Of the output, by what the last run noted. */
  output: Presence;
  /** Whether the kept file is still there. */
  isKept: boolean;
  /** Whether the output is the very file that was kept: the run never came to replace it. */
  isSame: boolean;
}

export interface UndoStep<R extends Replaced = Replaced> {
  replaced: R;
  /** `refuse`: the file holds somebody's work by now. */
  action: 'restore' | 'remove' | 'refuse';
  /** Why it is refused. */
  cause?: string;
}

/** What is to be done to bring back what was there; undefined where nothing is. */
export function undoStep<R extends Replaced>(replaced: R, { output, isKept, isSame }: Now): UndoStep<R> | undefined {
  const isOurs = output === 'present';
  if (replaced.wasThere) {
    if (isSame || !isKept) return undefined; // never replaced, or brought back already
    if (isOurs || output === 'missing') return { replaced, action: 'restore' };
  } else {
    if (output === 'missing') return undefined;
    if (isOurs) return { replaced, action: 'remove' };
  }
  return { replaced, action: 'refuse', cause: 'it was changed since the run' };
}
