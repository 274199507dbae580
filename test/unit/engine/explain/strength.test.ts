import { describe, expect, it } from 'vitest';
import { STRENGTHS, solveStrength } from '../../../../src/engine/explain/strength';

/** A picture that reaches `most` of the style at full strength, and loses `lost` of its structure. */
const like = (most: number, lost: number) => async (strength: number) => ({
  style: most * strength ** 1.5,
  structure: 1 - lost * strength,
});

type Measure = ReturnType<typeof like>;

const solve = async (measure: Measure, wanted: { reach: number; structure: number }) =>
  solveStrength(
    measure,
    wanted,
    await Promise.all(STRENGTHS.map(async (strength) => ({ ...(await measure(strength)), strength }))),
  );

describe('the strength that is solved for', () => {
  it('is where the style asked for is reached', async () => {
    const solved = await solve(like(0.8, 0.3), { reach: 0.4, structure: 0.5 });
    expect(solved.ended).toBe('reached');
    expect(solved.strength).toBeCloseTo(0.5 ** (1 / 1.5), 1);
    expect(Math.abs(solved.style - 0.4)).toBeLessThan(0.02);
  });

  it('is full where even that does not reach it', async () => {
    expect(await solve(like(0.3, 0.3), { reach: 0.4, structure: 0.5 })).toMatchObject({
      strength: 1,
      style: 0.3,
      ended: 'full',
    });
  });

  it('never leaves less structure than is asked for', async () => {
    const solved = await solve(like(0.8, 0.9), { reach: 0.7, structure: 0.6 });
    expect(solved.ended).toBe('structure');
    expect(solved.structure).toBeGreaterThanOrEqual(0.6);
    expect(solved.strength).toBeCloseTo(0.4 / 0.9, 1);
  });

  it('is the nearest to a style that a picture comes to and leaves again, or the least that reaches it', async () => {
    const passing = async (strength: number) => ({
      style: 2 * strength * (1.2 - strength),
      structure: 1 - strength / 2,
    });
    expect(await solve(passing, { reach: 0.9, structure: 0.2 })).toMatchObject({ strength: 0.625, ended: 'full' });
    const solved = await solve(passing, { reach: 0.6, structure: 0.2 });
    expect(solved.ended).toBe('reached');
    expect(solved.strength).toBeCloseTo(0.355, 1);
    // structure gives out only behind the nearest point
    expect(await solve(passing, { reach: 0.9, structure: 0.6 })).toMatchObject({ strength: 0.625, ended: 'structure' });
  });

  it('is 0 where structure gives out at once', async () => {
    expect(await solve(like(0.8, 200), { reach: 0.5, structure: 0.5 })).toMatchObject({ strength: 0, style: 0 });
  });

  it('makes pictures alike that one strength does not', async () => {
    const pictures = [like(0.9, 0.2), like(0.6, 0.3), like(0.7, 0.1), like(0.5, 0.4)];
    const spread = (values: number[]) => {
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      return Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length) / mean;
    };
    const fixed = await Promise.all(pictures.map(async (measure) => (await measure(0.7)).style));
    const solved = await Promise.all(pictures.map((measure) => solve(measure, { reach: 0.35, structure: 0.3 })));
    expect(spread(solved.map(({ style }) => style))).toBeLessThan(0.6 * spread(fixed));
  });
});
