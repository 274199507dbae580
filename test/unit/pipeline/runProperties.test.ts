import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selection } from '../../../src/cli/selection';
import { EngineFailure } from '../../../src/pipeline/failure';
import type { RunSummary } from '../../../src/pipeline/run';
import type { ManifestInput } from '../../../src/shared/manifest';
import { parseManifest } from '../../../src/shared/parseManifest';
import { planJobs } from '../../../src/shared/plan';
import { fakeEngine } from './fakeEngine';
import { Workspace } from './workspace';

const SEED = { seed: 20_261_123 };
const SOURCES = ['art/a.png', 'art/b.png', 'art/deep/c.png', 'ads/d.jpg', 'ads/e.jpg'];
const STYLES = ['ink', 'oil', 'sand'];

interface Rule {
  input: string;
  style: string;
  strength: number;
  quality: number;
}

type Change =
  | { kind: 'source' | 'delete' | 'touch'; file: string; text: string }
  | { kind: 'style'; style: string; text: string }
  | { kind: 'strength' | 'drop' | 'output'; rule: number; strength: number }
  | { kind: 'version'; version: string };

const rule = fc.record<Rule>({
  input: fc.constantFrom('art/*.png', 'art/**/*.png', 'ads/*.jpg', '**/*.{png,jpg}', 'art/a.png'),
  style: fc.constantFrom(...STYLES),
  strength: fc.constantFrom(0.25, 0.5, 1),
  quality: fc.constantFrom(70, 90),
});
const text = fc.string({ minLength: 1, maxLength: 3 });
const index = fc.nat({ max: 3 });
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('source' as const, 'delete' as const, 'touch' as const),
    file: fc.constantFrom(...SOURCES),
    text,
  }),
  fc.record({ kind: fc.constant('style' as const), style: fc.constantFrom(...STYLES), text }),
  fc.record({
    kind: fc.constantFrom('strength' as const, 'drop' as const, 'output' as const),
    rule: index,
    strength: fc.constantFrom(0.3, 0.7),
  }),
  fc.record({ kind: fc.constant('version' as const), version: fc.constantFrom('1', '2') }),
);
const history = fc.record({
  rules: fc.array(rule, { minLength: 1, maxLength: 4 }),
  sources: fc.dictionary(fc.constantFrom(...SOURCES), text, { minKeys: 1 }),
  steps: fc.array(fc.array(change, { maxLength: 3 }), { minLength: 1, maxLength: 4 }),
});

/** All that a folder is made of, so that what a run has to do can be told without Stylize. */
class World {
  readonly workspace = new Workspace();
  version = '1';

  constructor(
    public rules: (Rule & { tag: string })[],
    readonly sources: Record<string, string>,
    readonly styles: Record<string, string> = Object.fromEntries(STYLES.map((style) => [style, style])),
  ) {
    for (const [path, bytes] of Object.entries(sources)) this.workspace.write(path, bytes);
    for (const [name, bytes] of Object.entries(styles)) this.workspace.write(`styles/${name}.png`, bytes);
    this.writeManifest();
  }

  get manifest(): ManifestInput {
    const reference = (style: string) => [style, { reference: `styles/${style}.png` }];
    const assets = this.rules.map(({ input, style, strength, quality, tag }) => ({
      ...{ input, style, strength, quality, exclude: ['styles/**', 'out/**'] },
      output: `out/${tag}/{dir}/{name}.{ext}`,
    }));
    return { version: 1, styles: Object.fromEntries(STYLES.map(reference)), assets };
  }

  writeManifest(): void {
    this.workspace.manifest(this.manifest);
  }

  apply(change: Change): void {
    const { workspace } = this;
    if (change.kind === 'version') this.version = change.version;
    else if (change.kind === 'style') {
      this.styles[change.style] = change.text;
      workspace.write(`styles/${change.style}.png`, change.text);
    } else if (change.kind === 'delete' && 'file' in change) {
      delete this.sources[change.file];
      workspace.remove(change.file);
    } else if ('file' in change) {
      const bytes = change.kind === 'touch' ? this.sources[change.file] : change.text;
      if (bytes === undefined) return;
      this.sources[change.file] = bytes;
      workspace.write(change.file, bytes);
    } else {
      const rule = this.rules[change.rule];
      if (rule && change.kind === 'drop') this.rules = this.rules.filter((other) => other !== rule);
      else if (rule && change.kind === 'output') rule.tag += '+';
      else if (rule) rule.strength = change.strength;
      this.writeManifest();
    }
  }

  /** Each output, with all that goes into it. */
  wanted(): Map<string, string> {
    const { manifest } = parseManifest(JSON.stringify(this.manifest));
    const { jobs } = planJobs(manifest!, [...Object.keys(this.sources), ...STYLES.map((name) => `styles/${name}.png`)]);
    return new Map(
      jobs.map(({ source, output, rule }) => {
        const { style, strength, quality } = this.rules[rule]!;
        // PNG has no quality
        const own = source.endsWith('.png') ? null : quality;
        return [output, JSON.stringify([this.sources[source], this.styles[style], strength, own, this.version])];
      }),
    );
  }

  run(options: Parameters<Workspace['run']>[0] = {}): Promise<RunSummary> {
    return this.workspace.run({ engineVersion: this.version, ...options });
  }
}

/** Rules whose outputs never meet: what is refused then is not what is tested here. */
const tagged = (rules: Rule[]) => rules.map((rule, i) => ({ ...rule, tag: `r${i}` }));
const painted = ({ outcomes }: RunSummary) =>
  outcomes.flatMap(({ status, job }) => (status === 'done' ? [job.output] : [])).sort();

describe('a run of any manifest, after any history', () => {
  it('makes exactly what changed, and a second one makes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ rules, sources, steps }) => {
        const world = new World(tagged(rules), { ...sources });
        const made = new Map<string, string>();
        for (const changes of [[], ...steps]) {
          for (const change of changes) world.apply(change);
          if (world.rules.length === 0) return;
          const wanted = world.wanted();
          const stale = [...wanted].filter(([output, from]) => made.get(output) !== from).map(([output]) => output);
          expect(painted(await world.run({ concurrency: 3 }))).toEqual(stale.sort());
          for (const [output, from] of wanted) made.set(output, from);
          const second = await world.run();
          expect({ done: second.done, failed: second.failed, cached: second.cached }).toEqual({
            ...{ done: 0, failed: 0, cached: wanted.size },
          });
        }
      }),
      { ...SEED, numRuns: 25 },
    );
  });

  it('ends in the same bytes, whichever way it came there: anew, step by step, by shards, out of the cache', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.integer({ min: 1, max: 4 }), async ({ rules, sources, steps }, shards) => {
        const world = new World(tagged(rules), { ...sources });
        const cache = { folder: world.workspace.at('cache'), limit: 1e9 };
        for (const changes of [[], ...steps]) {
          for (const change of changes) world.apply(change);
          if (world.rules.length === 0) return;
          for (let part = 1; part <= shards; part++)
            await world.run({ cache, only: selection(undefined, { part, of: shards }) });
        }
        const outputs = [...world.wanted().keys()];
        const bytes = () => Object.fromEntries(outputs.map((output) => [output, world.workspace.read(output)]));
        const stepwise = bytes();
        for (const options of [{}, { cache, client: fakeEngine(cannotPaint) }]) {
          world.workspace.remove('out');
          world.workspace.remove('.stylize');
          const { failed, fromCache, done } = await world.run(options);
          expect({ failed, done }).toEqual({ failed: 0, done: outputs.length });
          expect(fromCache).toBe('cache' in options ? outputs.length : 0);
          expect(bytes()).toEqual(stepwise);
        }
      }),
      { ...SEED, numRuns: 12 },
    );
  });
});

describe('shards', () => {
  it('take each job exactly once, whatever else is in the folder', () => {
    fc.assert(
      fc.property(fc.array(rule, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 9 }), (rules, of) => {
        const assets = tagged(rules).map(({ tag, ...rest }) => ({ ...rest, output: `out/${tag}/{dir}/{name}.{ext}` }));
        const styles = Object.fromEntries(STYLES.map((style) => [style, { reference: `../${style}.png` }]));
        const { manifest } = parseManifest(JSON.stringify({ version: 1, styles, assets }));
        const { jobs } = planJobs(manifest!, SOURCES);
        const taken = Array.from({ length: of }, (_, i) =>
          jobs.filter(selection(undefined, { part: i + 1, of })!),
        ).flat();
        const names = (list: typeof jobs) => list.map(({ output }) => output).sort();
        expect(names(taken)).toEqual(names(jobs));
        const fewer = planJobs(manifest!, SOURCES.slice(1)).jobs;
        const first = names(jobs.filter(selection(undefined, { part: 1, of })!));
        for (const output of names(fewer.filter(selection(undefined, { part: 1, of })!)))
          expect(first).toContain(output);
      }),
      { ...SEED, numRuns: 200 },
    );
  });
});

describe('the parts of sharded work', () => {
  it('have all sizes of a picture in one style together', () => {
    const outputs = [1, 0.5, 0.25].map((scale) => ({ output: `{style}/${scale}/{name}.png`, scale }));
    const assets = STYLES.map((style) => ({ input: '**', style, outputs }));
    const styles = Object.fromEntries(STYLES.map((style) => [style, { reference: `../${style}.png` }]));
    const { manifest } = parseManifest(JSON.stringify({ version: 1, styles, assets }));
    const { jobs } = planJobs(manifest!, ['a.png', 'b.png', 'c.png', 'd.png']);
    const part = selection(undefined, { part: 1, of: 2 })!;
    const taken = jobs.filter(part);
    expect(taken.length).toBeGreaterThan(0);
    expect(taken.length).toBeLessThan(jobs.length);
    const paintings = (list: typeof jobs) => list.map(({ source, styleName }) => `${source} in ${styleName}`);
    const elsewhere = new Set(paintings(jobs.filter((job) => !part(job))));
    expect(paintings(taken).filter((painting) => elsewhere.has(painting))).toEqual([]);
  });
});

describe('the order in which files are listed', () => {
  it('does not matter to the plan', () => {
    fc.assert(
      fc.property(
        fc.array(rule, { minLength: 1, maxLength: 4 }),
        fc.shuffledSubarray(SOURCES, { minLength: SOURCES.length }),
        (rules, files) => {
          const assets = rules.map((one) => ({ ...one, output: 'out/{style}/{dir}/{name}.{ext}' })); // may collide
          const styles = Object.fromEntries(STYLES.map((style) => [style, { reference: `../${style}.png` }]));
          const { manifest } = parseManifest(JSON.stringify({ version: 1, styles, assets }));
          expect(planJobs(manifest!, files)).toEqual(planJobs(manifest!, SOURCES));
        },
      ),
      { ...SEED, numRuns: 200 },
    );
  });
});

function cannotPaint({ source }: { source: string }): never {
  throw new EngineFailure({ kind: 'unreadable', file: source, cause: 'nothing is painted here', remedy: '' });
}
