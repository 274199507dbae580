import type { Weights } from '../network/weights';
import { adamCorrection } from './adam';
import { type CropSource, SCALES, SIDES } from './crops';
import { drawDiscriminator } from './discriminator';
import type { Executor, Program } from './executor';
import type { Judge, Sight } from './judge';
import { LOSS_WEIGHTS, solveFeatureWeights } from './losses';
import { HALO } from './operations';
import { type Layout, layoutOf, toTensors, toVector } from './parameters';
import { fallOff, type Phase, planPhases, rateOf } from './phases';
import { randoms } from './random';
import {
  DISCRIMINATOR_ADAM,
  GENERATOR_ADAM,
  momentsGraph,
  pullGraph,
  type Setting,
  scoreGraph,
  stepGraph,
} from './step';
import { sizeOf } from './tape';

export interface TrainerOptions {
  judge: Judge;
  sight: Sight;
  executor: Executor;
  /** Of the base model. */
  base: Weights;
  /** [256], where the style begins: the mean of the references' codes. */
  code: Float32Array;
  references: readonly CropSource[];
  /** At least 2. Some are never trained with: by them it is judged. */
  contents: readonly CropSource[];
  seed: number;
  /** Of steps and examinations. The budget is whichever of these two ends first. */
  minutes: number;
  steps: number;
}

/** What a step or an examination found, by name. */
export type Figures = Record<string, number>;

export interface Examination {
  figures: Figures;
  /** The contents that were held back, as they are painted now: planes [3, EXAMINED, EXAMINED]. */
  painted: Float32Array[];
}

/**
 * Trains a style: moments of the references, feature weights solved for, discriminator and generator in turn, and the average of
 * the weights examined by contents that were held back. What it does follows from the seed, where the budget is in steps.
 */
export class Trainer {
  /** Of each reference, at each of SCALES. */
  private targets: Float32Array[][] = [];
  private compiled: { phase: string; trained: Layout; steps: Program[]; score: Program } | undefined;
  /** As it was when it last did well. */
  private good: State;
  private readonly held: readonly CropSource[];
  private readonly drawn: readonly CropSource[];
  private readonly phases: Phase[];

  private constructor(
    private readonly options: TrainerOptions,
    private state: State,
  ) {
    this.good = state;
    this.phases = planPhases(options.minutes);
    this.held = options.contents.filter((_, i) => i % 4 === 1).slice(0, 4);
    this.drawn = options.contents.filter((content) => !this.held.includes(content));
  }

  /** @param from a state to go on from, as `save` gave it */
  static async begin(options: TrainerOptions, from?: State): Promise<Trainer> {
    const trainer = new Trainer(options, from ?? firstState(options));
    await trainer.lookAtReferences();
    await trainer.enterPhase();
    if (!from) await trainer.solveFeatureWeights();
    return trainer;
  }

  get step(): number {
    return this.state.facts.step;
  }

  /** Share of the budget that is spent. */
  get progress(): number {
    const { step, seconds } = this.state.facts;
    return Math.max(seconds / 60 / this.options.minutes, step / this.options.steps);
  }

  /** Why there is no point in going on; undefined while there is. */
  get ended(): 'spent' | 'no better' | 'unstable' | undefined {
    const { sinceBest, setbacks } = this.state.facts;
    if (setbacks > SETBACKS) return 'unstable';
    if (sinceBest >= PATIENCE) return 'no better';
    return this.progress >= 1 ? 'spent' : undefined;
  }

  get featureWeights(): number[] {
    return this.state.facts.layers;
  }

  /** Whether it is time to see how the average does: at the start, and after every sixteenth of the budget. */
  get isExaminationDue(): boolean {
    return this.progress >= this.state.facts.examined + EXAMINE;
  }

  /** All that `begin` needs to go on as if nothing had happened. */
  save(): State {
    return this.state;
  }

  /** What the best weights so far were found to be worth. */
  get bestFigures(): Figures | undefined {
    return this.state.facts.bestFigures;
  }

  /** The best weights so far, those that were trained, and `code`. */
  best(): Weights {
    return this.state.best ?? { tensors: toTensors(this.compiled!.trained, this.state.vectors.average!).tensors };
  }

  /** One step of the discriminator and one of the generator. A step that comes to nothing is taken back: `wentBack` is then 1. */
  async optimise(): Promise<Figures> {
    const began = performance.now();
    const phase = await this.enterPhase();
    const { facts, vectors } = this.state;
    const random = randoms(this.options.seed, facts.step);
    const which = facts.step % SIDES.length;
    const pace = fallOff(this.progress) * facts.rate * Math.min(1, (facts.phaseStep + 1) / WARM_UP);
    const drawn = await this.draw(random, SIDES[which]!, phase.adversarial);
    const results = await this.compiled!.steps[which]!.run({ ...vectors, ...drawn, ...this.dials(phase, pace) });
    const figures = { ...numbersOf(results), pace, likenessWeight: facts.likenessWeight };
    const spent = facts.seconds + (performance.now() - began) / 1000;
    if (!Object.values(figures).every(Number.isFinite)) return { ...figures, ...this.goBack(spent), seconds: spent };
    const next = Object.fromEntries(Object.entries(vectors).map(([name, vector]) => [name, results[name] ?? vector]));
    const counted = { step: facts.step + 1, phaseStep: facts.phaseStep + 1, seconds: spent };
    this.state = { ...this.state, vectors: next, facts: { ...facts, ...counted } };
    return { step: counted.step, ...figures, seconds: spent };
  }

  /** How the average of the weights paints the contents that were held back; keeps it, where it does better than any before. */
  async examine(): Promise<Examination> {
    const began = performance.now();
    await this.enterPhase();
    const { trained, score } = this.compiled!;
    const runs = [];
    for (const [i, content] of this.held.entries()) {
      const picture = await content.crop(EXAMINED, HALO, SCALES[1], { x: 0.5, y: 0.5, mirrored: false });
      const targets = this.targets[1]![i % this.options.references.length]!;
      runs.push(await score.run({ weights: this.state.vectors.average!, picture, targets }));
    }
    const figures = meanOf(runs.map(numbersOf));
    const painted = runs.map((run) => run.painted!);
    const { facts } = this.state;
    const spent = facts.seconds + (performance.now() - began) / 1000;
    const first = facts.examined < 0;
    const limit = first ? CLOSER * figures.likeness! : facts.likenessLimit;
    const firstScore = first ? figures.style! : facts.firstScore;
    const excess = figures.likeness! / limit;
    const points = figures.style! * Math.max(1, excess / TOLERATED) ** 4;
    if (!Number.isFinite(points) || points > COLLAPSE * firstScore)
      return { figures: { ...figures, score: points, ...this.goBack(spent) }, painted };
    const better = points < MARGIN * facts.bestScore;
    this.state = {
      ...this.state,
      best: points < facts.bestScore ? copyOf(toTensors(trained, this.state.vectors.average!)) : this.state.best,
      facts: {
        ...facts,
        seconds: spent,
        examined: this.progress,
        likenessLimit: limit,
        firstScore,
        // pictures that got less like their contents are held closer, and those that stayed are let go further
        likenessWeight: Math.max(1, facts.likenessWeight * Math.min(2, Math.max(0.6, excess ** 8))),
        bestScore: Math.min(points, facts.bestScore),
        bestFigures: points < facts.bestScore ? figures : facts.bestFigures,
        sinceBest: better || this.progress < 0.5 ? 0 : facts.sinceBest + 1,
      },
    };
    this.good = this.state;
    return { figures: { step: facts.step, ...figures, score: points, seconds: spent }, painted };
  }

  async release(): Promise<void> {
    for (const program of [...(this.compiled?.steps ?? []), ...(this.compiled ? [this.compiled.score] : [])])
      await program.release();
    this.compiled = undefined;
  }

  /** To where it last did well, at half the rate. */
  private goBack(seconds: number): Figures {
    const { facts } = this.good;
    const changed = { rate: this.state.facts.rate / 2, setbacks: this.state.facts.setbacks + 1, seconds };
    this.state = { ...this.good, facts: { ...facts, ...changed } };
    return { wentBack: 1, step: facts.step, rate: changed.rate };
  }

  private async lookAtReferences(): Promise<void> {
    const { executor, judge, references } = this.options;
    for (const scale of SCALES) {
      const program = await executor.compile(momentsGraph(judge, scale, scale));
      const targets: Float32Array[] = [];
      for (const reference of references) {
        const parts: Float32Array[] = [];
        for (const picture of await reference.squares(scale)) parts.push((await program.run({ picture })).moments!);
        targets.push(pooled(parts, judge.channels));
      }
      this.targets.push(targets);
      await program.release();
    }
  }

  private async solveFeatureWeights(): Promise<void> {
    const { judge, executor } = this.options;
    const program = await executor.compile(pullGraph(this.setting(this.compiled!.trained, EXAMINED)));
    const pulls: Figures[] = [];
    for (const content of this.held) {
      const picture = await content.crop(EXAMINED, HALO, SCALES[1], { x: 0.5, y: 0.5, mirrored: false });
      const { weights } = this.state.vectors as { weights: Float32Array };
      pulls.push(numbersOf(await program.run({ weights, picture, targets: this.targets[1]![0]! })));
    }
    await program.release();
    const mean = meanOf(pulls);
    const layers = solveFeatureWeights(judge.layers.map((layer) => mean[layer]!));
    this.state = { ...this.state, facts: { ...this.state.facts, layers } };
    this.good = this.state;
  }

  /** Sees to it that what the present phase trains is ready: each goes on from the average of the one before. */
  private async enterPhase(): Promise<Phase> {
    const phase = this.phases.find(({ until }) => this.progress < until) ?? this.phases.at(-1)!;
    const { facts, vectors } = this.state;
    if (facts.phase === phase.name && this.compiled?.phase === phase.name) return phase;
    const { executor } = this.options;
    const trained = this.layoutOf(phase);
    if (facts.phase !== phase.name) {
      const before = this.phases.find(({ name }) => name === facts.phase);
      const so = before ? toTensors(this.layoutOf(before), vectors.average!).tensors : new Map();
      const weights = toVector(trained, { tensors: new Map([...this.startingTensors(), ...so]) });
      const [first, second] = [new Float32Array(trained.length), new Float32Array(trained.length)];
      const next = { ...vectors, weights, 'weights.first': first, 'weights.second': second, average: weights };
      this.state = { ...this.state, vectors: next, facts: { ...facts, phase: phase.name, phaseStep: 0 } };
    }
    await this.release();
    const steps: Program[] = [];
    for (const side of SIDES)
      steps.push(await executor.compile(stepGraph(this.setting(trained, side), phase.adversarial)));
    const score = await executor.compile(scoreGraph(this.setting(trained, EXAMINED)));
    this.compiled = { phase: phase.name, trained, steps, score };
    return phase;
  }

  private layoutOf(phase: Phase): Layout {
    const { base, code } = this.options;
    const shapes = [...base.tensors].flatMap(([name, { shape }]) =>
      phase.trains(name) ? [[name, shape] as const] : [],
    );
    return layoutOf([['code', [1, code.length]], ...shapes]);
  }

  private startingTensors(): Weights['tensors'] {
    const { base, code } = this.options;
    return new Map(base.tensors).set('code', { shape: [1, code.length], data: code });
  }

  private setting(trained: Layout, side: number): Setting {
    const { judge, sight } = this.options;
    return { judge, sight, weights: { tensors: this.startingTensors() }, trained, side, batch: 1 };
  }

  /** The pictures of one step. */
  private async draw(random: () => number, side: number, adversarial: boolean): Promise<Record<string, Float32Array>> {
    const { references } = this.options;
    const pick = <T>(list: readonly T[]): number => Math.floor(random() * list.length);
    const place = () => ({ x: random(), y: random(), mirrored: random() < 0.5 });
    const scale = pick(SCALES);
    const [content, reference] = [this.drawn[pick(this.drawn)]!, pick(references)];
    const picture = await content.crop(side, HALO, SCALES[scale]!, place());
    const targets = this.targets[scale]![reference]!;
    if (!adversarial) return { picture, targets };
    const real = await references[reference]!.crop(side, 0, SCALES[scale]!, place());
    return { picture, targets, real };
  }

  private dials(phase: Phase, pace: number): Record<string, Float32Array> {
    const { facts } = this.state;
    const corrected = pace * adamCorrection(facts.phaseStep, GENERATOR_ADAM);
    const { trained } = this.compiled!;
    const paces = new Float32Array(trained.length);
    for (const [name, { shape, start }] of trained.places)
      paces.fill(rateOf(phase, name) * corrected, start, start + sizeOf(shape));
    const dials = {
      pace: paces,
      layers: Float32Array.from(facts.layers),
      keep: Float32Array.of(Math.min(KEEP, (1 + facts.phaseStep) / (20 + facts.phaseStep))),
      likeness: Float32Array.of(facts.likenessWeight),
    };
    if (!phase.adversarial) return dials;
    const ramp = LOSS_WEIGHTS.adversarial * Math.min(1, facts.phaseStep / RAMP);
    const critic = CRITIC_RATE * facts.rate * adamCorrection(facts.phaseStep, DISCRIMINATOR_ADAM);
    return { ...dials, adversarial: Float32Array.of(ramp), 'critic.pace': Float32Array.of(critic) };
  }
}

/** Everything about a training that its options don't say. */
export interface State {
  vectors: Record<string, Float32Array>;
  best: Weights | undefined;
  facts: {
    step: number;
    /** Spent in steps and examinations. */
    seconds: number;
    phase: string;
    phaseStep: number;
    /** What setbacks have left of the rates. */
    rate: number;
    setbacks: number;
    /** The feature weights. */
    layers: number[];
    likenessWeight: number;
    /** How far from the contents that are held back pictures may be. */
    likenessLimit: number;
    firstScore: number;
    bestScore: number;
    bestFigures: Figures | undefined;
    /** Examinations without a better score. */
    sinceBest: number;
    /** The progress at the last examination; below 0 before the first. */
    examined: number;
  };
}

/** Side of the crops that are examined, pixels. */
export const EXAMINED = 256;

const EXAMINE = 1 / 16;
const PATIENCE = 6;
const SETBACKS = 5;
const WARM_UP = 20;
/** Steps over which the adversarial term comes in. */
const RAMP = 150;
const CRITIC_RATE = 5e-4;
/** Of the running average, at most. */
const KEEP = 0.99;
/** By how much of the limit a picture may be further from its content before that counts. */
const TOLERATED = 1.03;
/** Share of the base model's distance from the content that is aimed at: at 1 trainings of Starry Night raised LPIPS by 10 %, at 0.9 by 4 %. */
const CLOSER = 0.9;
/** Shares of scores: what is no improvement, and what is a collapse. */
const [MARGIN, COLLAPSE] = [0.995, 2];
/** The weight of likeness at the start. */
const LIKENESS = 3;

function firstState({ seed, judge }: TrainerOptions): State {
  const { weights, spectrum } = drawDiscriminator(seed);
  const nothing = () => new Float32Array(weights.length);
  return {
    vectors: { critic: weights, 'critic.first': nothing(), 'critic.second': nothing(), spectrum },
    best: undefined,
    facts: {
      step: 0,
      seconds: 0,
      phase: '',
      phaseStep: 0,
      rate: 1,
      setbacks: 0,
      layers: judge.layers.map(() => 1),
      likenessWeight: LIKENESS,
      likenessLimit: Number.POSITIVE_INFINITY,
      firstScore: Number.POSITIVE_INFINITY,
      bestScore: Number.POSITIVE_INFINITY,
      bestFigures: undefined,
      sinceBest: 0,
      examined: -1,
    },
  };
}

/** Moments of a picture from those of its equal parts, layer by layer: means, then deviations. */
function pooled(parts: readonly Float32Array[], channels: readonly number[]): Float32Array {
  const out = new Float32Array(parts[0]!.length);
  let start = 0;
  for (const count of channels) {
    for (let c = start; c < start + count; c++) {
      const mean = parts.reduce((total, part) => total + part[c]!, 0) / parts.length;
      const squares = parts.reduce((total, part) => total + part[c]! ** 2 + part[c + count]! ** 2, 0) / parts.length;
      out[c] = mean;
      out[c + count] = Math.sqrt(Math.max(0, squares - mean ** 2));
    }
    start += 2 * count;
  }
  return out;
}

function numbersOf(results: Record<string, Float32Array>): Figures {
  return Object.fromEntries(
    Object.entries(results).flatMap(([name, data]) => (data.length === 1 ? [[name, data[0]!]] : [])),
  );
}

function meanOf(rows: readonly Figures[]): Figures {
  return Object.fromEntries(
    Object.keys(rows[0]!).map((name) => [name, rows.reduce((total, row) => total + row[name]!, 0) / rows.length]),
  );
}

function copyOf({ tensors }: Weights): Weights {
  return { tensors: new Map([...tensors].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }])) };
}
