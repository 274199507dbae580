import { describe, expect, it } from 'vitest';
import { renderCompanion } from '../../../src/shared/outputTemplate';

describe('renderCompanion', () => {
  it.each([
    ['{dir}/{name}.json', 'art/hero.png', 'art/hero.json'],
    ['{dir}/{name}.json', 'hero.png', 'hero.json'],
    ['{dir}/{name}.json', '../art/hero.png', '../art/hero.json'],
    ['{dir}/{name}.json', '/art/hero.png', '/art/hero.json'],
    ['{dir}/{name}.json', 'C:/art/hero.png', 'C:/art/hero.json'],
    ['masks/{name}.{ext}', 'art/hero.png', 'masks/hero.png'],
  ])('finds the file %s beside %s', (template, source, file) => {
    expect(renderCompanion(template, source)).toBe(file);
  });
});
