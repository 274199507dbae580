import { ACTORS, EFFECTS, type Effect, type StageExplanation } from '../../shared/explanation';
import { shapleyValues } from '../../shared/shapley';
import type { Modulations } from '../network/backend';
import { STAGE_NAMES } from '../network/definition';
import type { Network } from '../network/runtime';
import { mix, ownCodeOf, type PaintOptions, paintModulated, type Study } from '../paint';
import type { Picture } from '../pictures/picture';
import { colourChange } from './measures';
import type { Ruler } from './ruler';

/**
 * Which stages of the network did what. A stage is neutral when it is modulated as the picture's own code asks for: all neutral
 * stages give about the picture back, so that nothing is painted as the network never painted in training. Every coalition of
 * actors is painted, and the Shapley values are exact (Lundberg and Lee 2017, 1705.07874, on what they mean for models).
 * @returns figures, and pictures: all acting, and by actor the one without it
 */
export async function explainStages(
  network: Network,
  ruler: Ruler,
  study: Study,
  code: Float32Array,
  options: PaintOptions,
): Promise<{ figures: StageExplanation; painted: Picture; without: Picture[] }> {
  const own = await ownCodeOf(network, study);
  const neutral = await network.modulations(own);
  const acting = await network.modulations(mix(own, code, options.strength));
  const everybody = 2 ** ACTORS.length - 1;
  const pictures: Picture[] = [];
  const effects: Record<Effect, number>[] = [];
  for (let coalition = 0; coalition <= everybody; coalition++) {
    await options.pause();
    const picture = await paintModulated(network, study, chosen(coalition, acting, neutral), {
      ...options,
      progress() {},
    });
    const scores = await ruler.measure(picture);
    effects.push({ ...scores, colour: colourChange(study.picture, picture) });
    pictures.push(picture);
    options.progress(coalition + 1, everybody + 1);
  }
  const names = Object.keys(EFFECTS) as Effect[];
  const shares = names.map((effect) => shapleyValues(effects.map((of) => of[effect])));
  const without = ACTORS.map((_, i) => everybody & ~(1 << i));
  return {
    figures: {
      nobody: effects[0]!,
      all: effects[everybody]!,
      actors: ACTORS.map(({ id }, i) => ({
        id,
        shares: Object.fromEntries(names.map((effect, k) => [effect, shares[k]![i]!])) as Record<Effect, number>,
        without: effects[without[i]!]!,
      })),
    },
    painted: pictures[everybody]!,
    without: without.map((coalition) => pictures[coalition]!),
  };
}

/** @param coalition bit i: actor i acts */
function chosen(coalition: number, acting: Modulations, neutral: Modulations): Modulations {
  const stages = new Set<string>(ACTORS.flatMap(({ stages }, i) => (coalition & (1 << i) ? stages : [])));
  return Object.fromEntries(
    STAGE_NAMES.map((stage) => [stage, (stages.has(stage) ? acting : neutral)[stage]]),
  ) as Modulations;
}
