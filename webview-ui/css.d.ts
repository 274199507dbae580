/** Sheets are bundled as text, see the rule for `.css` in webpack.config.mjs. */
declare module '*.css' {
  const text: string;
  export = text;
}
