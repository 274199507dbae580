import { describe, expect, it } from 'vitest';
import { adviceOn } from '../../../../src/shared/advice';
import { ACTORS, ASPECTS, EFFECTS, type Effect } from '../../../../src/shared/explanation';
import { FACTORS } from '../../../../src/shared/factors';
import {
  actorName,
  adviceText,
  aspectName,
  effectName,
  effectText,
  factorWords,
  trustText,
} from '../../../../webview-ui/explain/words';

describe('the words of an explanation', () => {
  it('are in English those of the command line', () => {
    for (const { id, title } of ACTORS) expect(actorName(id)).toBe(title);
    for (const aspect of ASPECTS) expect(aspectName(aspect)).toBe(aspect);
    for (const [effect, name] of Object.entries(EFFECTS)) expect(effectName(effect as Effect)).toBe(name);
    for (const { id, less, more } of FACTORS) expect(factorWords(id)).toMatchObject({ less, more });
  });

  it('say each hint as the engine does', () => {
    const layer = { layer: 'relu', aspect: 'colour' as const, weight: 1, styleBefore: 0.5, style: 0.4 };
    const lost = { columns: 3, rows: 3, values: [0.1, 0.1, 0.95, 0.5, 0.6, 0.5, null, 0.5, 0.5] };
    const layers = [0.7, 0.2, 0.2, 0.2].map((content) => ({ ...layer, content }));
    const told = [0.7, undefined].flatMap((limit) =>
      [0.2, -0.1].flatMap((style) =>
        [30, 80].flatMap((painted) =>
          adviceOn({
            distance: { style, structure: 0.45, layers, lost },
            ...{ lightness: { picture: 60, painted, reference: 40 }, strength: 1, preserveColor: false, limit },
          }),
        ),
      ),
    );
    expect(new Set(told.map(({ id }) => id))).toEqual(
      new Set(['structure', 'region', 'weak', 'dark', 'light', 'colour']),
    );
    for (const hint of told) expect(adviceText(hint)).toBe(hint.message);
    expect(adviceText({ id: 'new', message: 'As it came.', control: '', values: [] })).toBe('As it came.');
  });

  it('give effects their signs, and say plainly how far to trust a map', () => {
    expect([effectText(0.123, 'style'), effectText(-0.04, 'structure'), effectText(3.25, 'colour')]).toEqual([
      '+12 %',
      '−4 %',
      '+3.3',
    ]);
    expect([effectText(0.004, 'style'), effectText(-0.02, 'colour')]).toEqual(['0 %', '0.0']);
    expect(trustText({ trust: 'none', gain: -0.001, spread: 0.005 })).toMatch(
      /^Trust it little: .*\(−0\.001 ± 0\.005\)/,
    );
    expect(trustText(undefined)).toBe('Not tried by itself.');
  });
});
