import { describe, expect, it } from 'vitest';
import { curvesOf, LogReader, speedOf } from '../../../src/shared/trainingLog';

const lines = (...rows: object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const step = (number: number, more: object = {}) => ({ kind: 'step', step: number, loss: number / 10, ...more });

function read(...pieces: string[]) {
  const reader = new LogReader();
  for (const piece of pieces) reader.push(piece);
  return reader.log;
}

describe('the log of a training', () => {
  it('is the same however it comes in pieces', () => {
    const whole = lines(
      { kind: 'weights', step: 0, relu1_1: 0.5, relu2_1: 2 },
      { kind: 'examination', step: 0, style: 4, samples: ['000000-0.webp'] },
      step(1),
      step(2),
      { kind: 'end', ended: 'stopped', output: '/noir.stylepack' },
    );
    const log = read(whole);
    expect(log).toEqual(read(...whole));
    expect(log).toEqual({
      steps: [
        { step: 1, loss: 0.1 },
        { step: 2, loss: 0.2 },
      ],
      examinations: [{ step: 0, figures: { step: 0, style: 4 }, samples: ['000000-0.webp'] }],
      weights: { relu1_1: 0.5, relu2_1: 2 },
      ended: 'stopped',
      setbacks: 0,
    });
  });

  it('does without what a kill has cut off', () => {
    const log = read(`${lines(step(1))}{"kind":"st\n${lines(step(2))}{"kind":"step","step":3`);
    expect(log.steps.map((row) => row.step)).toEqual([1, 2]);
  });

  it('takes back what training has taken back', () => {
    const before = lines({ kind: 'examination', step: 0 }, step(1), step(2), { kind: 'examination', step: 2 }, step(3));
    const log = read(before, lines(step(2, { wentBack: 1 }), step(3), step(4)));
    expect(log.steps.map((row) => row.step)).toEqual([1, 2, 3, 4]);
    expect(log.examinations.map((row) => row.step)).toEqual([0, 2]);
    expect(log.setbacks).toBe(1);
    const deeper = read(before, lines({ kind: 'examination', step: 0, wentBack: 1 }));
    expect([deeper.steps, deeper.examinations.map((row) => row.step)]).toEqual([[], [0]]);
  });

  it('has no end any more once training goes on', () => {
    expect(read(lines(step(1), { kind: 'end', ended: 'stopped' }, step(2))).ended).toBeUndefined();
  });
});

describe('curves', () => {
  const rows = Array.from({ length: 1000 }, (_, i) => ({ step: i + 1, loss: i % 2, ...(i >= 500 && { late: 1 }) }));

  it('have every step while there are few', () => {
    expect(curvesOf(rows.slice(0, 3), ['loss'], 10)).toEqual({ steps: [1, 2, 3], values: { loss: [0, 1, 0] } });
  });

  it('are means, as many as asked for at most, and end where the training is', () => {
    const { steps, values } = curvesOf(rows, ['loss', 'late', 'never'], 300);
    expect(steps).toHaveLength(250);
    expect(steps.at(-1)).toBe(1000);
    expect(new Set(values.loss)).toEqual(new Set([0.5]));
    expect([values.late![0], values.late![249]]).toEqual([null, 1]);
    expect(values).not.toHaveProperty('never');
  });

  it('of nothing are empty', () => {
    expect(curvesOf([], ['loss'], 10)).toEqual({ steps: [], values: {} });
  });
});

describe('the speed', () => {
  it('is that of the last steps', () => {
    const slow = Array.from({ length: 10 }, (_, i) => ({ step: i + 1, seconds: 10 * (i + 1) }));
    const fast = Array.from({ length: 40 }, (_, i) => ({ step: i + 11, seconds: 100 + (i + 1) / 4 }));
    expect(speedOf([...slow, ...fast])).toBeCloseTo(4);
  });

  it.each([[[]], [[{ step: 1, seconds: 3 }]]])('is not known of %o', (rows) => {
    expect(speedOf(rows)).toBeUndefined();
  });
});
