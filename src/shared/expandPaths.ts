import type { ManifestInput, WrittenRule, WrittenStyle } from './manifest';
import type { ManifestPath, PlanProblem } from './manifestProblem';
import { mapFiles, saidOf, type Treatment } from './treatment';
import { expandText, type VariableProblem } from './variables';

/** All paths and patterns with their variables filled in, but for keys, which are only checked; of a base only what others inherit. */
export function expandPaths(
  written: ManifestInput,
  values: ReadonlyMap<string, string>,
  isBase: boolean,
): { written: ManifestInput; problems: PlanProblem[] } {
  const problems: PlanProblem[] = [];
  const one = (text: string, path: ManifestPath, onKey = false): string => {
    const expanded = expandText(text, values);
    problems.push(
      ...expanded.problems.map((problem) => ({ ...problemAt(path, problem), ...(onKey && ({ onKey } as const)) })),
    );
    return expanded.text;
  };
  const several = <T extends string | string[] | undefined>(value: T, path: ManifestPath): T => {
    if (typeof value === 'string') return one(value, path) as T;
    return value?.map((text, index) => one(text, [...path, index])) as T;
  };
  const styles = Object.entries(written.styles ?? {}).map(([name, style]): [string, WrittenStyle] => [
    name,
    'reference' in style ? { ...style, reference: several(style.reference, ['styles', name, 'reference']) } : style,
  ]);
  const { defaults } = written;
  const result: ManifestInput = {
    ...written,
    styles: Object.fromEntries(styles),
    ...(defaults && {
      defaults: {
        ...defaults,
        ...(defaults.output !== undefined && { output: one(defaults.output, ['defaults', 'output']) }),
        ...(defaults.exclude !== undefined && { exclude: several(defaults.exclude, ['defaults', 'exclude']) }),
      },
    }),
  };
  if (isBase) return { written: result, problems };
  const treated = <T extends Treatment>(options: T, path: ManifestPath): T => ({
    ...options,
    ...mapFiles(saidOf(options), (text, key) => one(text, [...path, key])),
  });
  for (const key of Object.keys(written.folders ?? {})) one(key, ['folders', key], true);
  if (written.folders)
    result.folders = Object.fromEntries(
      Object.entries(written.folders).map(([key, options]) => [key, treated(options, ['folders', key])]),
    );
  result.assets = written.assets?.map((rule, index): WrittenRule => {
    const at = (...keys: ManifestPath): ManifestPath => ['assets', index, ...keys];
    const { input, exclude, output, outputs } = rule;
    return {
      ...treated(rule, ['assets', index]),
      input: several(input, at('input')),
      ...(exclude !== undefined && { exclude: several(exclude, at('exclude')) }),
      ...(output !== undefined && { output: one(output, at('output')) }),
      ...(outputs && {
        outputs: outputs.map((each, number) => ({
          ...each,
          output: one(each.output, at('outputs', number, 'output')),
        })),
      }),
    };
  });
  return { written: result, problems };
}

/** A problem of a variable, at its place. */
export function problemAt(path: ManifestPath, problem: VariableProblem): PlanProblem {
  return { severity: 'error', path, ...problem };
}
