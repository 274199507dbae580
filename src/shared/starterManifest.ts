import { extensionOf } from './outputTemplate';
import { isPicture } from './pictureFiles';

/**
 * The text of a first manifest for a folder with these files (relative, forward slashes): its pictures take the look of the
 * pictures in a folder such as `styles`. What is not there to be found is left for a person to fill in, and says so.
 */
export function starterManifest(files: readonly string[]): string {
  const pictures = files
    .filter((file) => isPicture(file) && !file.split('/').some((part) => RESULTS.test(part)))
    .sort();
  const references = pictures.filter(isReference).slice(0, MOST_STYLES);
  const styles = references.length > 0 ? namesOf(references) : new Map([['gouache', 'builtin:gouache']]);
  const own = pictures.filter((file) => !isReference(file));
  const inputs = own.length > 0 ? patternsOf(own) : ['art/**/*.png'];
  const excluded = excludedBy(inputs, references);
  const [first, ...others] = [...styles].map(([name, path]) => `${quote(name)}: { "reference": ${quote(path)} },`);
  return `{
  "version": 1,
  // Styles by name. Each is taken from the look of a picture${references.length > 0 ? '' : ': name one of yours in place of the built-in one'}.
  // "strength" (0 to 1) and "preserveColor" (true or false) may be added.
  "styles": {
    ${first}${others.map((style) => `\n    // ${style}`).join('')}
  },
  // Which pictures take which style, and where the results go. Your own pictures are never changed.
  "assets": [
    {
      "input": ${listOf(inputs)},${excluded.length > 0 ? `\n      "exclude": ${listOf(excluded)},` : ''}
      "style": ${quote([...styles.keys()][0]!)},
      "output": "out/{dir}/{name}.{ext}",
    },
  ],
}
`;
}

const MOST_STYLES = 6;
/** Folders whose pictures lend their look. */
const REFERENCES = /^(styles?|references?|refs?|looks?|moods?)$/i;
/** Folders whose pictures somebody's tools have made. */
const RESULTS = /^(out|output|outputs|dist|build|stylized|node_modules|\..*)$/i;

function isReference(file: string): boolean {
  return file
    .split('/')
    .slice(0, -1)
    .some((part) => REFERENCES.test(part));
}

/** Styles by the names of their pictures' files, without what a style's name can't have. */
function namesOf(references: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const path of references) {
    const file = path.slice(path.lastIndexOf('/') + 1);
    const plain = file.slice(0, file.length - extensionOf(file).length - 1).replace(/[^\p{L}\p{M}\p{N} ._-]/gu, '-');
    const name = plain.replace(/^[^\p{L}\p{N}]+|[ .]+$/gu, '') || 'style';
    let free = name;
    for (let number = 2; names.has(free); number++) free = `${name}-${number}`;
    names.set(free, path);
  }
  return names;
}

/** One pattern for each folder at the top, and one for the pictures that lie in none. */
function patternsOf(pictures: readonly string[]): string[] {
  const places = new Map<string, Set<string>>();
  for (const path of pictures) {
    const slash = path.indexOf('/');
    const place = slash < 0 ? '' : path.slice(0, slash);
    places.set(place, (places.get(place) ?? new Set()).add(extensionOf(path)));
  }
  return [...places].map(([place, extensions]) => {
    const all = [...extensions].sort();
    const files = all.length === 1 ? `*.${all[0]}` : `*.{${all.join()}}`;
    return place ? `${escaped(place)}/**/${files}` : files;
  });
}

/** The folders of references that lie where pictures are looked for. */
function excludedBy(inputs: readonly string[], references: readonly string[]): string[] {
  const folders = references.map((path) => {
    const parts = path.split('/');
    return parts.slice(0, parts.findIndex((part) => REFERENCES.test(part)) + 1);
  });
  const among = folders.filter(([top]) => inputs.some((input) => input.startsWith(`${escaped(top!)}/**/`)));
  return [...new Set(among.map((parts) => `${parts.map(escaped).join('/')}/**`))];
}

/** A folder's name as a pattern that means just it. */
function escaped(name: string): string {
  return name.replace(/[*?[\]{}()!+@\\]/g, '\\$&');
}

function listOf(texts: readonly string[]): string {
  return texts.length === 1 ? quote(texts[0]!) : `[${texts.map(quote).join(', ')}]`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
