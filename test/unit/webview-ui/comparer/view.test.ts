import { describe, expect, it } from 'vitest';
import {
  boundView,
  centreView,
  edges,
  exceeds,
  fitView,
  nextZoom,
  pixelAt,
  readPlace,
  resizeView,
  zoomAround,
} from '../../../../webview-ui/comparer/view';

const stage = { width: 800, height: 600 };

describe('fitView', () => {
  it('shows all of a large picture, in the middle', () => {
    expect(fitView({ width: 1600, height: 800 }, stage)).toEqual({ zoom: 0.5, x: 0, y: 100 });
  });

  it('enlarges to crisp pixels by whole factors only', () => {
    expect(fitView({ width: 256, height: 256 }, stage)).toEqual({ zoom: 2, x: 144, y: 44 });
    expect(fitView({ width: 500, height: 400 }, stage).zoom).toBe(1.5);
  });
});

describe('zoomAround', () => {
  const picture = { width: 400, height: 400 };
  const point = { x: 321, y: 123 };

  it('keeps the spot under the point, there and back', () => {
    const view = fitView(picture, stage);
    const near = zoomAround(view, 12, point);
    expect(near.zoom).toBe(12);
    expect(spot(near)).toEqual({ x: expect.closeTo(spot(view).x), y: expect.closeTo(spot(view).y) });
    const back = zoomAround(near, view.zoom, point);
    expect(back).toEqual({ zoom: view.zoom, x: expect.closeTo(view.x), y: expect.closeTo(view.y) });
  });

  it('is not moved by the bounds where the spot is in the picture', () => {
    const near = zoomAround(fitView(picture, stage), 8, { x: 110, y: 590 });
    expect(boundView(near, picture, stage)).toEqual(near);
  });

  it('goes from 2 % to 3200 % and no further', () => {
    const view = fitView(picture, stage);
    expect(zoomAround(view, 99, point).zoom).toBe(32);
    expect(zoomAround(view, 0, point).zoom).toBe(0.02);
  });

  function spot({ zoom, x, y }: { zoom: number; x: number; y: number }) {
    return { x: (point.x - x) / zoom, y: (point.y - y) / zoom };
  }
});

describe('nextZoom', () => {
  it('goes through round values up to 3200 %', () => {
    const up = [1];
    while (up.at(-1)! < 32) up.push(nextZoom(up.at(-1)!, 1));
    expect(up).toEqual([1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32]);
    expect(nextZoom(32, 1)).toBe(32);
    expect(nextZoom(0.43, -1)).toBe(0.3);
    expect(nextZoom(0.02, -1)).toBe(0.02);
  });

  it('does not stay where rounding left it a hair below a step', () => {
    expect(nextZoom(0.9999999, 1)).toBe(1.5);
    expect(nextZoom(1.0000001, -1)).toBe(0.7);
  });
});

describe('boundView', () => {
  const picture = { width: 1000, height: 1000 };

  it('never loses the picture from sight', () => {
    expect(boundView({ zoom: 1, x: 5000, y: -5000 }, picture, stage)).toEqual({ zoom: 1, x: 400, y: -700 });
  });

  it('puts a picture that fits in the middle', () => {
    expect(boundView({ zoom: 0.5, x: 7, y: 9 }, picture, stage)).toEqual({ zoom: 0.5, x: 150, y: 50 });
  });
});

describe('a view', () => {
  const picture = { width: 100, height: 50 };

  it('keeps its middle when the stage changes its size', () => {
    const view = { zoom: 10, x: -120, y: 30 };
    const middle = (room: typeof stage, { x, y, zoom }: typeof view) => [
      (room.width / 2 - x) / zoom,
      (room.height / 2 - y) / zoom,
    ];
    const half = { width: 400, height: 600 };
    expect(middle(half, resizeView(view, stage, half))).toEqual(middle(stage, view));
  });

  it('exceeds the stage where part of the picture is out of sight', () => {
    expect(exceeds(centreView(picture, stage, 8), picture, stage)).toBe(false);
    expect(exceeds(centreView(picture, stage, 9), picture, stage)).toBe(true);
  });

  it('tells the pixel under a point, in each copy the same, and none beside the picture', () => {
    const view = { zoom: 2, x: 10, y: 20 };
    expect(pixelAt(view, picture, 1, { x: 13.9, y: 20 })).toEqual({ x: 1, y: 0 });
    expect(pixelAt(view, picture, 3, { x: 213.9, y: 120 })).toEqual({ x: 1, y: 0 });
    expect(pixelAt(view, picture, 1, { x: 9, y: 30 })).toBeUndefined();
    expect(pixelAt(view, picture, 1, { x: 210, y: 30 })).toBeUndefined();
  });

  it('has copies that share their edges', () => {
    expect(edges(0.4, 33.3, 3)).toEqual([0, 33, 67, 100]);
  });

  it('has copies that keep their sizes wherever they start', () => {
    expect(edges(-7.7, 33.3, 3)).toEqual([-8, 25, 59, 92]);
  });
});

describe('readPlace', () => {
  it('takes what was remembered', () => {
    const place = { at: 30, view: { zoom: 4, x: -120, y: 8 } };
    expect(readPlace(JSON.parse(JSON.stringify(place)))).toEqual(place);
  });

  it('begins anew with whatever makes no sense', () => {
    const anew = { at: 50, view: undefined };
    for (const state of [undefined, null, 'left', { at: '3' }, { view: { zoom: 2, x: 'left', y: 0 } }])
      expect(readPlace(state)).toEqual(anew);
    expect(readPlace({ at: 700, view: { zoom: 1e9, x: 0, y: 0 } })).toEqual({
      at: 100,
      view: { zoom: 32, x: 0, y: 0 },
    });
  });
});
