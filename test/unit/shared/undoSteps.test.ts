import { describe, expect, it } from 'vitest';
import { type Now, undoStep } from '../../../src/shared/undoSteps';

const replaced = { output: 'out/a.png', wasThere: true };
const made = { output: 'out/a.png', wasThere: false };
const now = (change: Partial<Now>): Now => ({ output: 'present', isKept: true, isSame: false, ...change });

describe('undoing', () => {
  it('brings back what was replaced, also where the new file is gone', () => {
    expect(undoStep(replaced, now({}))).toEqual({ replaced, action: 'restore' });
    expect(undoStep(replaced, now({ output: 'missing' }))).toEqual({ replaced, action: 'restore' });
  });

  it('removes what was newly made', () => {
    expect(undoStep(made, now({ isKept: false }))).toEqual({ replaced: made, action: 'remove' });
  });

  it.each(['changed', 'foreign'] as const)('refuses what is %s by now', (output) => {
    const refusal = { action: 'refuse', cause: 'it was changed since the run' };
    expect(undoStep(replaced, now({ output }))).toEqual({ replaced, ...refusal });
    expect(undoStep(made, now({ output, isKept: false }))).toEqual({ replaced: made, ...refusal });
  });

  it('has nothing to do where the run never came to it, or it is undone already', () => {
    expect(undoStep(replaced, now({ isSame: true }))).toBeUndefined();
    expect(undoStep(replaced, now({ isSame: true, output: 'foreign' }))).toBeUndefined();
    expect(undoStep(replaced, now({ isKept: false }))).toBeUndefined();
    expect(undoStep(made, now({ output: 'missing', isKept: false }))).toBeUndefined();
  });
});
