import { readFile } from 'node:fs/promises';
import { FACTOR_IDS, type FactorId, type Factors, saidFactors } from '../shared/factors';
import { fault } from './fault';
import { CODE_LENGTH } from './network/definition';
import { parseSafetensors, type TensorFile } from './network/weights';

/** What training/factors.py learnt of styles; each vector has the length of a code. */
export interface LearntFactors {
  /** Of all styles' codes. */
  mean: Float32Array;
  /** In the order of FACTORS; a base model may lack some. */
  factors: LearntFactor[];
}

export interface LearntFactor {
  id: FactorId;
  /** What an amount of 1 adds to a code. */
  direction: Float32Array;
  /** By its product with a code less the mean, how much of it a style has. */
  reader: Float32Array;
  /** What it changes in painted pictures from −1 to 1, in standard deviations over styles. */
  effects: Partial<Record<FactorId, number>>;
}

/** The factors that ship with a base model: they hold for no other one. */
export class ShippedFactors {
  private read: Promise<LearntFactors | { missing: string }> | undefined;

  constructor(
    /** Of the file, models/factors.safetensors. */
    private readonly path: string,
    private readonly modelHash: string,
  ) {}

  /** What they are, or why there are none. */
  of(): Promise<LearntFactors | { missing: string }> {
    this.read ??= this.load();
    return this.read;
  }

  /** A code with so much added of each. @throws Fault where there is no such factor */
  async added(code: Float32Array, wanted: Factors | undefined): Promise<Float32Array> {
    const said = Object.entries(saidFactors(wanted) ?? {}) as [FactorId, number][];
    if (said.length === 0) return code;
    const learnt = await this.of();
    const remedy = 'Leave the factors out, or reinstall Stylize.';
    if ('missing' in learnt) throw fault('unsupported', this.path, learnt.missing, remedy);
    const out = Float32Array.from(code);
    for (const [id, amount] of said) {
      const factor = learnt.factors.find((known) => known.id === id);
      const known = learnt.factors.map((it) => it.id).join(', ');
      if (!factor)
        throw fault('unsupported', this.path, `this base model has no factor "${id}"`, `It has these: ${known}.`);
      for (const [i, step] of factor.direction.entries()) out[i]! += amount * step;
    }
    return out;
  }

  private async load(): Promise<LearntFactors | { missing: string }> {
    try {
      const file = parseSafetensors(await readFile(this.path));
      if (file.metadata.model !== this.modelHash)
        return { missing: 'the factors that are there were learnt with another base model' };
      return learntIn(file);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return { missing: code === 'ENOENT' ? 'no factors come with this base model' : `it can't be read (${message})` };
    }
  }
}

/** @throws Error that says what is wrong with it */
function learntIn({ tensors, metadata }: TensorFile): LearntFactors {
  const said = JSON.parse(metadata.factors ?? 'null') as Pick<LearntFactor, 'id' | 'effects'>[] | null;
  const [mean, directions, readers] = ['mean', 'directions', 'readers'].map((name) => tensors.get(name)?.data);
  const length = CODE_LENGTH * (said?.length ?? 0);
  if (!said || mean?.length !== CODE_LENGTH || directions?.length !== length || readers?.length !== length)
    throw new Error('it does not hold factors of style codes');
  const unknown = said.find(({ id }) => !FACTOR_IDS.includes(id));
  if (unknown) throw new Error(`it has a factor "${unknown.id}", which this version does not know`);
  const row = (of: Float32Array, k: number) => of.slice(k * CODE_LENGTH, (k + 1) * CODE_LENGTH);
  return {
    mean,
    factors: said.map((factor, k) => ({ ...factor, direction: row(directions, k), reader: row(readers, k) })),
  };
}
