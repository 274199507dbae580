import { closest, didYouMean } from './closest';
import { type AssetRule, asList, type Manifest, type ManifestInput, type RuleOutput } from './manifest';
import type { ManifestPath, PlanProblem } from './manifestProblem';
import {
  extensionOf,
  fieldsOf,
  formatOfExtension,
  hasStrayBrace,
  SIZE_FIELDS,
  TEMPLATE_FIELDS,
} from './outputTemplate';
import type { OutputFormat, OutputSize } from './protocol';

/** What is wrong with the patterns of rules and defaults. */
export function pathProblems({ assets }: Manifest, written: ManifestInput): PlanProblem[] {
  const lists: [patterns: string | string[] | undefined, path: ManifestPath][] = assets.flatMap((rule, index) => [
    [rule.input, ['assets', index, 'input']],
    [rule.written.exclude && rule.exclude, ['assets', index, 'exclude']],
  ]);
  lists.push([written.defaults?.exclude, ['defaults', 'exclude']]);
  return lists.flatMap(([patterns, path]) =>
    asList(patterns).flatMap((pattern, entry) =>
      patternProblems(pattern, Array.isArray(patterns) ? [...path, entry] : path, written),
    ),
  );
}

/** What is wrong with where rules put their results. */
export function outputProblems({ assets }: Manifest, written: ManifestInput, isWhole: boolean): PlanProblem[] {
  return [...defaultProblems(written), ...assets.flatMap((rule, index) => ruleProblems(rule, index, written, isWhole))];
}

function patternProblems(pattern: string, path: ManifestPath, written: ManifestInput): PlanProblem[] {
  // As an input "!x" would match everything else, which nobody means: a list adds up, it does not subtract.
  if (/^!(?!\()/.test(pattern)) {
    return [problem(path, `"${pattern}": a pattern cannot start with "!". Use "exclude".`)];
  }
  if (!/\\[\p{L}\p{N}_]/u.test(pattern)) return [];
  const meant = corrected(written, path, slashed);
  return [
    problem(path, `"${pattern}": folders are separated by forward slashes on every system.${didYouMean(meant)}`, meant),
  ];
}

function ruleProblems(rule: AssetRule, index: number, written: ManifestInput, isWhole: boolean): PlanProblem[] {
  const { output, outputs } = rule.written;
  if (output !== undefined && outputs) {
    const message = `Rule ${index + 1} has both "output" and "outputs". It must have exactly one of them.`;
    return [{ ...problem(['assets', index, 'outputs'], message), onKey: true }];
  }
  if (rule.outputs.length === 0) {
    const message = '"output" is missing: it must be text in quotes, here or in "defaults", or a list in "outputs".';
    return isWhole ? [problem(['assets', index, 'output'], message)] : [];
  }
  return rule.outputs.flatMap((each, number) => {
    const isDefault = each.place[0] === 'defaults';
    const wrong = [
      ...(outputs ? sizeProblems(each.size, ['assets', index, 'outputs', number]) : []),
      ...(isDefault ? [] : templateProblems(each.output, each.size, each.place, written)),
    ];
    if (wrong.length > 0 || (isDefault && templateProblems(each.output, undefined, each.place, written).length > 0))
      return wrong;
    const place: ManifestPath = isDefault ? ['assets', index, 'output'] : each.place;
    return [...overwritingTemplate(rule, each, place), ...extensionProblems(each.output, each.format, place, written)];
  });
}

function defaultProblems(written: ManifestInput): PlanProblem[] {
  const { output, format } = written.defaults ?? {};
  // of what variables stand for here the rules tell
  if (output === undefined || output.includes('${')) return [];
  const place: ManifestPath = ['defaults', 'output'];
  const problems = templateProblems(output, undefined, place, written);
  return problems.length > 0 ? problems : extensionProblems(output, format, place, written);
}

function sizeProblems(size: OutputSize = {}, path: ManifestPath): PlanProblem[] {
  const { width, height, scale, fit, focus } = size;
  if (scale !== undefined && (width ?? height) !== undefined) {
    return [
      onKey([...path, 'scale'], '"scale" does not go together with "width" or "height". It must be one or the other.'),
    ];
  }
  if (fit && fit !== 'inside' && (width === undefined || height === undefined)) {
    return [problem([...path, 'fit'], `"fit": "${fit}" needs both "width" and "height".`)];
  }
  if (fit && width === undefined && height === undefined)
    return [problem([...path, 'fit'], '"fit" needs "width" or "height".')];
  if (focus !== undefined && fit !== 'cover')
    return [onKey([...path, 'focus'], '"focus" needs "fit": "cover": otherwise nothing is cut off.')];
  return [];
}

function templateProblems(
  template: string,
  size: OutputSize | undefined,
  path: ManifestPath,
  written: ManifestInput,
): PlanProblem[] {
  const fields = TEMPLATE_FIELDS.filter((field) => !isSizeField(field) || size?.[field] !== undefined);
  const known = fields.map((field) => `{${field}}`).join(', ');
  const problems = fieldsOf(template)
    .filter((field) => !(fields as readonly string[]).includes(field))
    .map((field) => {
      if (isSizeField(field)) return problem(path, `"output" has {${field}}, but no "${field}" is given beside it.`);
      const meant = closest(field, fields);
      const suggestion = meant && corrected(written, path, (text) => text.replace(`{${field}}`, `{${meant}}`));
      return problem(
        path,
        `There is no field {${field}}. The fields are ${known}.${didYouMean(suggestion)}`,
        suggestion,
      );
    });
  if (hasStrayBrace(template)) {
    problems.push(problem(path, `"output" has a brace without its partner. The fields are ${known}.`));
  }
  if (template.includes('\\')) {
    const meant = corrected(written, path, slashed);
    const message = `"output" must separate folders by forward slashes on every system.${didYouMean(meant)}`;
    problems.push(problem(path, message, meant));
  }
  return problems;
}

function overwritingTemplate(rule: AssetRule, { output }: RuleOutput, path: ManifestPath): PlanProblem[] {
  const inputs = asList(rule.input);
  if (fieldsOf(output).includes('name') || (inputs.length === 1 && !isPattern(inputs[0]!))) return [];
  // One file of a given name in each folder: the folder tells the outputs apart.
  const [first, ...others] = inputs.map((input) => input.slice(input.lastIndexOf('/') + 1));
  const oneName = others.every((name) => name === first) && !isPattern(first!);
  if (oneName && fieldsOf(output).includes('dir')) return [];
  const message = `"input" can match several pictures, but without {name} in "output" they would overwrite each other.`;
  return [problem(path, message)];
}

function extensionProblems(
  template: string,
  format: OutputFormat | undefined,
  path: ManifestPath,
  written: ManifestInput,
): PlanProblem[] {
  const extension = extensionOf(template);
  if (extension === '{ext}') return [];
  if (extension === '' || extension.includes('{')) {
    const added = (text: string) => `${text}${text.endsWith('/') ? '{name}' : ''}.{ext}`;
    const meant = corrected(written, path, added);
    return [{ ...problem(path, `"output" has no extension.${didYouMean(meant)}`, meant), severity: 'warning' }];
  }
  const own = formatOfExtension(extension);
  if (own && (!format || format === own)) return [];
  const meant = corrected(written, path, (text) =>
    text.endsWith(`.${extension}`) ? `${text.slice(0, -extension.length)}{ext}` : text,
  );
  const cause = format ? `"format" is ${format}` : `Stylize writes no .${extension} files`;
  return [problem(path, `"output" ends in .${extension}, but ${cause}.${didYouMean(meant)}`, meant)];
}

/** What the text at a path should be; undefined where there is none, or what is to be corrected comes from a variable. */
function corrected(written: ManifestInput, path: ManifestPath, correct: (text: string) => string): string | undefined {
  const text = path.reduce<unknown>(
    (value, key) => (value as Record<string | number, unknown> | undefined)?.[key],
    written,
  );
  if (typeof text !== 'string') return undefined;
  const better = correct(text);
  return better === text ? undefined : better;
}

function slashed(text: string): string {
  return text.replaceAll('\\', '/');
}

function isSizeField(field: string): field is (typeof SIZE_FIELDS)[number] {
  return (SIZE_FIELDS as readonly string[]).includes(field);
}

function isPattern(input: string): boolean {
  return /[*?[{|]|[!+@]\(/.test(input);
}

function onKey(path: ManifestPath, message: string): PlanProblem {
  return { ...problem(path, message), onKey: true };
}

function problem(path: ManifestPath, message: string, suggestion?: string): PlanProblem {
  return { severity: 'error', message, path, ...(suggestion !== undefined && { suggestion }) };
}
