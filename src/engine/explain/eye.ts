import { createHash } from 'node:crypto';
import type { Planes } from '../network/backend';
import type { Executor, Program } from '../train/executor';
import type { Judge } from '../train/judge';
import { computeStyleTerms, momentsLength, solveFeatureWeights } from '../train/losses';
import { square } from '../train/operations';
import { gradients, input, sqrt, sum } from '../train/tape';
import { type LayerMap, type LayerMoments, momentsIn } from './measures';
import { cutOut, MARGIN, mirrored } from './mirrored';
import { halvedPlanes, trimmed } from './smallCopy';

/** The judge of trainings, looking at single pictures: what explanations measure by. Not reentrant. */
export class Eye {
  private readonly programs = new Map<string, Promise<Program>>();
  private readonly remembered = new Map<string, LayerMoments[]>();

  constructor(
    readonly judge: Judge,
    private readonly executor: Executor,
  ) {}

  /** Features of a picture whose sides are multiples of 8: one map per layer of the judge. What lies beyond a border is its mirror image. */
  async look(picture: Planes): Promise<LayerMap[]> {
    const { data, width, height } = mirrored(picture);
    const program = await this.compiled(`look ${width} ${height}`, () => {
      const maps = this.judge.look(input('picture', [1, 3, height, width]));
      return Object.fromEntries(this.judge.layers.map((layer, i) => [layer, maps[i]!]));
    });
    const found = await program.run({ picture: data });
    return this.judge.layers.map((layer, i) =>
      cutOut(
        { data: found[layer]!, channels: this.judge.channels[i]!, width: width >> i, height: height >> i },
        MARGIN >> i,
      ),
    );
  }

  /** Moments of each layer of a picture of 8 pixels at least. References are asked for again with every picture, so they are remembered. */
  async moments(picture: Planes): Promise<LayerMoments[]> {
    const { data } = picture;
    const key = createHash('sha256')
      .update(`${picture.width} `)
      .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
      .digest('hex');
    const known = this.remembered.get(key);
    if (known) return known;
    const found = (await this.look(trimmed(picture))).map((map) => momentsIn(map)!);
    this.remembered.set(key, found);
    return found;
  }

  /**
   * How much each layer's style counts, so that all pull on this picture with like force: solved for as in training
   * (`solveFeatureWeights`); mean 1. On a copy of half the size, since only ratios count and gradients take long.
   */
  async featureWeights(picture: Planes, wanted: readonly LayerMoments[]): Promise<number[]> {
    const { judge } = this;
    const { data, width, height } = trimmed(halvedPlanes(picture));
    const program = await this.compiled(`pull ${width} ${height}`, () => {
      const picture = input('picture', [1, 3, height, width]);
      const terms = computeStyleTerms(judge, judge.look(picture), input('targets', [1, momentsLength(judge)]));
      return Object.fromEntries(
        judge.layers.map((layer, i) => [layer, sqrt(sum(square(gradients(terms[i]!, [picture])[0]!)))]),
      );
    });
    const targets = Float32Array.from(wanted.flatMap(({ mean, deviation }) => [...mean, ...deviation]));
    const pulls = await program.run({ picture: data, targets });
    return solveFeatureWeights(judge.layers.map((layer) => pulls[layer]![0]!));
  }

  async release(): Promise<void> {
    for (const program of this.programs.values()) await (await program).release();
    this.programs.clear();
  }

  private compiled(key: string, graph: () => Parameters<Executor['compile']>[0]): Promise<Program> {
    const program = this.programs.get(key) ?? this.executor.compile(graph());
    this.programs.set(key, program);
    return program;
  }
}
