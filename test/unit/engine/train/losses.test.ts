import { describe, expect, it } from 'vitest';
import { adam, adamCorrection, adamInputs } from '../../../../src/engine/train/adam';
import type { Judge } from '../../../../src/engine/train/judge';
import {
  computeContentLoss,
  computeDiscriminatorLoss,
  computeGridLoss,
  computeLikeness,
  computeRangeLoss,
  computeStyleTerms,
  momentsOf,
  solveFeatureWeights,
} from '../../../../src/engine/train/losses';
import { planPhases, rateOf } from '../../../../src/engine/train/phases';
import { randoms } from '../../../../src/engine/train/random';
import { add, constant, input, multiply, sizeOf, type Value } from '../../../../src/engine/train/tape';
import { numbers } from './cases';
import { compute } from './interpreter';

const JUDGE: Judge = { name: 'VGG-19', layers: ['a', 'b'], channels: [2, 3], centred: false, look: () => [] };
const map = (shape: number[], seed: number): Value => constant(Float32Array.from(numbers(sizeOf(shape), seed)), shape);
const maps = (seed: number): Value[] => [map([1, 2, 4, 4], seed), map([1, 3, 2, 2], seed + 1)];
const numberOf = (value: Value): number => compute([value])[0]![0]!;

describe('losses', () => {
  it('of style are nothing for the reference itself', () => {
    for (const term of computeStyleTerms(JUDGE, maps(1), momentsOf(maps(1)))) expect(numberOf(term)).toBeCloseTo(0, 8);
  });

  it('of style are relative: twice the features are an error of 1 for the means and 1 for the deviations', () => {
    const doubled = maps(1).map((it) => multiply(it, 2));
    for (const term of computeStyleTerms(JUDGE, doubled, momentsOf(maps(1)))) expect(numberOf(term)).toBeCloseTo(2, 3);
  });

  it('of style compare with both where means may be near zero', () => {
    const centred = { ...JUDGE, centred: true };
    const doubled = maps(1).map((it) => multiply(it, 2));
    for (const term of computeStyleTerms(centred, doubled, momentsOf(maps(1))))
      expect(numberOf(term)).toBeCloseTo(2, 3);
  });

  it('of content do not mind contrast and brightness', () => {
    const brighter = maps(3).map((it) => add(multiply(it, 3), 5));
    expect(numberOf(computeContentLoss(brighter, maps(3)))).toBeCloseTo(0, 4);
    expect(numberOf(computeContentLoss(maps(5), maps(3)))).toBeGreaterThan(0.5);
  });

  it('of likeness are squared distances, whole at each place, over all sizes', () => {
    expect(numberOf(computeLikeness(maps(3), maps(3)))).toBe(0);
    const further = maps(3).map((it) => add(it, 0.5));
    expect(numberOf(computeLikeness(further, maps(3)))).toBeCloseTo(0.25 * (2 + 3), 5);
  });

  it('of range begin beyond black and white', () => {
    const picture = (...pixels: number[]) => constant(Float32Array.from(pixels), [1, 1, 1, pixels.length]);
    expect(numberOf(computeRangeLoss(picture(0, 0.5, 1, 1)))).toBe(0);
    expect(numberOf(computeRangeLoss(picture(-1, 0.5, 1, 3)))).toBeCloseTo(5 / 4);
  });

  it('of the grid tell a weave from what has no grid: flat colours, edges, noise', () => {
    const picture = (at: (x: number, y: number, c: number) => number): Value => {
      const side = 32;
      const half = side / 2;
      const blocks = Float32Array.from({ length: 3 * side * side }, (_, i) => {
        const [place, channel] = [i % (half * half), Math.floor(i / (half * half))];
        const [x, y] = [
          2 * (place % half) + (channel % 2),
          2 * Math.floor(place / half) + (Math.floor(channel / 2) % 2),
        ];
        return at(x, y, Math.floor(channel / 4));
      });
      return constant(blocks, [1, 12, half, half]);
    };
    const flat = picture(() => 0);
    const gridOf = (at: (x: number, y: number, c: number) => number) => numberOf(computeGridLoss(picture(at), flat));
    const edge = (x: number) => (x > 13 ? 1 : 0);
    expect(numberOf(computeGridLoss(picture(edge), picture(edge)))).toBe(0);
    const draw = randoms(5);
    expect(gridOf(() => 0.7)).toBeCloseTo(0, 12);
    expect(gridOf(edge)).toBeLessThan(4e-3);
    expect(gridOf(() => 0.1 * draw())).toBeLessThan(1e-4);
    expect(gridOf((x, y) => 0.5 + (x + y) / 100)).toBeLessThan(1e-4);
    expect(gridOf((x) => 0.5 + 0.05 * (x % 2))).toBeCloseTo(0.025 ** 2, 6);
    expect(gridOf((x, y, c) => 0.5 + (c === 1 ? 0.06 : 0) * ((x + y) % 2))).toBeCloseTo(0.03 ** 2 / 3, 6);
  });

  it('of the discriminator are nothing once it is sure, and count contents that pass for real', () => {
    const logits = (number: number) => [constant(Float32Array.of(number), [1, 1, 1, 1])];
    expect(numberOf(computeDiscriminatorLoss(logits(1), logits(-1), logits(-2)))).toBe(0);
    expect(numberOf(computeDiscriminatorLoss(logits(0), logits(0), logits(0)))).toBe(2);
    expect(numberOf(computeDiscriminatorLoss(logits(1), logits(-1), logits(1)))).toBe(1);
  });
});

describe('feature weights', () => {
  it('are solved for: no others have a smaller sum of log forces and log trusts', () => {
    const pulls = [0.2, 1.5, 7, 40];
    const weights = solveFeatureWeights(pulls).map(Math.log);
    expect(solveFeatureWeights(pulls).reduce((sum, w) => sum + w) / 4).toBeCloseTo(1);
    // up to the common scale: compared with the mean taken off
    const cost = (logs: number[], scale: number) =>
      logs.reduce((sum, w, i) => sum + (w + scale + Math.log(pulls[i]!)) ** 2 + (w + scale) ** 2, 0);
    const best = (logs: number[]) => Math.min(...Array.from({ length: 4001 }, (_, k) => cost(logs, k / 400 - 5)));
    for (const i of [0, 1, 2, 3])
      for (const step of [-0.3, 0.3])
        expect(best(weights.map((w, k) => (k === i ? w + step : w)))).toBeGreaterThan(best(weights));
  });
});

describe('Adam', () => {
  it("takes the textbook's steps", () => {
    const options = { beta1: 0.9, beta2: 0.99, longest: 1e9 };
    const next = adam(adamInputs('x', 2), input('gradient', [2]), input('pace', []), options);
    let [x, m, v] = [
      [1, -2],
      [0, 0],
      [0, 0],
    ] as [number[], number[], number[]];
    let [p, pm, pv] = [1, 0, 0];
    for (let step = 0; step < 5; step++) {
      const gradient = [3 * x[0]!, x[1]!];
      const feeds = { x, 'x.first': m, 'x.second': v, gradient, pace: [0.1 * adamCorrection(step, options)] };
      [x, m, v] = compute([next.values, next.first, next.second], feeds) as [number[], number[], number[]];
      const g = 3 * p;
      pm = 0.9 * pm + 0.1 * g;
      pv = 0.99 * pv + 0.01 * g * g;
      p -= (0.1 * (pm / (1 - 0.9 ** (step + 1)))) / (Math.sqrt(pv / (1 - 0.99 ** (step + 1))) + 1e-8);
      expect(x[0]).toBeCloseTo(p, 5);
    }
  });

  it('shortens gradients that are too long', () => {
    const options = { beta1: 0, beta2: 0.99, longest: 5 };
    const next = adam(adamInputs('x', 2), input('gradient', [2]), input('pace', []), options);
    const zeros = { x: [0, 0], 'x.first': [0, 0], 'x.second': [0, 0], pace: [1] };
    const first = (gradient: number[]) => compute([next.first], { ...zeros, gradient })[0]!;
    expect(first([3, 4])).toEqual([3, 4]);
    expect(first([30, 40])[1]).toBeCloseTo(4);
  });
});

describe('what is drawn', () => {
  it('follows from its keys, and looks even', () => {
    const draws = (...keys: number[]) => {
      const random = randoms(...keys);
      return Array.from({ length: 2000 }, random);
    };
    expect(draws(1, 2)).toEqual(draws(1, 2));
    expect(draws(1, 2)).not.toEqual(draws(2, 1));
    const sample = draws(7, 0);
    expect(sample.reduce((sum, x) => sum + x) / sample.length).toBeCloseTo(0.5, 1);
    expect(Math.min(...sample)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...sample)).toBeLessThan(1);
  });
});

describe('phases', () => {
  it('take longer steps with what modulates channels than with single weights', () => {
    const all = planPhases(10).at(-1)!;
    expect(rateOf(all, 'code')).toBe(all.rates.code);
    expect(rateOf(all, 'mapping.stages.fine.bias')).toBeGreaterThan(10 * rateOf(all, 'decoder.up1.weight'));
  });

  it('train more and more, never what looks at pictures', () => {
    const names = [
      'encoder.conv1.weight',
      'style.fc1.bias',
      'mapping.stages.fine.bias',
      'decoder.up1.bias',
      'decoder.up1.weight',
    ];
    const trained = planPhases(10).map(({ trains }) => names.filter(trains).length);
    expect(trained).toEqual([0, 2, 3]);
    expect(planPhases(10).some(({ trains }) => trains('encoder.conv1.weight') || trains('style.fc1.bias'))).toBe(false);
  });
});
