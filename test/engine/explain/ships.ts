import { createHash } from 'node:crypto';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CODE_LENGTH } from '../../../src/engine/network/definition';
import { formatSafetensors, type Weights } from '../../../src/engine/network/weights';
import type { FactorId } from '../../../src/shared/factors';
import { random } from '../../random';
import { ROOT } from '../support';

/** Made up, whatever ships: directions that change a code by much. */
export const MADE_UP: FactorId[] = ['lightness', 'contrast'];

/** A folder as models/ is, with factors that were made up. @param learntWith hash of the base model that they claim */
export async function modelsWithFactors(folder: string, learntWith?: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const name of ['base', 'perceptual'])
    await symlink(join(ROOT, 'models', `${name}.safetensors`), join(folder, `${name}.safetensors`));
  const model = createHash('sha256')
    .update(await readFile(join(ROOT, 'models/base.safetensors')))
    .digest('hex');
  const next = random(5);
  const rows = MADE_UP.length * CODE_LENGTH;
  // rows that have nothing in common, as learnt ones are uncorrelated; readers undo directions
  const directions = Float32Array.from({ length: rows }, (_, i) =>
    i % MADE_UP.length === Math.floor(i / CODE_LENGTH) ? next() - 0.5 : 0,
  );
  const norms = MADE_UP.map((_, k) =>
    directions.slice(k * CODE_LENGTH, (k + 1) * CODE_LENGTH).reduce((sum, value) => sum + value * value, 0),
  );
  const tensors: Weights['tensors'] = new Map([
    ['mean', { shape: [CODE_LENGTH], data: new Float32Array(CODE_LENGTH) }],
    ['directions', { shape: [MADE_UP.length, CODE_LENGTH], data: directions }],
    [
      'readers',
      {
        shape: [MADE_UP.length, CODE_LENGTH],
        data: directions.map((value, i) => value / norms[Math.floor(i / CODE_LENGTH)]!),
      },
    ],
  ]);
  const factors = MADE_UP.map((id) => ({ id, effects: { [id]: 2, grain: -3 } }));
  const metadata = { model: learntWith ?? model, factors: JSON.stringify(factors) };
  await writeFile(join(folder, 'factors.safetensors'), formatSafetensors({ tensors, metadata }));
  return join(folder, 'base.safetensors');
}
