import { describe, expect, it } from 'vitest';
import type { ReportAsset, ReportModel } from '../../../src/shared/report';
import { matchesStyle, step, styleChoices } from '../../../webview-ui/selection';

describe('styleChoices', () => {
  it('offers everything first, then the styles in the order of the model', () => {
    const choices = styleChoices(modelOf(['Ink', 'Oil'], [assetOf('Oil'), assetOf('Ink'), assetOf('Oil')]));
    expect(choices.map(({ style, count }) => [style, count])).toEqual([
      [undefined, 3],
      ['Ink', 1],
      ['Oil', 2],
    ]);
  });

  it('leaves out styles with nothing to show', () => {
    const failed = { ...assetOf('Oil'), failure: { cause: 'It is empty', remedy: 'Export it again.' } };
    const choices = styleChoices(modelOf(['Ink', 'Oil', 'Chalk'], [assetOf('Ink'), failed]));
    expect(choices.map(({ style }) => style)).toEqual([undefined, 'Ink']);
    expect(choices[0]!.count).toBe(1);
  });
});

describe('matchesStyle', () => {
  it('takes every picture where no style is chosen, else those of the style', () => {
    expect(matchesStyle(assetOf('Ink'), undefined)).toBe(true);
    expect(matchesStyle(assetOf('Ink'), 'Ink')).toBe(true);
    expect(matchesStyle(assetOf('Ink'), 'Oil')).toBe(false);
  });
});

describe('step', () => {
  it.each([
    [0, 1, 3, 1],
    [2, 1, 3, 0],
    [0, -1, 3, 2],
    [0, 1, 1, 0],
  ])('from %i by %i among %i goes to %i', (index, by, length, expected) => {
    expect(step(index, by, length)).toBe(expected);
  });
});

function modelOf(styles: string[], assets: ReportAsset[]): ReportModel {
  return {
    title: 'Run',
    generated: '',
    totals: { done: 0, cached: 0, failed: 0, milliseconds: 0 },
    styles: styles.map((name) => ({ name, thumbnail: 'data:,' })),
    assets,
  };
}

function assetOf(style: string): ReportAsset {
  return { source: 'a.png', output: 'b.png', style, width: 1, height: 1, before: '', after: '', cached: false };
}
