/** Readies the document for a page: with these sheets, through the CSSOM, which a content security policy without `style-src` still allows. */
export function prepareDocument(...texts: string[]): void {
  const sheets = texts.map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, ...sheets];
  followPixelRatio();
}

/** Lets the sheets size pictures in device pixels; zooming the page changes the ratio and fires `resize`. */
function followPixelRatio(): void {
  const update = () => document.documentElement.style.setProperty('--dpr', String(window.devicePixelRatio));
  window.addEventListener('resize', update);
  update();
}
