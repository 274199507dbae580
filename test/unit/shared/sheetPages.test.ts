import { describe, expect, it } from 'vitest';
import { reportPages, SHEET_PAGE, sheetPages } from '../../../src/shared/sheetPages';

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('the pages of a contact sheet', () => {
  it('are one, named as it is, for as many as a page holds', () => {
    expect(sheetPages('/a.b/sheet.png', range(SHEET_PAGE))).toEqual([
      { path: '/a.b/sheet.png', assets: range(SHEET_PAGE) },
    ]);
  });

  it.each([101, 201, 999, 1000, 2345, 10_000])('hold each of %i once, in order, about as many on each', (count) => {
    const pages = sheetPages('sheet.html', range(count));
    expect(pages.flatMap(({ assets }) => assets)).toEqual(range(count));
    const lengths = pages.map(({ assets }) => assets.length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(SHEET_PAGE);
    expect(Math.min(...lengths)).toBeGreaterThan(SHEET_PAGE / 3);
    const paths = pages.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect([...paths].sort()).toEqual(paths);
  });

  it('carry numbers before the extension, and after a name that has none', () => {
    expect(sheetPages('/a.b/sheet.png', range(3), 2).map(({ path }) => path)).toEqual([
      '/a.b/sheet-1.png',
      '/a.b/sheet-2.png',
    ]);
    expect(sheetPages('C:\\a.b\\sheet', range(11), 1).map(({ path }) => path)[1]).toBe('C:\\a.b\\sheet-02');
  });
});

describe('the pages of a report', () => {
  it('begin at the name that was asked for, and hold each picture once, in order', () => {
    const pages = reportPages('/a.b/page.html', range(25), 10);
    expect(pages.map(({ path }) => path)).toEqual(['/a.b/page.html', '/a.b/page-2.html', '/a.b/page-3.html']);
    expect(pages.flatMap(({ assets }) => assets)).toEqual(range(25));
  });

  it('are one also where there is nothing to show', () => {
    expect(reportPages('page.html', [])).toEqual([{ path: 'page.html', assets: [] }]);
  });
});
