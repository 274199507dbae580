import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Eye } from '../../../src/engine/explain/eye';
import { explainStages } from '../../../src/engine/explain/stages';
import type { Network } from '../../../src/engine/network/runtime';
import { EFFECTS, type Effect } from '../../../src/shared/explanation';
import { draw, tempFolder } from '../support';
import { builtin, openEye, opened, openNetwork, PAINTING } from './explaining';

let network: Network;
let eye: Eye;
let source: string;
beforeAll(async () => {
  [network, eye] = [await openNetwork(), await openEye()];
  source = await draw(join(await tempFolder(), 'waves.png'), { width: 72, height: 56 });
});

describe('what did it', () => {
  it('is told by shares that add up to the whole change, and pictures of each actor set back', async () => {
    const { ruler, study, code } = await opened(network, eye, source, builtin('neon'));
    const { figures, painted, without } = await explainStages(network, ruler, study, code, PAINTING);
    for (const effect of Object.keys(EFFECTS) as Effect[]) {
      const sum = figures.actors.reduce((total, { shares }) => total + shares[effect], 0);
      expect(Math.abs(sum - (figures.all[effect] - figures.nobody[effect]))).toBeLessThan(1e-3);
    }
    expect(figures.all.style).toBeGreaterThan(figures.nobody.style);
    expect(figures.all.colour).toBeGreaterThan(figures.nobody.colour);
    expect(without).toHaveLength(figures.actors.length);
    for (const picture of without) expect(picture.pixels).not.toEqual(painted.pixels);
  });

  it('is next to nothing at next to no strength', async () => {
    const { ruler, study, code } = await opened(network, eye, source, builtin('neon'));
    const { figures } = await explainStages(network, ruler, study, code, { ...PAINTING, strength: 1e-6, plain: true });
    for (const { shares } of figures.actors) expect(Math.abs(shares.colour)).toBeLessThan(0.1);
  });
});
