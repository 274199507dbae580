import { describe, expect, it } from 'vitest';
import { readAtlas } from '../../../src/shared/atlas';

const frame = (x: number, y: number, w: number, h: number) => ({ frame: { x, y, w, h } });
const more = { trimmed: false, spriteSourceSize: { x: 0, y: 0, w: 8, h: 8 }, sourceSize: { w: 8, h: 8 } };
const meta = { app: 'https://www.codeandweb.com/texturepacker', image: 'hero.png', size: { w: 64, h: 32 }, scale: '1' };
const read = (json: unknown, picture = '/art/hero.png') => readAtlas(JSON.stringify(json), picture);

describe('readAtlas', () => {
  it('reads the hash and the array of TexturePacker alike', () => {
    const expected = [
      { name: 'idle.png', rect: { left: 2, top: 4, right: 18, bottom: 28 }, turned: false },
      { name: 'run.png', rect: { left: 20, top: 0, right: 40, bottom: 10 }, turned: false },
    ];
    const [idle, run] = [
      { ...frame(2, 4, 16, 24), rotated: false, ...more },
      { ...frame(20, 0, 20, 10), rotated: false, ...more },
    ];
    expect(read({ frames: { 'idle.png': idle, 'run.png': run }, meta })).toEqual(expected);
    const array = [
      { filename: 'idle.png', ...idle },
      { filename: 'run.png', ...run },
    ];
    expect(read({ frames: array, meta })).toEqual(expected);
  });

  it('reads what Aseprite writes: hash and array, with durations', () => {
    const ase = { ...frame(0, 0, 32, 32), rotated: false, ...more, duration: 100 };
    const second = { ...ase, ...frame(32, 0, 32, 32) };
    const own = { app: 'https://www.aseprite.org/', version: '1.3', image: 'hero.png', frameTags: [] };
    const names = (json: unknown) => read(json).map(({ name, rect }) => [name, rect.left]);
    expect(names({ frames: { 'hero 0.aseprite': ase, 'hero 1.aseprite': second }, meta: own })).toEqual([
      ['hero 0.aseprite', 0],
      ['hero 1.aseprite', 32],
    ]);
    expect(names({ frames: [{ ...ase, filename: 'a' }, second], meta: own })).toEqual([
      ['a', 0],
      ['1', 32],
    ]);
  });

  it('swaps the sides of a rotated frame, which are told as it was', () => {
    expect(read({ frames: { a: { ...frame(5, 6, 30, 10), rotated: true, ...more } } })).toEqual([
      { name: 'a', rect: { left: 5, top: 6, right: 15, bottom: 36 }, turned: true },
    ]);
  });

  it('finds the sheet among several by the name of the picture', () => {
    const textures = [
      { image: 'hero-0.png', frames: [{ filename: 'a', ...frame(0, 0, 1, 1) }] },
      { image: 'hero-1.png', frames: [{ filename: 'b', ...frame(0, 0, 1, 1) }] },
    ];
    expect(read({ textures }, 'C:\\art\\hero-1.png').map(({ name }) => name)).toEqual(['b']);
    expect(() => read({ textures })).toThrow('it says nothing of hero.png');
  });

  it('leaves out empty frames', () => {
    expect(read({ frames: { a: frame(0, 0, 0, 0), b: frame(0, 0, 4, 4) } }).map(({ name }) => name)).toEqual(['b']);
  });

  it.each(['', '[]', '{"frames":{"a":{"frame":{"x":-1,"y":0,"w":1,"h":1}}}}', '{"layers":[]}', '{"frames":{"a":{}}}'])(
    'says of anything else that it is no such thing: %s',
    (text) => {
      expect(() => readAtlas(text, 'hero.png')).toThrow('it is no sprite sheet of TexturePacker or Aseprite in JSON');
    },
  );
});
