/** What results are made of, as a list for whoever has to account for them. Pure. */

import type { Factors } from './factors';
import type { CreditedReference } from './referenceCredits';
import type { Treatment } from './treatment';

export interface LedgerEntry {
  /** Paths from the manifest's folder. */
  output: string;
  /** SHA-256 of its bytes, hex. */
  sha256: string | undefined;
  /**
   * `outdated`: what is said of style and parameters is what the manifest says now, and it was made of something else;
   * `changed`: by hand, since it was made; `orphaned`: no rule plans it any more; `foreign`: Stylize did not make it.
   */
  status: 'up to date' | 'outdated' | 'changed' | 'orphaned' | 'foreign';
  source?: string | undefined;
  sourceSha256?: string | undefined;
  style?: string | undefined;
  references: LedgerReference[];
  /** Absent for what is only copied, too. */
  parameters?: LedgerParameters | undefined;
  /** Of a map, which is copied as it is. */
  role?: string | undefined;
  /** SHA-256 of the model's weights, and the version of Stylize; of what made it. */
  model?: string | undefined;
  version?: string | undefined;
  width?: number | undefined;
  height?: number | undefined;
  /** When the file was written, ISO 8601. */
  written?: string | undefined;
}

export interface LedgerReference extends CreditedReference {
  sha256?: string | undefined;
}

export interface LedgerParameters {
  strength: number;
  preserveColor: boolean;
  strokeScale: number;
  factors?: Factors | undefined;
  treatment?: Treatment | undefined;
  format: string;
  quality?: number | undefined;
}

export const LEDGER_FORMS = ['csv', 'json', 'md'] as const;
export type LedgerForm = (typeof LEDGER_FORMS)[number];

/** The form that a file's name asks for. */
export function ledgerForm(file: string | undefined): LedgerForm | undefined {
  const extension = file?.slice(file.lastIndexOf('.') + 1).toLowerCase();
  return LEDGER_FORMS.find((form) => form === extension);
}

/** @param manifest its file name */
export function ledgerText(entries: readonly LedgerEntry[], form: LedgerForm, manifest: string): string {
  if (form === 'json') return `${JSON.stringify({ version: 1, manifest, outputs: entries }, undefined, 2)}\n`;
  return form === 'csv' ? csv(entries) : markdown(entries, manifest);
}

/** The references whose licence nobody states, each once, sorted. */
export function unlicensedIn(entries: readonly LedgerEntry[]): string[] {
  const paths = entries.flatMap(({ references }) => references.filter(isUnlicensed).map(({ path }) => path));
  return [...new Set(paths)].sort();
}

const UNKNOWN = 'UNKNOWN';

/** Of what nobody knows any more how it was made. */
function isUntold({ references, role }: LedgerEntry): boolean {
  return references.length === 0 && role === undefined;
}

function isUnlicensed({ license }: LedgerReference): boolean {
  return license === undefined;
}

const COLUMNS: readonly [string, (entry: LedgerEntry) => string | number | undefined][] = [
  ['output', ({ output }) => output],
  ['status', ({ status }) => status],
  ['source', ({ source }) => source],
  ['style', ({ style, role }) => (role === undefined ? style : `none: copied, a map (${role})`)],
  ['references', ({ references }) => each(references, ({ path, weight }) => `${path} (${percent(weight)})`)],
  ['licences', (entry) => (isUntold(entry) ? UNKNOWN : each(entry.references, ({ license }) => license ?? UNKNOWN))],
  ['authors', ({ references }) => each(references, ({ author }) => author ?? UNKNOWN)],
  ['reference sources', ({ references }) => each(references, ({ source }) => source ?? UNKNOWN)],
  ['parameters', ({ parameters }) => parameters && parametersText(parameters)],
  ['width', ({ width }) => width],
  ['height', ({ height }) => height],
  ['stylize', ({ version }) => version],
  ['model sha256', ({ model }) => model],
  ['written', ({ written }) => written],
  ['output sha256', ({ sha256 }) => sha256],
  ['source sha256', ({ sourceSha256 }) => sourceSha256],
  ['reference sha256', ({ references }) => each(references, ({ sha256 }) => sha256 ?? '')],
];

/** RFC 4180, with a mark by which spreadsheets know UTF-8. */
function csv(entries: readonly LedgerEntry[]): string {
  const rows = [
    COLUMNS.map(([name]) => cell(name)),
    ...entries.map((entry) => COLUMNS.map(([, value]) => cell(value(entry) ?? ''))),
  ];
  return `\uFEFF${rows.map((row) => `${row.join(',')}\r\n`).join('')}`;
}

function cell(value: string | number): string {
  if (typeof value === 'number') return `${value}`;
  // a spreadsheet would take such a name for a formula
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function markdown(entries: readonly LedgerEntry[], manifest: string): string {
  const unlicensed = unlicensedIn(entries);
  const warning =
    unlicensed.length > 0
      ? `\n**Without a stated licence:** ${unlicensed.map(escaped).join(', ')}. Results made from them are marked **${UNKNOWN}**.\n`
      : '';
  const rows = entries.map((entry) => {
    const { output, source, style, role, references, parameters, version, written, status, sha256 } = entry;
    const credits = references.map(({ path, license, author }) => {
      const of = author === undefined ? '' : `, ${escaped(author)}`;
      return `${escaped(path)}: ${license === undefined ? `**${UNKNOWN}**` : escaped(license)}${of}`;
    });
    const cells = [
      escaped(output) + (status === 'up to date' ? '' : ` (${status})`),
      escaped(source ?? ''),
      role === undefined ? escaped(style ?? '') : `copied, a map (${role})`,
      isUntold(entry) ? `**${UNKNOWN}**` : credits.join('<br>'),
      escaped(parameters ? parametersText(parameters) : ''),
      escaped(version ?? ''),
      written?.slice(0, 10) ?? '',
      sha256 === undefined ? '' : `\`${sha256.slice(0, 12)}\``,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head = ['Result', 'Source', 'Style', 'References and licences', 'Parameters', 'Stylize', 'Written', 'SHA-256'];
  return [
    `# Ledger of ${escaped(manifest)}`,
    warning,
    `| ${head.join(' | ')} |`,
    `| ${head.map(() => '---').join(' | ')} |`,
    ...rows,
    '',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replace(/[\\`*_|<>[\]]/g, '\\$&').replace(/\s+/g, ' ');
}

function each(references: readonly LedgerReference[], text: (reference: LedgerReference) => string): string {
  return references.map(text).join('; ');
}

function parametersText({
  strength,
  preserveColor,
  strokeScale,
  factors = {},
  treatment,
  format,
  quality,
}: LedgerParameters): string {
  const said = [
    `strength ${strength}`,
    ...(preserveColor ? ['own colours'] : []),
    ...(strokeScale === 1 ? [] : [`stroke scale ${strokeScale}`]),
    ...Object.entries(factors).map(([id, amount]) => `${id} ${amount}`),
    ...Object.entries(treatment ?? {}).map(
      ([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ),
    quality === undefined ? format : `${format} ${quality}`,
  ];
  return said.join(', ');
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
