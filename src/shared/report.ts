/** The page that shows a run before and after: its model, and the one self-contained HTML file made from it. */

import type { Finding } from './lint';

/** What the page shows; pictures are URIs, `data:` ones in a page that has to stand alone. */
export interface ReportModel {
  title: string;
  /** ISO 8601, with the time. */
  generated: string;
  /** `done` were stylised in this run, `cached` were already true to the manifest. */
  totals: { done: number; cached: number; failed: number; milliseconds: number };
  styles: ReportStyle[];
  assets: ReportAsset[];
  /** What is to be looked at in the results, where they were checked. */
  findings?: readonly Pick<Finding, 'file' | 'message' | 'remedy'>[] | undefined;
  /** In a panel of VS Code: whether its pictures can be tuned. */
  tunable?: boolean | undefined;
  /** The page's own words in another language, by the English ones; absent for English. */
  words?: Readonly<Record<string, string>> | undefined;
  /** The files of the pages that share the pictures, beside each other in a folder, and the place of this one among them. */
  series?: { files: string[]; at: number } | undefined;
  /** The first picture is shown large at once, and nothing around it. */
  large?: boolean | undefined;
}

/** A large picture in pieces, for whoever zooms into it. */
export interface TileSet {
  /** Of the whole picture, in pixels. */
  width: number;
  height: number;
  /** Side of a piece in pixels of its level. */
  tile: number;
  /** The last level has the picture's own size, each before it half of the next one's. */
  levels: number;
  /** With `{level}`, `{column}` and `{row}` to be filled in. */
  uri: string;
}

export interface ReportStyle {
  name: string;
  /** The reference picture, small; absent where it could not be read. */
  thumbnail?: string | undefined;
}

export interface ReportAsset {
  /** Path as a person knows it, relative to the manifest's folder. */
  source: string;
  output: string;
  /** The name of one of the model's styles; empty where no style was applied. */
  style: string;
  /** Of the output, in pixels. */
  width: number;
  height: number;
  /** Absent where there is no picture to show. */
  before?: string | undefined;
  after?: string | undefined;
  /** What the sides are called, where they are not before and after. */
  names?: { before: string; after: string } | undefined;
  milliseconds?: { decode: number; network: number; encode: number } | undefined;
  cached: boolean;
  /** Whether it was made before, and only had to be copied. */
  fromCache?: boolean | undefined;
  /** Of an animated picture: whether the page shows it as it moves, or its first frame only. */
  animated?: 'plays' | 'still' | undefined;
  /** Present when there is no output to show; the page then tells this instead. */
  failure?: { cause: string; remedy: string } | undefined;
}

/**
 * The complete HTML of a report.
 *
 * Nothing in it is fetched and nothing but `script` runs: the policy names it by a nonce drawn after the model is
 * known, so no file name can carry it. There is no `style-src`, because the script adopts its sheet through the CSSOM.
 *
 * @param script the bundle `dist/webview/compare.js`, as text
 */
export function reportPage(model: ReportModel, script: string): string {
  const nonce = crypto.randomUUID();
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(nonce)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeText(model.title)}</title>
</head>
<body>
<noscript>This report needs JavaScript to show its pictures; it loads nothing from elsewhere.</noscript>
${modelElement(model)}
<script nonce="${nonce}">${escapeScript(script)}</script>
</body>
</html>
`;
}

/** The element from which the page's script reads its model. */
export function modelElement(model: ReportModel): string {
  return `<script type="application/json" id="model">${escapeJson(model)}</script>`;
}

/** Web Crypto is global in Node and in browsers, but its types come with neither of this room's libraries. */
declare const crypto: { randomUUID(): string };

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    'img-src data:',
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** Text for HTML's text and attributes in double quotes. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Without a literal `<` no end tag and no comment can begin inside the element; JSON reads the escape back. */
export function escapeJson(model: object): string {
  return JSON.stringify(model).replaceAll('<', '\\u003c');
}

/** Only inside its strings can a bundle hold these two, so the escape keeps its meaning. The map is not shipped. */
function escapeScript(script: string): string {
  return script
    .replace(/^\/\/# sourceMappingURL=.*$/m, '')
    .replaceAll('<!--', '\\x3c!--')
    .replace(/<(?=\/script)/gi, '\\x3c');
}
