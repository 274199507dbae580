import { describe, expect, it } from 'vitest';
import { levelFor, pieceUri, surroundings, visiblePieces } from '../../../../webview-ui/comparer/pyramid';

const poster = { width: 12_000, height: 8000, tile: 512, levels: 6, uri: 'p/{level}/{column}_{row}.png' };
const stage = { width: 1000, height: 600 };

describe('a picture in pieces', () => {
  it('is seen by its own pixels at their own size and larger', () => {
    expect([32, 1, 0.51].map((zoom) => levelFor(zoom, 6))).toEqual([0, 0, 0]);
  });

  it('is halved as long as no pixel of the stage goes without one of its own', () => {
    expect([0.5, 0.26, 0.25, 0.125].map((zoom) => levelFor(zoom, 6))).toEqual([1, 1, 2, 3]);
    expect(levelFor(0.001, 6)).toBe(5);
  });

  it('shows the pieces in sight, and no others', () => {
    const pieces = visiblePieces({ zoom: 1, x: -1000, y: -600 }, stage, poster);
    expect(pieces.map(({ column, row }) => [column, row])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [1, 2],
      [2, 2],
      [3, 2],
    ]);
  });

  it('is surrounded by the pieces next to those in sight', () => {
    const places = surroundings({ zoom: 2, x: -2100, y: -2100 }, stage, poster).map(({ column, row }) => [column, row]);
    expect(places).toEqual([1, 2, 3].flatMap((row) => [1, 2, 3, 4].map((column) => [column, row])));
    const corner = surroundings({ zoom: 2, x: 0, y: 0 }, stage, poster).map(({ column, row }) => [column, row]);
    expect(corner).toEqual([0, 1].flatMap((row) => [0, 1].map((column) => [column, row])));
  });

  it('covers every pixel in sight exactly once, at any zoom and place', () => {
    for (const zoom of [0.07, 0.13, 0.3, 0.5, 0.9, 1, 2.5, 32])
      for (const [x, y] of [
        [-3000 * zoom, -2000 * zoom],
        [100, 50],
        [-11_900 * zoom, -7950 * zoom],
      ]) {
        const pieces = visiblePieces({ zoom, x: x!, y: y! }, stage, poster);
        const area = pieces.reduce((sum, { left, top, right, bottom }) => sum + (right - left) * (bottom - top), 0);
        const across = [Math.min(...pieces.map(({ left }) => left)), Math.max(...pieces.map(({ right }) => right))];
        const down = [Math.min(...pieces.map(({ top }) => top)), Math.max(...pieces.map(({ bottom }) => bottom))];
        expect(area).toBe((across[1]! - across[0]!) * (down[1]! - down[0]!));
        expect(across[0]).toBeLessThanOrEqual(Math.max(0, -x! / zoom));
        expect(across[1]).toBeGreaterThanOrEqual(Math.min(poster.width, (stage.width - x!) / zoom));
        expect(down[0]).toBeLessThanOrEqual(Math.max(0, -y! / zoom));
        expect(down[1]).toBeGreaterThanOrEqual(Math.min(poster.height, (stage.height - y!) / zoom));
      }
  });

  it('names its files from the smallest level up, as they are written', () => {
    const [piece] = visiblePieces({ zoom: 1, x: 0, y: 0 }, stage, poster);
    expect(pieceUri(poster, piece!)).toBe('p/5/0_0.png');
  });
});
