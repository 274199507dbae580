import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { StyleReference } from '../shared/protocol';
import { isStylePack, PACK_FORMAT, type StylePackCard } from '../shared/stylePack';
import { Fault, fault } from './fault';
import { CODE_LENGTH } from './network/definition';
import type { Network } from './network/runtime';
import { formatSafetensors, parseSafetensors, type Weights } from './network/weights';

export interface StylePack {
  card: StylePackCard;
  /** [256] */
  code: Float32Array;
  /** By what the generator's weights differ from the base model's, by name; nothing where only the code was trained. */
  changes: Weights;
  /** WebP files by what they show: `reference`, `before`, `after`. */
  thumbnails: Map<string, Uint8Array>;
}

/**
 * The bytes of a pack: safetensors with the card as metadata, `code`, changes of weights as float16 below `change.`, and pictures
 * below `thumbnail.`
 */
export function formatStylePack({ card, code, changes, thumbnails }: StylePack): Buffer {
  const tensors: Weights['tensors'] = new Map([['code', { shape: [1, code.length], data: code }]]);
  for (const [name, tensor] of changes.tensors) tensors.set(`${CHANGE}${name}`, tensor);
  const blobs = new Map([...thumbnails].map(([name, bytes]) => [`${THUMBNAIL}${name}`, bytes]));
  const metadata = { stylepack: JSON.stringify(card) };
  return formatSafetensors({ tensors, blobs, metadata }, (name) => name.startsWith(CHANGE));
}

/** A pack as it lies in a file. @throws Fault when it is not there, is no pack, or one of another version */
export async function readStylePack(path: string): Promise<StylePackFile> {
  const unreachable = (error: NodeJS.ErrnoException): never => {
    if (error.code === 'ENOENT') throw fault('missing', path, 'there is no such file', 'Check the path.');
    throw fault('unreadable', path, `it can't be read (${error.code})`, 'Check its permissions.');
  };
  const { mtimeMs, size, ino } = await stat(path).catch(unreachable);
  const stamp = `${mtimeMs} ${size} ${ino}`;
  const known = latest.get(path);
  if (known?.stamp === stamp) return known.pack;
  const pack = parseStylePack(await readFile(path).catch(unreachable), path);
  latest.delete(path);
  latest.set(path, { stamp, pack });
  if (latest.size > KEPT) latest.delete(latest.keys().next().value!);
  return pack;
}

export interface StylePackFile extends StylePack {
  /** SHA-256 of the file, hex. */
  hash: string;
}

/** Packs that were read, the latest last: a batch asks for the same one with each picture. */
const latest = new Map<string, { stamp: string; pack: StylePackFile }>();

function parseStylePack(bytes: Buffer, path: string): StylePackFile {
  try {
    const { tensors, blobs, metadata } = parseSafetensors(bytes);
    const card = JSON.parse(metadata.stylepack ?? 'null') as StylePackCard | null;
    const code = tensors.get('code')?.data;
    if (!card || code?.length !== CODE_LENGTH) throw new Error('it does not say what it is');
    if (card.format !== PACK_FORMAT)
      throw fault('unsupported', path, `it has the form ${card.format} of a later Stylize`, 'Update Stylize.');
    const hash = createHash('sha256').update(bytes).digest('hex');
    return { card, code, changes: { tensors: below(CHANGE, tensors) }, thumbnails: below(THUMBNAIL, blobs), hash };
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw fault('unreadable', path, `it is no style pack (${(error as Error).message})`, 'Train it again.');
  }
}

/**
 * The networks with the changes that packs make, so that a pack is a style like any other: as codes are blended by their shares,
 * so are changes, and strength scales them (interpolation of networks, Wang et al. 2019, 1811.10515).
 */
export class PackNetworks {
  /** The latest last. */
  private readonly opened = new Map<string, Promise<Network>>();

  constructor(
    readonly base: Network,
    private readonly modelHash: string,
  ) {}

  /** The network for a blend at a strength; the base network where no pack takes part. @throws Fault about a pack */
  async of(references: readonly StyleReference[], strength: number): Promise<Network> {
    const parts = references.filter(({ path }) => isStylePack(path));
    if (parts.length === 0 || strength === 0) return this.base;
    const whole = references.reduce((sum, { weight }) => sum + weight, 0);
    // in steps, so that a control that is moved does not open a network for each of its places
    const stepped = Math.ceil(strength * STRENGTHS) / STRENGTHS;
    const packs = [];
    for (const { path, weight } of parts)
      packs.push({ pack: await this.read(path), share: (stepped * weight) / whole });
    const key = JSON.stringify(packs.map(({ pack, share }) => [pack.hash, share]));
    const network = this.opened.get(key) ?? this.base.changedBy(packs.map(({ pack, share }) => ({ ...pack, share })));
    this.opened.delete(key);
    this.opened.set(key, network);
    network.catch(() => this.opened.delete(key));
    if (this.opened.size > KEPT) this.opened.delete(this.opened.keys().next().value!);
    return network;
  }

  /** Networks are opened anew, as the base network is by then. */
  close(): void {
    this.opened.clear();
  }

  /** A pack of this base model. @throws Fault where it is none */
  async read(path: string): Promise<StylePackFile> {
    const pack = await readStylePack(path);
    if (pack.card.model !== this.modelHash)
      throw fault(
        'unsupported',
        path,
        `it was trained by Stylize ${pack.card.version}, for another base model`,
        'Train it again with this version, or go back to that one.',
      );
    return pack;
  }
}

const CHANGE = 'change.';
const THUMBNAIL = 'thumbnail.';
/** Packs that are kept, and networks with changes that are kept open. */
const KEPT = 4;
/** Steps in which strength acts on weights; on codes it acts without any. */
const STRENGTHS = 20;

function below<T>(prefix: string, map: ReadonlyMap<string, T>): Map<string, T> {
  return new Map([...map].flatMap(([name, it]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), it]] : [])));
}
