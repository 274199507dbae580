import type { Page } from 'playwright-core';

/** The looks in which every screen is shown, and how the workbench and its webviews name them. */
const THEMES = {
  dark: { name: 'dark_modern', webview: 'vscode-dark' },
  light: { name: 'light_modern', webview: 'vscode-light' },
  'high-contrast': { name: 'hc_black', webview: 'vscode-high-contrast' },
} as const;

export type Theme = keyof typeof THEMES;
export const ALL_THEMES = Object.keys(THEMES) as Theme[];

/** With these the window follows the system, whose part the tests play: the server does not see settings change. */
export const THEME_SETTINGS = {
  'window.autoDetectColorScheme': true,
  'window.autoDetectHighContrast': true,
  'workbench.preferredDarkColorTheme': 'Default Dark Modern',
  'workbench.preferredLightColorTheme': 'Default Light Modern',
  'workbench.preferredHighContrastColorTheme': 'Default High Contrast',
};

/** Lets `wear` switch high contrast in a page that is yet to be opened. */
export async function prepareThemes(page: Page): Promise<void> {
  // not by emulated forced colours: these would repaint the pages too, which a high contrast theme does not
  await page.addInitScript(() => {
    const real = window.matchMedia.bind(window);
    const contrast = Object.assign(new EventTarget(), { matches: false });
    window.matchMedia = (query) =>
      query === '(forced-colors: active)' ? (contrast as unknown as MediaQueryList) : real(query);
    window.addEventListener('test:contrast', (event) => {
      contrast.matches = (event as CustomEvent<boolean>).detail;
      contrast.dispatchEvent(new Event('change'));
    });
  });
}

/** Switches the theme as the system would, and waits until the window and all webviews in sight wear it. */
export async function wear(page: Page, theme: Theme): Promise<void> {
  const { name, webview } = THEMES[theme];
  await page.emulateMedia({ colorScheme: theme === 'light' ? 'light' : 'dark' });
  await page.evaluate(
    (contrast) => window.dispatchEvent(new CustomEvent('test:contrast', { detail: contrast })),
    theme === 'high-contrast',
  );
  await page.locator(`.monaco-workbench[class*="themes-${name}-json"]`).waitFor();
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
