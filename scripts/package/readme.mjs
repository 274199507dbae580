import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/**
 * A README that reads well where only it is shown, as on the extension's page in VS Code: pictures travel inside it, and links
 * to files of the repository become plain words.
 * @param {string} text Markdown
 * @param {string} folder where its relative paths start
 * @throws where a picture is missing, or of a kind that VS Code does not show
 */
export function standaloneReadme(text, folder) {
  return text
    .replace(/!\[([^\]]*)\]\((?!\w+:)([^)]+)\)/g, (_, words, path) => `![${words}](${dataUri(join(folder, path))})`)
    .replace(/(?<!!)\[([^\]]*)\]\((?!\w+:|#)[^)]+\)/g, '$1');
}

/** @param {string} path */
function dataUri(path) {
  const type = TYPES[extname(path)];
  if (!type) throw new Error(`README shows ${path}, which is not a ${Object.keys(TYPES).join(', ')}`);
  return `data:${type};base64,${readFileSync(path).toString('base64')}`;
}

/** @type {Record<string, string>} */
const TYPES = { '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp', '.gif': 'image/gif' };
