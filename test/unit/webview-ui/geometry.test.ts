import { describe, expect, it } from 'vitest';
import { dividerAt, frameRatio, isSprite } from '../../../webview-ui/geometry';

describe('dividerAt', () => {
  const box = { left: 100, width: 200 };

  it('is the share of the box to the left of the pointer', () => {
    expect(dividerAt(150, box)).toBe(25);
  });

  it('stays in the box when the pointer leaves it', () => {
    expect(dividerAt(-5, box)).toBe(0);
    expect(dividerAt(999, box)).toBe(100);
  });
});

describe('isSprite', () => {
  it('counts small pictures and strips, and no photograph', () => {
    expect(isSprite({ width: 32, height: 32 })).toBe(true);
    expect(isSprite({ width: 192, height: 24 })).toBe(true);
    expect(isSprite({ width: 481, height: 321 })).toBe(false);
  });
});

describe('frameRatio', () => {
  it("is the picture's own where a row can take it", () => {
    expect(frameRatio({ width: 3, height: 2 })).toBe(1.5);
  });

  it('is bounded for banners and towers', () => {
    const banner = frameRatio({ width: 8000, height: 100 });
    const tower = frameRatio({ width: 100, height: 8000 });
    expect(banner).toBeLessThan(4);
    expect(tower).toBeGreaterThan(0.5);
  });
});
