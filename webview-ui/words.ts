let translations: Readonly<Record<string, string>> = {};

/** From now on `t` speaks the language of `table`: its texts, by the English ones. */
export function translateWith(table: Readonly<Record<string, string>>): void {
  translations = table;
}

/** A text in the language of the page; `{0}`, `{1}`… stand for the values. English where there is no translation. */
export function t(english: string, ...values: (string | number)[]): string {
  const text = translations[english] ?? english;
  return text.replace(/\{(\d+)\}/g, (place, index) => String(values[Number(index)] ?? place));
}
