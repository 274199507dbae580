/** What a schema cannot see: names that must exist, templates that must make sense. */

import { builtinProblem } from './builtinStyles';
import { closest, didYouMean } from './closest';
import { type AssetRule, asList, findStyle, type Manifest } from './manifest';
import type { ManifestPath, PlanProblem } from './manifestProblem';
import { extensionOf, fieldsOf, formatOfExtension, hasStrayBrace, TEMPLATE_FIELDS } from './outputTemplate';
import type { SchemaProblem } from './schemaProblems';

/** Problems in a manifest that has passed the schema: errors, or if there are none, warnings. */
export function checkManifest(manifest: Manifest): SchemaProblem[] {
  const problems = [
    ...unknownStyles(manifest),
    ...blendCycles(manifest),
    ...unknownBuiltins(manifest),
    ...manifest.assets.flatMap((rule, index) => [...inputProblems(rule, index), ...templateProblems(rule, index)]),
  ];
  // A misspelt name would also make its style look unused.
  return problems.some(({ severity }) => severity === 'error') ? problems : [...problems, ...unusedStyles(manifest)];
}

function unknownStyles(manifest: Manifest): SchemaProblem[] {
  const uses: [name: string, path: ManifestPath][] = manifest.assets.map((rule, index) => [
    rule.style,
    ['assets', index, 'style'],
  ]);
  for (const [name, style] of Object.entries(manifest.styles)) {
    if (!('blend' in style)) continue;
    uses.push(
      ...Object.keys(style.blend).map((part): (typeof uses)[number] => [part, ['styles', name, 'blend', part]]),
    );
  }
  return uses
    .filter(([name]) => !findStyle(manifest, name))
    .map(([name, path]) => {
      const suggestion = closest(name, Object.keys(manifest.styles));
      const message = `There is no style "${name}".${didYouMean(suggestion)}`;
      const unknown: SchemaProblem = { ...problem('error', path, message, suggestion), kind: 'unknown-style' };
      return path.includes('blend') ? { ...unknown, onKey: true } : unknown;
    });
}

/** Each cycle once, at the link that closes it. */
function blendCycles(manifest: Manifest): PlanProblem[] {
  const problems: PlanProblem[] = [];
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]) => {
    const style = findStyle(manifest, name);
    if (done.has(name) || !style || !('blend' in style)) return;
    const here = [...trail, name];
    for (const part of Object.keys(style.blend)) {
      const start = here.indexOf(part);
      if (start < 0) {
        visit(part, here);
        continue;
      }
      const cycle = [...here.slice(start), part].join(' → ');
      problems.push(problem('error', ['styles', name, 'blend', part], `A blend cannot contain itself: ${cycle}.`));
    }
    done.add(name);
  };
  for (const name of Object.keys(manifest.styles)) visit(name, []);
  return problems;
}

function unknownBuiltins(manifest: Manifest): PlanProblem[] {
  return Object.entries(manifest.styles).flatMap(([name, style]) => {
    if (!('reference' in style)) return [];
    const { reference } = style;
    return asList(reference).flatMap((entry, index) => {
      const wrong = builtinProblem(entry);
      if (!wrong) return [];
      const path: ManifestPath = ['styles', name, 'reference', ...(typeof reference === 'string' ? [] : [index])];
      return [problem('error', path, wrong.message, wrong.suggestion)];
    });
  });
}

function unusedStyles(manifest: Manifest): PlanProblem[] {
  const used = new Set<string>();
  const use = (name: string) => {
    const style = findStyle(manifest, name);
    if (used.has(name) || !style) return;
    used.add(name);
    if ('blend' in style) Object.keys(style.blend).forEach(use);
  };
  for (const { style } of manifest.assets) use(style);
  return Object.keys(manifest.styles)
    .filter((name) => !used.has(name))
    .map((name) => ({
      ...problem('warning', ['styles', name], `The style "${name}" is never used by a rule.`),
      kind: 'unused-style',
      onKey: true,
    }));
}

function inputProblems(rule: AssetRule, index: number): PlanProblem[] {
  const path = (key: string, entry: number) =>
    Array.isArray(rule[key as 'input']) ? ['assets', index, key, entry] : ['assets', index, key];
  return (['input', 'exclude'] as const).flatMap((key) =>
    asList(rule[key]).flatMap((pattern, entry) => {
      // As an input "!x" would match everything else, which nobody means: a list adds up, it does not subtract.
      if (/^!(?!\()/.test(pattern)) {
        return [problem('error', path(key, entry), `"${pattern}": a pattern cannot start with "!". Use "exclude".`)];
      }
      if (!/\\[\p{L}\p{N}_]/u.test(pattern)) return [];
      const slashed = pattern.replaceAll('\\', '/');
      const message = `"${pattern}": folders are separated by forward slashes on every system.${didYouMean(slashed)}`;
      return [problem('error', path(key, entry), message, slashed)];
    }),
  );
}

function templateProblems(rule: AssetRule, index: number): PlanProblem[] {
  const template = rule.output;
  const path: ManifestPath = ['assets', index, 'output'];
  const known = TEMPLATE_FIELDS.map((field) => `{${field}}`).join(', ');
  const problems = fieldsOf(template)
    .filter((field) => !(TEMPLATE_FIELDS as readonly string[]).includes(field))
    .map((field) => {
      const meant = closest(field, TEMPLATE_FIELDS);
      const suggestion = meant && template.replace(`{${field}}`, `{${meant}}`);
      return problem(
        'error',
        path,
        `There is no field {${field}}. The fields are ${known}.${didYouMean(suggestion)}`,
        suggestion,
      );
    });
  if (hasStrayBrace(template)) {
    problems.push(problem('error', path, `"output" has a brace without its partner. The fields are ${known}.`));
  }
  if (template.includes('\\')) {
    const slashed = template.replaceAll('\\', '/');
    const message = `"output" must separate folders by forward slashes on every system.${didYouMean(slashed)}`;
    problems.push(problem('error', path, message, slashed));
  }
  if (problems.length > 0) return problems;
  return [...overwritingTemplate(rule, path), ...extensionProblems(rule, path)];
}

function overwritingTemplate(rule: AssetRule, path: ManifestPath): PlanProblem[] {
  const inputs = asList(rule.input);
  if (fieldsOf(rule.output).includes('name') || (inputs.length === 1 && !isPattern(inputs[0]!))) return [];
  // One file of a given name in each folder: the folder tells the outputs apart.
  const [first, ...others] = inputs.map((input) => input.slice(input.lastIndexOf('/') + 1));
  const oneName = others.every((name) => name === first) && !isPattern(first!);
  if (oneName && fieldsOf(rule.output).includes('dir')) return [];
  const message = `"input" can match several pictures, but without {name} in "output" they would overwrite each other.`;
  return [problem('error', path, message)];
}

function extensionProblems(rule: AssetRule, path: ManifestPath): PlanProblem[] {
  const extension = extensionOf(rule.output);
  if (extension === '{ext}') return [];
  if (extension === '' || extension.includes('{')) {
    const suggestion = `${rule.output}${rule.output.endsWith('/') ? '{name}' : ''}.{ext}`;
    return [problem('warning', path, `"output" has no extension.${didYouMean(suggestion)}`, suggestion)];
  }
  const format = formatOfExtension(extension);
  if (format && (!rule.format || rule.format === format)) return [];
  const suggestion = `${rule.output.slice(0, -extension.length)}{ext}`;
  const written = rule.format ? `"format" is ${rule.format}` : `Stylize writes no .${extension} files`;
  const message = `"output" ends in .${extension}, but ${written}.${didYouMean(suggestion)}`;
  return [problem('error', path, message, suggestion)];
}

function isPattern(input: string): boolean {
  return /[*?[{|]|[!+@]\(/.test(input);
}

function problem(
  severity: PlanProblem['severity'],
  path: ManifestPath,
  message: string,
  suggestion?: string,
): PlanProblem {
  return { severity, message, path, ...(suggestion !== undefined && { suggestion }) };
}
