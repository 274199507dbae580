/** The styles that were applied last, as they are remembered between sessions. */

/** Where a style is found again: a name in a manifest, or a reference (an absolute path, or built-in). */
export type StyleOrigin = { manifest: string; name: string } | { reference: string };

/** The list with a style moved, or put, to its front. */
export function remember(recent: readonly StyleOrigin[], style: StyleOrigin): StyleOrigin[] {
  return [style, ...recent.filter((other) => !isSameOrigin(other, style))].slice(0, MOST);
}

export function isSameOrigin(a: StyleOrigin, b: StyleOrigin): boolean {
  if ('reference' in a) return 'reference' in b && a.reference === b.reference;
  return 'manifest' in b && a.manifest === b.manifest && a.name === b.name;
}

/** What can be used of a list that another version may have stored. */
export function readRecent(stored: unknown): StyleOrigin[] {
  return Array.isArray(stored) ? stored.filter(isOrigin).slice(0, MOST) : [];
}

/** More would have to be read rather than recognised. */
const MOST = 8;

function isOrigin(value: unknown): value is StyleOrigin {
  if (typeof value !== 'object' || value === null) return false;
  const { manifest, name, reference } = value as Record<string, unknown>;
  return typeof reference === 'string' || (typeof manifest === 'string' && typeof name === 'string');
}
