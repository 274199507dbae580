import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { ReportAsset, ReportModel } from '../../src/shared/report';
import { openBrowser } from './browser';
import { ROOT } from './server';

/** Reports opened from disk in a browser, for the tests of the suite that calls this. No page may have errors. */
export interface ReportPages {
  /** Of the tests alone. */
  folder: string;
  /** The page's bundle. */
  script(): string;
  /** Errors of the page, to be taken out by those who expect them. */
  problems: string[];
  /** Opens a page, and its first picture large. `prepare` is called before the page is loaded. */
  open(html: string, options?: BrowserContextOptions, prepare?: (page: Page) => Promise<unknown>): Promise<Page>;
}

export function useReportPages(): ReportPages {
  const folder = mkdtempSync(join(tmpdir(), 'stylize-page-'));
  const problems: string[] = [];
  let browser: Browser;
  let script = '';
  let page: Page | undefined;
  beforeAll(async () => {
    browser = await openBrowser();
    script = readFileSync(join(ROOT, 'dist/webview/compare.js'), 'utf8');
  });
  afterEach(async () => {
    await page?.context().close();
    page = undefined;
    expect(problems.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });
  return {
    folder,
    script: () => script,
    problems,
    async open(html, options, prepare) {
      const path = join(folder, 'index.html');
      writeFileSync(path, html);
      page = await (await browser.newContext({ viewport: { width: 1200, height: 800 }, ...options })).newPage();
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      await prepare?.(page);
      await page.goto(pathToFileURL(path).href);
      await page.locator('.name').first().press('Enter');
      await page.locator('dialog[open]').waitFor();
      return page;
    },
  };
}

export type Rgb = readonly [number, number, number];

export function flat(width: number, height: number, [r, g, b]: Rgb) {
  return sharp({ create: { width, height, channels: 3, background: { r, g, b } } });
}

export function uris(before: Buffer, after: Buffer) {
  const uri = (png: Buffer) => `data:image/png;base64,${png.toString('base64')}`;
  return { before: uri(before), after: uri(after) };
}

type Shown = Pick<ReportAsset, 'width' | 'height' | 'before' | 'after'> & Partial<ReportAsset>;

export function modelOf(...assets: Shown[]): ReportModel {
  return {
    title: 'Run',
    generated: '2026-10-14T12:00:00Z',
    totals: { done: assets.length, cached: 0, failed: 0, milliseconds: 1 },
    styles: [{ name: 'ink' }],
    assets: assets.map((asset) => ({ source: 'a.png', output: 'out/a.png', style: 'ink', cached: false, ...asset })),
  };
}
