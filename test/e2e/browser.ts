import { type Browser, chromium } from 'playwright-core';
import { CHROMIUM } from './install';

/** Chromium without a window, and without calls to anywhere; its colours are the same on any machine. */
export function openBrowser(...more: string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--force-color-profile=srgb',
      ...more,
    ],
  });
}
