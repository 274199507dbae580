import { describe, expect, it } from 'vitest';
import { fileMatcher } from '../../../src/shared/fileMatcher';
import { ruleInput } from '../../../src/shared/ruleInput';

const takes = (input: string, file: string) => fileMatcher({ input })(file);

describe('the input of a rule', () => {
  it.each(['fox.png', 'art/icon [1].png', 'a(b)/c{d}.webp'])('takes the picture %s and no other', (picture) => {
    expect(takes(ruleInput(picture, false), picture)).toBe(true);
    expect(takes(ruleInput(picture, false), `more/${picture}`)).toBe(false);
  });

  it.each(['', 'art', 'art/old [2024]', 'a+b (c)/{d}', '!new'])('takes all pictures of the folder "%s"', (folder) => {
    const input = ruleInput(folder, true);
    const inside = folder === '' ? '' : `${folder}/`;
    expect(takes(input, `${inside}fox.png`)).toBe(true);
    expect(takes(input, `${inside}deep/er/fox.jpeg`)).toBe(true);
    expect(takes(input, `${inside}notes.txt`)).toBe(false);
    if (folder !== '') expect(takes(input, 'elsewhere/fox.png')).toBe(false);
  });
});
