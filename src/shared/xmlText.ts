/** A text as XML 1.0 may hold it, in elements and in attributes in double quotes. What XML can't hold becomes �. */
export function xmlText(text: string): string {
  return text
    .replace(INVALID, '\uFFFD')
    .replace(/[&<>"\t\n\r]/g, (character) => ENTITIES[character] ?? `&#${character.charCodeAt(0)};`);
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Beyond `Char` of XML 1.0: controls, lone surrogates and two noncharacters. */
const INVALID =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is sought
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
