import type { Told } from '../../src/shared/explainMessages';
import type { ACTORS, ASPECTS, Effect } from '../../src/shared/explanation';
import type { FactorId } from '../../src/shared/factors';
import type { trustIn } from '../../src/shared/trust';
import { t } from '../words';

/** What an explanation says in words of its own, in the language of the page. */

export function aspectName(aspect: (typeof ASPECTS)[number]): string {
  return {
    colour: t('colour'),
    'fine texture': t('fine texture'),
    'coarse pattern': t('coarse pattern'),
    structure: t('structure'),
  }[aspect];
}

export function actorName(id: (typeof ACTORS)[number]['id']): string {
  return {
    coarse: t('large areas'),
    shapes: t('shapes and patterns'),
    lines: t('edges and lines'),
    detail: t('fine texture'),
    finish: t('last touch'),
  }[id];
}

export function effectName(effect: Effect): string {
  return { style: t('style reached'), structure: t('structure kept'), colour: t('colour changed') }[effect];
}

/** What less and more of a factor look like, and what it is called. */
export function factorWords(id: FactorId): { name: string; less: string; more: string } {
  return {
    lightness: { name: t('Lightness'), less: t('darker'), more: t('lighter') },
    contrast: { name: t('Contrast'), less: t('softer in contrast'), more: t('richer in contrast') },
    colour: { name: t('Colour'), less: t('more muted'), more: t('more colourful') },
    warmth: { name: t('Warmth'), less: t('cooler'), more: t('warmer') },
    tint: { name: t('Tint'), less: t('greener'), more: t('redder') },
    lines: { name: t('Lines'), less: t('fewer lines'), more: t('more lines') },
    hatching: { name: t('Hatching'), less: t('strokes in all directions'), more: t('strokes in one direction') },
    texture: { name: t('Texture'), less: t('plainer areas'), more: t('coarser texture') },
    grain: { name: t('Grain'), less: t('smoother'), more: t('grainier') },
  }[id];
}

/** Of what sets a style apart; as it is, where it is none that is known. */
export function traitWord(word: string): string {
  const words: Record<string, () => string> = {
    dark: () => t('dark'),
    light: () => t('light'),
    'soft in contrast': () => t('soft in contrast'),
    'rich in contrast': () => t('rich in contrast'),
    'muted in colour': () => t('muted in colour'),
    'bright in colour': () => t('bright in colour'),
    'few lines': () => t('few lines'),
    'many lines': () => t('many lines'),
    smooth: () => t('smooth'),
    'grainy or hatched': () => t('grainy or hatched'),
  };
  return words[word]?.() ?? word;
}

/** What looked. */
export function judgeName(judge: string): string {
  return judge === 'perceptual encoder' ? t('the encoder that ships') : judge;
}

/** One plain sentence on how far a map can be trusted. */
export function trustText(trust: ReturnType<typeof trustIn>): string {
  if (!trust) return t('Not tried by itself.');
  const [gain, spread] = [signed(trust.gain), trust.spread.toFixed(3)];
  if (trust.trust === 'good')
    return t(
      'Trust it: exchanging what it names first changes the figure by {0} more than chance (± {1}).',
      gain,
      spread,
    );
  if (trust.trust === 'some')
    return t('Trust it in the large: it does better than chance by {0} (± {1}), not each time.', gain, spread);
  return t(
    'Trust it little: it does no better than chance here ({0} ± {1}), mostly since it is nearly even.',
    gain,
    spread,
  );
}

type Hint = NonNullable<Told['advice']>[number];

/** A hint; in the engine's words where it is none that is known. */
export function adviceText({ id, message, values }: Hint): string {
  const [first = 0, second = 0, third = 0] = values;
  switch (id) {
    case 'structure':
      return values.length > 2
        ? t(
            'Only {0} of the structure is kept at strength {1}; up to {2} half of it stays.',
            percent(first),
            second,
            third.toFixed(2),
          )
        : t('Only {0} of the structure is kept at strength {1}.', percent(first), second);
    case 'region':
      return t('{0} loses {1} times as much structure as the whole.', regionName(first, second), third.toFixed(1));
    case 'weak':
      return first > 0.01
        ? t('Full strength goes {0} of the way to this style; training would teach it.', percent(first))
        : t('Full strength comes no nearer to this style; training would teach it.');
    case 'dark':
      return t(
        'The result is {0} darker: the reference has L* {1} on average, the picture {2}.',
        percent(first),
        second.toFixed(0),
        third.toFixed(0),
      );
    case 'light':
      return t(
        'The result is {0} lighter: the reference has L* {1} on average, the picture {2}.',
        percent(first),
        second.toFixed(0),
        third.toFixed(0),
      );
    case 'colour':
      return t('Forms stay, colours hardly: where they matter, keep them.');
    default:
      return message;
  }
}

/** @param down and @param across in thirds */
function regionName(down: number, across: number): string {
  const names = [
    [t('The top left'), t('The top middle'), t('The top right')],
    [t('The left'), t('The middle'), t('The right')],
    [t('The bottom left'), t('The bottom middle'), t('The bottom right')],
  ];
  return names[down]?.[across] ?? '';
}

export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

export function signed(value: number, digits = 3): string {
  return `${value > 0 ? '+' : ''}${value.toFixed(digits).replace('-', '−')}`;
}

/** A share of an effect, with its sign; what is as good as nothing has none. */
export function effectText(value: number, effect: Effect): string {
  const text = effect === 'colour' ? value.toFixed(1) : percent(value);
  if (Number.parseFloat(text) === 0) return text.replace('-', '');
  return value > 0 ? `+${text}` : text.replace('-', '−');
}
