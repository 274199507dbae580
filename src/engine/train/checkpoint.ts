import { readFile } from 'node:fs/promises';
import { formatSafetensors, parseSafetensors, type Weights } from '../network/weights';
import { writeOutput } from '../pictures/write';
import type { State } from './trainer';

/** What a checkpoint holds beside the trainer's state. */
export interface Checkpoint {
  state: State;
  /** Hash of what has to be the same for the training to go on. */
  identity: string;
  /** Found by the first examination. */
  before: Record<string, number>;
}

/** Writes it whole or not at all: after a kill at any time there is this one or the one before. */
export async function writeCheckpoint(path: string, { state, identity, before }: Checkpoint): Promise<void> {
  const tensors: Weights['tensors'] = new Map();
  for (const [name, data] of Object.entries(state.vectors))
    tensors.set(`vector.${name}`, { shape: [data.length], data });
  for (const [name, tensor] of state.best?.tensors ?? []) tensors.set(`best.${name}`, tensor);
  const metadata = { facts: JSON.stringify(state.facts), identity, before: JSON.stringify(before) };
  await writeOutput(path, formatSafetensors({ tensors, metadata }));
}

/** The checkpoint, where there is one that can be read and is of the same training. */
export async function readCheckpoint(path: string, identity: string): Promise<Checkpoint | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  if (!bytes) return undefined;
  const { tensors, metadata } = parseSafetensors(bytes);
  if (metadata.identity !== identity) return undefined;
  const vectors: State['vectors'] = {};
  const best: Weights['tensors'] = new Map();
  for (const [name, tensor] of tensors)
    if (name.startsWith('best.')) best.set(name.slice('best.'.length), tensor);
    else vectors[name.slice('vector.'.length)] = tensor.data;
  const facts = JSON.parse(metadata.facts!) as State['facts'];
  const state = { vectors, best: best.size > 0 ? { tensors: best } : undefined, facts };
  return { state, identity, before: JSON.parse(metadata.before!) as Record<string, number> };
}
