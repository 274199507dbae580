import { findNodeAtLocation, getNodeValue, type Node } from 'jsonc-parser';
import type { Manifest } from './manifest';
import type { Range } from './manifestProblem';
import { readTree } from './manifestText';

/** A text in the manifest; its range includes the quotes. */
export interface Quoted extends Range {
  value: string;
}

export interface StyleOutline {
  name: Quoted;
  references: Quoted[];
  /** Of a blend: the styles that it takes, by their keys. */
  parts: { name: Quoted; share: number }[];
  strength: number;
  preserveColor: boolean;
}

export interface RuleOutline {
  /** The opening brace of the rule. */
  offset: number;
  input: Quoted[];
  exclude: Quoted[];
  style?: Quoted;
  output?: Quoted;
  format?: string;
}

/** What an editor has to know of a manifest's text, however little of it is written yet. */
export interface ManifestOutline {
  /** In the order of the text; of equal names each is there. */
  styles: StyleOutline[];
  /** By their index in `assets`; what is no rule has nothing in it. */
  rules: RuleOutline[];
}

/** Reads as much as there is. Never throws. */
export function outlineManifest(text: string): ManifestOutline {
  const { root } = readTree(text);
  const styles = propertiesOf(root && findNodeAtLocation(root, ['styles'])).map(styleOf);
  const assets = root && findNodeAtLocation(root, ['assets']);
  return { styles, rules: assets?.type === 'array' ? (assets.children ?? []).map(ruleOf) : [] };
}

/** The styles as the manifest gives them, for `flattenStyle`; rules are left out. */
export function stylesOf(outline: ManifestOutline): Manifest {
  const styles = outline.styles.map(({ name, references, parts, strength, preserveColor }) => {
    const options = { strength, preserveColor, strokeScale: 1 };
    const style =
      parts.length > 0
        ? { blend: Object.fromEntries(parts.map((part) => [part.name.value, part.share])), ...options }
        : { reference: references.map(({ value }) => value), ...options };
    return [name.value, style] as const;
  });
  return { version: 1, styles: Object.fromEntries(styles), assets: [] };
}

function styleOf([key, value]: [Node, Node]): StyleOutline {
  const at = (name: string): unknown => readValue(value, name);
  const strength = at('strength');
  return {
    name: quoted(key),
    references: textsOf(value, 'reference'),
    parts: propertiesOf(child(value, 'blend')).map(([name, share]) => {
      return { name: quoted(name), share: typeof share.value === 'number' && share.value > 0 ? share.value : 1 };
    }),
    strength: typeof strength === 'number' ? strength : 1,
    preserveColor: at('preserveColor') === true,
  };
}

function ruleOf(node: Node): RuleOutline {
  const [style] = textsOf(node, 'style');
  const [output] = textsOf(node, 'output');
  const format = readValue(node, 'format');
  return {
    offset: node.offset,
    input: textsOf(node, 'input'),
    exclude: textsOf(node, 'exclude'),
    ...(style && { style }),
    ...(output && { output }),
    ...(typeof format === 'string' && { format }),
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

function textsOf(node: Node, key: string): Quoted[] {
  const value = child(node, key);
  const texts = value?.type === 'array' ? (value.children ?? []) : value ? [value] : [];
  return texts.filter(({ type }) => type === 'string').map(quoted);
}

function readValue(node: Node, key: string): unknown {
  const value = child(node, key);
  return value && getNodeValue(value);
}

function child(node: Node, key: string): Node | undefined {
  return node.type === 'object' ? findNodeAtLocation(node, [key]) : undefined;
}

function quoted({ value, offset, length }: Node): Quoted {
  return { value: String(value), offset, length };
}
