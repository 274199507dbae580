import type { Page } from 'playwright-core';

/** The looks in which every screen is shown: the setting's value, and how the workbench and its webviews name it. */
export const THEMES = {
  dark: { colorTheme: 'Default Dark Modern', workbench: 'dark_modern', webview: 'vscode-dark' },
  light: { colorTheme: 'Default Light Modern', workbench: 'light_modern', webview: 'vscode-light' },
  'high-contrast': { colorTheme: 'Default High Contrast', workbench: 'hc_black', webview: 'vscode-high-contrast' },
} as const;

export type Theme = keyof typeof THEMES;

/** Waits until the window and all webviews in sight wear a theme. */
export async function themeIsOn(page: Page, theme: Theme): Promise<void> {
  const { workbench, webview } = THEMES[theme];
  await page.locator(`.monaco-workbench[class*="themes-${workbench}-json"]`).waitFor();
  const webviews = page.locator('iframe.webview.ready:visible');
  for (let i = 0; i < (await webviews.count()); i++)
    await webviews
      .nth(i)
      .contentFrame()
      .frameLocator('iframe#active-frame')
      .locator(`body[data-vscode-theme-kind="${webview}"]`)
      .waitFor();
  // painted, and not only told
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}
