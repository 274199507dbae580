import { findNodeAtLocation, getNodeValue, type Node } from 'jsonc-parser';
import type { EncodingOptions, FolderOptions } from './manifest';
import type { Range } from './manifestProblem';
import { readTree } from './manifestText';
import { formatOfExtension } from './outputTemplate';
import type { OutputFormat, OutputSize } from './protocol';

/** A text in the manifest; its range includes the quotes. */
export interface Quoted extends Range {
  value: string;
}

export type OptionsOutline = Pick<StyleOutline, 'strength' | 'preserveColor' | 'strokeScale'>;

export interface StyleOutline {
  name: Quoted;
  references: Quoted[];
  /** Of a blend: the styles that it takes, by their keys. */
  parts: { name: Quoted; share: number }[];
  /** The style that it takes all from but its options. */
  extends?: Quoted;
  strength: number | undefined;
  preserveColor: boolean | undefined;
  strokeScale: number | undefined;
}

export interface OutputOutline extends EncodingOptions {
  output?: Quoted;
  size: OutputSize;
}

export interface RuleOutline {
  /** The opening brace of the rule. */
  offset: number;
  input: Quoted[];
  exclude: Quoted[];
  style?: Quoted;
  /** Of "outputs", or the one of "output"; none where the rule says neither. */
  outputs: OutputOutline[];
  format: OutputFormat | undefined;
}

/** What an editor has to know of a manifest's text, however little of it is written yet. */
export interface ManifestOutline {
  extends: Quoted[];
  variables: { name: Quoted; value: Quoted }[];
  /** In the order of the text; of equal names each is there. */
  styles: StyleOutline[];
  defaults: OutputOutline & OptionsOutline & { exclude: Quoted[] };
  folders: { name: Quoted; options: FolderOptions }[];
  match: 'all' | 'first';
  /** By their index in `assets`; what is no rule has nothing in it. */
  rules: RuleOutline[];
}

/** Reads as much as there is. Never throws. */
export function outlineManifest(text: string): ManifestOutline {
  const { root } = readTree(text);
  const at = (key: string): Node | undefined => root && findNodeAtLocation(root, [key]);
  const assets = at('assets');
  const defaults = at('defaults');
  return {
    extends: root ? textsOf(root, 'extends') : [],
    variables: propertiesOf(at('variables')).flatMap(([name, value]) =>
      value.type === 'string' ? [{ name: quoted(name), value: quoted(value) }] : [],
    ),
    styles: propertiesOf(at('styles')).map(styleOf),
    defaults: { ...outputOf(defaults), ...optionsOf(defaults), exclude: textsOf(defaults, 'exclude') },
    folders: propertiesOf(at('folders')).map(([name, value]) => {
      return { name: quoted(name), options: { ...encodingOf(value), ...optionsOf(value) } };
    }),
    match: at('match')?.value === 'first' ? 'first' : 'all',
    rules: assets?.type === 'array' ? (assets.children ?? []).map(ruleOf) : [],
  };
}

function styleOf([key, value]: [Node, Node]): StyleOutline {
  const [base] = textsOf(value, 'extends');
  return {
    name: quoted(key),
    references: textsOf(value, 'reference'),
    parts: propertiesOf(child(value, 'blend')).map(([name, share]) => {
      return { name: quoted(name), share: typeof share.value === 'number' && share.value > 0 ? share.value : 1 };
    }),
    ...(base && { extends: base }),
    ...optionsOf(value),
  };
}

function ruleOf(node: Node): RuleOutline {
  const [style] = textsOf(node, 'style');
  const outputs = child(node, 'outputs');
  const single = outputOf(node);
  return {
    offset: node.offset,
    input: textsOf(node, 'input'),
    exclude: textsOf(node, 'exclude'),
    ...(style && { style }),
    outputs: outputs?.type === 'array' ? (outputs.children ?? []).map(outputOf) : single.output ? [single] : [],
    format: single.format,
  };
}

function outputOf(node: Node | undefined): OutputOutline {
  const [output] = textsOf(node, 'output');
  const number = (key: string): number | undefined => {
    const value = readValue(node, key);
    return typeof value === 'number' ? value : undefined;
  };
  const size: OutputSize = { width: number('width'), height: number('height'), scale: number('scale') };
  return { ...(output && { output }), ...encodingOf(node), size };
}

function encodingOf(node: Node | undefined): Pick<OutputOutline, 'format'> {
  const format = readValue(node, 'format');
  return { format: typeof format === 'string' ? formatOfExtension(format) : undefined };
}

function optionsOf(node: Node | undefined): OptionsOutline {
  const [strength, preserveColor] = [readValue(node, 'strength'), readValue(node, 'preserveColor')];
  const strokeScale = readValue(node, 'strokeScale');
  return {
    strength: typeof strength === 'number' ? strength : undefined,
    preserveColor: typeof preserveColor === 'boolean' ? preserveColor : undefined,
    strokeScale: typeof strokeScale === 'number' ? strokeScale : undefined,
  };
}

/** Keys with values; what has no value yet is left out. */
function propertiesOf(node: Node | undefined): [Node, Node][] {
  if (node?.type !== 'object') return [];
  return (node.children ?? []).flatMap(({ children }): [Node, Node][] => {
    const [key, value] = children ?? [];
    return key && value ? [[key, value]] : [];
  });
}

function textsOf(node: Node | undefined, key: string): Quoted[] {
  const value = child(node, key);
  const texts = value?.type === 'array' ? (value.children ?? []) : value ? [value] : [];
  return texts.filter(({ type }) => type === 'string').map(quoted);
}

function readValue(node: Node | undefined, key: string): unknown {
  const value = child(node, key);
  return value && getNodeValue(value);
}

function child(node: Node | undefined, key: string): Node | undefined {
  return node?.type === 'object' ? findNodeAtLocation(node, [key]) : undefined;
}

function quoted({ value, offset, length }: Node): Quoted {
  return { value: String(value), offset, length };
}
