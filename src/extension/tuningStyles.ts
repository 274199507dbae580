import { resolve } from 'node:path';
import type * as vscode from 'vscode';
import { referenceFile } from '../pipeline/referenceFile';
import { BUILTIN_STYLES, builtinReference, isBuiltin } from '../shared/builtinStyles';
import { type Factors, saidFactors } from '../shared/factors';
import type { ShownRun } from '../shared/panelMessages';
import type { StyleReference } from '../shared/protocol';
import type { TuneStyle } from '../shared/tuning';
import { readStyles } from './chosenStyle';

/** A style to tune with. Its references are absolute paths or `builtin:<id>`. */
export interface TunableStyle extends Omit<TuneStyle, 'thumbnail'> {
  references: StyleReference[];
  strength: number;
  preserveColor: boolean;
  strokeScale: number;
  factors?: Factors | undefined;
}

/** Those of the manifest, of what is shown, and the built-in ones that are not among them. */
export async function tunableStyles(
  manifest: vscode.Uri | undefined,
  { folder, run }: ShownRun,
  stylesFolder: string,
): Promise<TunableStyle[]> {
  const plain = { strength: 1, preserveColor: false, strokeScale: 1 };
  const read = manifest && (await readStyles(manifest));
  const own = (read && 'styles' in read ? read.styles : []).map(
    ({ name, references, strength, preserveColor, strokeScale = 1, factors }): TunableStyle => {
      return {
        id: `manifest:${name}`,
        name,
        group: 'manifest',
        references,
        strength,
        preserveColor,
        strokeScale,
        factors,
      };
    },
  );
  const shown = new Map(run.outcomes.map(({ job }) => [job.styleName, job.style]));
  const ofRun = [...shown].map(([name, style]): TunableStyle => {
    const references = style.references.map(({ path, weight }) => ({
      path: isBuiltin(path) ? path : resolve(folder, path),
      weight,
    }));
    return { id: `run:${name}`, name, group: 'run', references, ...plain, factors: saidFactors(style.factors) };
  });
  const builtin = BUILTIN_STYLES.map((style): TunableStyle => {
    const id = builtinReference(style);
    return { id, name: style.title, group: 'builtin', references: [{ path: id, weight: 1 }], ...plain };
  });
  const all = [...own, ...ofRun, ...builtin];
  const isNew = (style: TunableStyle, index: number) =>
    !all.slice(0, index).some((other) => isSameStyle(other, style, stylesFolder));
  return all.filter((style, index) => style.group === 'manifest' || isNew(style, index));
}

/** By what they are made of: `builtin:ink` is the picture of it, too. */
export function isSameStyle(a: Made, b: Made, stylesFolder: string): boolean {
  const key = ({ references, factors }: Made) => {
    const whole = references.reduce((sum, { weight }) => sum + weight, 0);
    const parts = references.map(
      ({ path, weight }) => `${referenceFile(path, '', stylesFolder)} ${(weight / whole).toFixed(3)}`,
    );
    return [...parts.sort(), JSON.stringify(saidFactors(factors) ?? {})].join('\n');
  };
  return key(a) === key(b);
}

type Made = Pick<TunableStyle, 'references' | 'factors'>;
