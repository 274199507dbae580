import { describe, expect, it } from 'vitest';
import { hoverAt } from '../../../src/shared/manifestHover';
import { outlineManifest } from '../../../src/shared/manifestOutline';
import { withCursor } from './manuscript';

const pictures = ['art/a.png', 'art/b.png', 'art/old/c.png', 'out/a.png', 'styles/ink.png'];
const files = { pictures, results: new Set(['out/a.png']) };

function hover(marked: string) {
  const { text, offset } = withCursor(marked);
  const found = hoverAt(outlineManifest(text), offset, files);
  return found && { ...found, text: text.slice(found.offset, found.offset + found.length) };
}

const rule = (marked: string) => hover(`{ "styles": {}, "assets": [{ ${marked} }] }`);

describe('hovering', () => {
  it('over a style tells its pictures and its strength, where it is defined and where it is used', () => {
    const ink = {
      kind: 'style',
      references: [{ path: 'styles/ink.png', weight: 1 }],
      strength: 0.5,
      preserveColor: true,
    };
    const style = '"reference": "./styles/ink.png", "strength": 0.5, "preserveColor": true';
    expect(hover(`{ "styles": { "i¦nk": { ${style} } } }`)).toMatchObject({ ...ink, text: 'ink' });
    expect(hover(`{ "styles": { "ink": { ${style} } }, "assets": [{ "style": "¦ink" }] }`)).toMatchObject(ink);
    const blend = `"ink": { ${style} }, "mix": { "blend": { "i¦nk": 1 } }`;
    expect(hover(`{ "styles": { ${blend} } }`)).toMatchObject(ink);
  });

  it('over a blend shares the pictures by weight', () => {
    const styles = '"a": { "reference": "a.png" }, "b": { "reference": "b.png" }';
    expect(hover(`{ "styles": { ${styles}, "m¦ix": { "blend": { "a": 1, "b": 3 } } } }`)).toMatchObject({
      references: [
        { path: 'a.png', weight: 0.25 },
        { path: 'b.png', weight: 0.75 },
      ],
    });
  });

  it('over an input counts its pictures, and those that "exclude" leaves out', () => {
    expect(rule('"input": "art/¦**", "exclude": "art/old/**"')).toMatchObject({
      kind: 'input',
      count: 2,
      first: ['art/a.png', 'art/b.png'],
      excluded: 1,
    });
    expect(rule('"input": ["art/*", "**/¦*"]')).toMatchObject({ count: 4, excluded: 0 });
    expect(rule('"input": "**", "exclude": ["art/¦*.png"]')).toMatchObject({ kind: 'exclude', count: 2 });
  });

  it('over an output tells what the first picture becomes', () => {
    expect(rule('"input": "art/*", "style": "ink", "output": "o¦ut/{dir}/{name}-{style}.webp"')).toMatchObject({
      source: 'art/a.png',
      output: 'out/art/a-ink.webp',
      count: 2,
    });
    expect(rule('"input": "art/*", "output": "o¦ut/{name}.{ext}", "format": "jpeg"')).toMatchObject({
      output: 'out/a.jpg',
    });
    expect(rule('"input": "none", "output": "o¦ut/{name}"')).toBeUndefined();
    expect(rule('"input": "art/*", "output": "o¦ut/{nam}"')).toBeUndefined();
  });

  it('says nothing of what is not known, and bears what is not valid', () => {
    expect(rule('"style": "¦none"')).toBeUndefined();
    expect(rule('"quality": ¦5')).toBeUndefined();
    expect(rule('"input": "¦", "exclude": "./"')).toMatchObject({ count: 0 });
    expect(rule(`"input": "¦${'a'.repeat(70_000)}"`)).toMatchObject({ count: 0 });
    expect(hover('{ "styles": { "a": { "blend": { "¦a": "x" } } }')).toMatchObject({ references: [] });
    expect(hover('{ "styles": [{ "a¦": 1 }], "assets": "x"')).toBeUndefined();
  });
});
