import { isBuiltin } from './builtinStyles';
import { closest, didYouMean } from './closest';
import { expandPaths, problemAt } from './expandPaths';
import type {
  AssetRule,
  Defaults,
  FolderRule,
  Manifest,
  ManifestInput,
  RuleOutput,
  Style,
  WrittenRule,
  WrittenStyle,
} from './manifest';
import { folderOf, type Layer, type ManifestContext, problemOfBase } from './manifestLayers';
import type { ManifestPath, PlanProblem } from './manifestProblem';
import { joinPath } from './outputTemplate';
import type { OutputSize } from './protocol';
import { saidOf } from './treatment';
import { expandText, expandVariables, variablesIn } from './variables';

/**
 * What a manifest comes down to together with those that it extends: variables filled in, styles and defaults inherited.
 * @param layers that passed the schema, the weakest first, the manifest itself last
 */
export function resolveManifest(
  layers: readonly Layer[],
  set: ManifestContext['set'] = {},
): { manifest: Manifest; variables: ReadonlyMap<string, string>; problems: PlanProblem[] } {
  const variables = variablesOf(layers, set);
  const problems = [...variables.problems];
  const expanded = layers.map((layer) => {
    const { written, problems: found } = expandPaths(layer.written!, variables.values, layer.file !== '');
    if (found.length > 0) problems.push(...(layer.file === '' ? found : [problemOfBase(layer, found)]));
    return { layer, written };
  });
  const own = expanded.at(-1)!.written;
  const defaults: Defaults = Object.assign({}, ...expanded.map(({ written }) => written.defaults));
  const outputPlace: ManifestPath | undefined = own.defaults?.output === undefined ? undefined : ['defaults', 'output'];
  const manifest: Manifest = {
    styles: stylesOf(expanded, defaults),
    assets: (own.assets ?? []).map((rule, index) =>
      ruleOf(rule, layers.at(-1)!.written!.assets![index]!, index, defaults, outputPlace),
    ),
    folders: Object.entries(own.folders ?? {}).map(([key, options]): FolderRule => {
      const folder = joinPath('', expandText(key, variables.values).text);
      return { folder, place: ['folders', key], ...options };
    }),
    match: own.match ?? 'all',
    defaults,
    bases: [],
  };
  return { manifest, variables: variables.values, problems };
}

function variablesOf(layers: readonly Layer[], set: Readonly<Record<string, string>>) {
  const texts: Record<string, string> = Object.assign({}, ...layers.map(({ written }) => written!.variables), set);
  const { values, problems: found } = expandVariables(texts);
  const problems: PlanProblem[] = [];
  for (const [name, wrong] of found) {
    const layer = layers.findLast(({ written }) => Object.hasOwn(written!.variables ?? {}, name));
    const placed = wrong.map((each) => problemAt(['variables', name], each));
    if (layer && !Object.hasOwn(set, name)) problems.push(...(layer.file ? [problemOfBase(layer, placed)] : placed));
    else problems.push(...wrong.map((each) => problemAt(['variables'], { message: `--set ${name}: ${each.message}` })));
  }
  const declared = new Set(layers.flatMap(({ written }) => Object.keys(written!.variables ?? {})));
  const used = new Set(
    [...layers.flatMap(({ text }) => variablesIn(text)), ...Object.values(texts).flatMap(variablesIn)].map(
      ({ name }) => name,
    ),
  );
  for (const name of Object.keys(set)) {
    if (declared.has(name) || used.has(name)) continue;
    const meant = closest(name, [...declared, ...used]);
    problems.push(
      problemAt(['variables'], { message: `--set ${name}: there is no such variable.${didYouMean(meant)}` }),
    );
  }
  return { values, problems };
}

/** By name, the later layers over the earlier ones. */
function stylesOf(
  expanded: readonly { layer: Layer; written: ManifestInput }[],
  defaults: Defaults,
): Manifest['styles'] {
  const written = new Map<string, { style: WrittenStyle; layer: Layer }>();
  for (const { layer, written: manifest } of expanded)
    for (const [name, style] of Object.entries(manifest.styles ?? {}))
      written.set(name, { style: seenFrom(layer, style), layer });
  const resolve = (name: string, trail: readonly string[]): WrittenStyle | undefined => {
    const style = written.get(name)?.style;
    if (!style || !('extends' in style) || trail.includes(name)) return style;
    const { extends: from, ...own } = style;
    const parent = resolve(from, [...trail, name]);
    if (!parent) return undefined;
    const factors = (parent.factors || own.factors) && { ...parent.factors, ...own.factors };
    return { ...parent, ...own, ...(factors && { factors }) };
  };
  return Object.fromEntries(
    [...written].map(([name, { style, layer }]): [string, Style] => {
      const { strength, preserveColor, strokeScale, ...made } = resolve(name, []) ?? style;
      return [
        name,
        {
          // what extends nothing that there is has no pictures; it is told as an error
          ...('extends' in made ? { reference: [] } : made),
          strength: strength ?? defaults.strength ?? 1,
          preserveColor: preserveColor ?? defaults.preserveColor ?? false,
          strokeScale: strokeScale ?? defaults.strokeScale ?? 1,
          place: layer.file === '' ? ['styles', name] : layer.entry,
          ...(layer.file !== '' && { file: layer.file }),
          ...('extends' in style && { from: style.extends }),
        },
      ];
    }),
  );
}

/** A style of another file, with its references as paths from the manifest that inherits it. */
function seenFrom({ file }: Layer, style: WrittenStyle): WrittenStyle {
  const folder = folderOf(file);
  if (!('reference' in style) || folder === '') return style;
  const seen = (path: string): string => (isBuiltin(path) ? path : joinPath(folder, path));
  const { reference } = style;
  return { ...style, reference: typeof reference === 'string' ? seen(reference) : reference.map(seen) };
}

function ruleOf(
  rule: WrittenRule,
  written: WrittenRule,
  index: number,
  defaults: Defaults,
  defaultPlace: ManifestPath | undefined,
): AssetRule {
  const { input, exclude = defaults.exclude ?? [], style, strength, preserveColor, strokeScale } = rule;
  const one = rule.output ?? defaults.output;
  const place: ManifestPath = ['assets', index, 'output'];
  const encoding = { defaults: { format: defaults.format, quality: defaults.quality } };
  const outputs = rule.outputs?.map(
    ({ output, format = rule.format, quality = rule.quality, ...size }, number): RuleOutput => {
      const isSized = Object.values(size).some((value) => value !== undefined);
      const at: ManifestPath = ['assets', index, 'outputs', number, 'output'];
      return { output, format, quality, ...(isSized && { size: size as OutputSize }), place: at, ...encoding };
    },
  );
  const single = (output: string): RuleOutput => ({
    ...{ output, format: rule.format, quality: rule.quality },
    place: rule.output === undefined ? (defaultPlace ?? place) : place,
    ...encoding,
  });
  return {
    input,
    exclude,
    style,
    strength,
    preserveColor,
    strokeScale,
    treatment: saidOf(rule),
    written,
    outputs: outputs ?? (one === undefined ? [] : [single(one)]),
  };
}
