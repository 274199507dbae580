import { builtinProblem } from './builtinStyles';
import { closest, didYouMean } from './closest';
import { asList, findStyle, type Manifest, type Style } from './manifest';
import type { ManifestPath, PlanProblem } from './manifestProblem';
import { partsOf } from './styles';

/** Styles that there are not, that are made of themselves, or of built-in styles that there are not. */
export function styleProblems(manifest: Manifest, isWhole: boolean): PlanProblem[] {
  return [...(isWhole ? unknownStyles(manifest) : []), ...cycles(manifest), ...unknownBuiltins(manifest)];
}

/** The styles that a style is made of, and where it names them. */
function linksOf(name: string, style: Style): { to: string; path: ManifestPath }[] {
  return partsOf(style).map((to) => {
    return { to, path: style.from === undefined ? ['styles', name, 'blend', to] : ['styles', name, 'extends'] };
  });
}

/** A problem of a style; of an inherited one it names the file, at the place of that file's name. */
function problemIn(
  { file, place }: Style,
  path: ManifestPath,
  message: string,
  more: Partial<PlanProblem> = {},
): PlanProblem {
  if (file !== undefined) return { severity: 'error', path: place, message: `${file}: ${message}` };
  return { severity: 'error', path, message, ...more };
}

function unknownStyles(manifest: Manifest): PlanProblem[] {
  const unknown = (name: string): { message: string; more: Partial<PlanProblem> } | undefined => {
    if (findStyle(manifest, name)) return undefined;
    const suggestion = closest(name, Object.keys(manifest.styles));
    const message = `There is no style "${name}".${didYouMean(suggestion)}`;
    return { message, more: { kind: 'unknown-style', ...(suggestion !== undefined && { suggestion }) } };
  };
  const inRules = manifest.assets.flatMap((rule, index): PlanProblem[] => {
    const found = unknown(rule.style);
    return found
      ? [{ severity: 'error', path: ['assets', index, 'style'], message: found.message, ...found.more }]
      : [];
  });
  const inStyles = Object.entries(manifest.styles).flatMap(([name, style]) =>
    linksOf(name, style).flatMap(({ to, path }) => {
      const found = unknown(to);
      const onKey = path[2] === 'blend' && ({ onKey: true } as const);
      return found ? [problemIn(style, path, found.message, { ...found.more, ...onKey })] : [];
    }),
  );
  return [...inRules, ...inStyles];
}

/** Each cycle once, at the link that closes it. */
function cycles(manifest: Manifest): PlanProblem[] {
  const problems: PlanProblem[] = [];
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]) => {
    const style = findStyle(manifest, name);
    if (done.has(name) || !style) return;
    const here = [...trail, name];
    for (const { to, path } of linksOf(name, style)) {
      const start = here.indexOf(to);
      if (start < 0) {
        visit(to, here);
        continue;
      }
      const cycle = [...here.slice(start), to].join(' → ');
      const what = style.from === undefined ? 'A blend cannot contain itself' : 'A style cannot extend itself';
      problems.push(problemIn(style, path, `${what}: ${cycle}.`));
    }
    done.add(name);
  };
  for (const name of Object.keys(manifest.styles)) visit(name, []);
  return problems;
}

function unknownBuiltins(manifest: Manifest): PlanProblem[] {
  return Object.entries(manifest.styles).flatMap(([name, style]) => {
    if (!('reference' in style) || style.from !== undefined) return [];
    const { reference } = style;
    return asList(reference).flatMap((entry, index) => {
      const wrong = builtinProblem(entry);
      if (!wrong) return [];
      const path: ManifestPath = ['styles', name, 'reference', ...(typeof reference === 'string' ? [] : [index])];
      const { message, suggestion } = wrong;
      return [problemIn(style, path, message, suggestion === undefined ? {} : { suggestion })];
    });
  });
}

/** A manifest without rules is there for others to extend. */
export function unusedStyles(manifest: Manifest): PlanProblem[] {
  if (manifest.assets.length === 0) return [];
  const used = new Set<string>();
  const use = (name: string) => {
    const style = findStyle(manifest, name);
    if (used.has(name) || !style) return;
    used.add(name);
    for (const { to } of linksOf(name, style)) use(to);
  };
  for (const { style } of manifest.assets) use(style);
  return Object.entries(manifest.styles)
    .filter(([name, { file }]) => !used.has(name) && file === undefined)
    .map(([name]) => ({
      severity: 'warning',
      path: ['styles', name],
      message: `The style "${name}" is never used by a rule.`,
      kind: 'unused-style',
      onKey: true,
    }));
}
