import { join } from 'node:path';
import { BUILTIN_STYLES, builtinReference } from '../shared/builtinStyles';
import { Console, count } from './console';
import { STYLES } from './installation';

/** `stylize styles`: the built-in styles, one a line. */
export function stylesCommand({ json }: { json: boolean }): void {
  const console = new Console(json);
  const wide = Math.max(...BUILTIN_STYLES.map((style) => builtinReference(style).length));
  for (const style of BUILTIN_STYLES) {
    const { id, title, description, file } = style;
    const reference = builtinReference(style);
    const data = { id, title, description, reference, file: join(STYLES, file) };
    console.asset(
      () => `${reference.padEnd(wide)}  ${title}: ${description}`,
      () => data,
    );
  }
  const total = BUILTIN_STYLES.length;
  console.summary(`${count(total, 'style')}, for --style and for "reference" in a manifest`, {
    summary: true,
    styles: total,
  });
}
