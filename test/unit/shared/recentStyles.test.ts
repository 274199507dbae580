import { describe, expect, it } from 'vitest';
import { readRecent, remember, type StyleOrigin } from '../../../src/shared/recentStyles';

const reference = (name: string): StyleOrigin => ({ reference: name });

describe('recent styles', () => {
  it('have the last one first, each once', () => {
    const named = { manifest: '/a/stylize.json', name: 'ink' };
    const list = [reference('x.png'), named, reference('builtin:ink')];
    expect(remember(list, { ...named })).toEqual([named, reference('x.png'), reference('builtin:ink')]);
    expect(remember(list, { ...named, name: 'sand' })).toHaveLength(4);
    expect(remember(list, reference('ink'))).toHaveLength(4);
  });

  it('are not too many to choose from', () => {
    const many = Array.from({ length: 20 }, (_, i) => reference(`${i}.png`));
    expect(many.reduce<StyleOrigin[]>((list, style) => remember(list, style), [])).toEqual(many.reverse().slice(0, 8));
    expect(readRecent(many)).toHaveLength(8);
  });

  it('are read from whatever was stored', () => {
    const good = [reference('x.png'), { manifest: '/a', name: 'ink' }];
    expect(readRecent([null, 7, 'x', {}, { manifest: '/a' }, { reference: 1 }, ...good])).toEqual(good);
    for (const stored of [undefined, null, 'x', {}, 7]) expect(readRecent(stored)).toEqual([]);
  });
});
