import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { EngineTeam, type TeamOptions } from '../../../src/pipeline/engineTeam';
import type { ApplyParams, ShareParams } from '../../../src/shared/protocol';

/** An engine that paints when it is let go on, and notes what it is told. */
class FakeEngine {
  readonly asked: string[] = [];
  readonly shares: ShareParams[] = [];
  disposed = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    readonly provider = 'cpu',
    private readonly start: () => Promise<void> = async () => {},
  ) {}

  async info() {
    await this.start();
    return { provider: this.provider };
  }
  async request(method: string, params: object) {
    if (method === 'share') {
      this.shares.push(params as ShareParams);
      return null;
    }
    this.asked.push((params as ApplyParams).source);
    await new Promise<void>((go) => this.waiting.push(go));
    return { outputs: [], failures: [] };
  }
  async dispose() {
    this.disposed++;
  }
  finish(): boolean {
    const go = this.waiting.shift();
    go?.();
    return go !== undefined;
  }
}

const picture = (source: string, extra = {}) => ({ source, outputs: [], ...extra }) as unknown as ApplyParams;

function teamOf(first: FakeEngine, helpers: FakeEngine[], engines = 1 + helpers.length, patience = 60_000, after = 0) {
  const threads: number[] = [];
  const left = [...helpers];
  const team = new EngineTeam({
    first: first as unknown as TeamOptions['first'],
    another(each) {
      threads.push(each);
      return left.shift() as unknown as ReturnType<TeamOptions['another']>;
    },
    share: () => ({ engines, threads: 1 }),
    ...{ patience, after },
  });
  onTestFinished(() => team.dispose());
  return { team, threads };
}

/** Paints so many, so many at once, and lets engines finish in turns. */
async function paint(team: EngineTeam, engines: FakeEngine[], count: number, atOnce: number): Promise<void> {
  let [begun, ended] = [0, 0];
  const begin = (): void => {
    if (begun === count) return;
    void team.request('apply', picture(`${begun++}`)).finally(() => {
      ended++;
      begin();
    });
  };
  for (let i = 0; i < atOnce; i++) begin();
  while (ended < count) {
    for (const engine of engines) engine.finish();
    await setTimeout(0);
  }
}

describe('a team of engines', () => {
  afterEach(() => vi.restoreAllMocks());

  it('shares a long batch, and the processor', async () => {
    const [first, helper] = [new FakeEngine(), new FakeEngine()];
    const { team, threads } = teamOf(first, [helper]);
    await paint(team, [first, helper], 60, 4);
    expect(threads).toEqual([1]);
    expect(helper.asked.length).toBeGreaterThan(20);
    expect([...first.asked, ...helper.asked].map(Number).sort((a, b) => a - b)).toEqual([...Array(60).keys()]);
    expect([first.shares, helper.shares]).toEqual([[{ engines: 2, threads: 1 }], [{ engines: 2, threads: 1 }]]);
  });

  it('is one engine for many pictures that are done in a moment', async () => {
    const [first, helper] = [new FakeEngine(), new FakeEngine()];
    const { team, threads } = teamOf(first, [helper], 2, 60_000, 60_000);
    await paint(team, [first, helper], 60, 4);
    expect(threads).toEqual([]);
  });

  it('is one engine for few pictures, for one at a time, on a GPU, and on one processor', async () => {
    for (const [provider, count, atOnce, engines] of [
      ['cpu', 7, 4, 2],
      ['cpu', 60, 1, 2],
      ['cuda', 60, 4, 2],
      ['cpu', 60, 4, 1],
    ] as const) {
      const [first, helper] = [new FakeEngine(provider), new FakeEngine()];
      const { team, threads } = teamOf(first, [helper], engines);
      await paint(team, [first, helper], count, atOnce);
      expect(threads).toEqual([]);
      expect(first.asked.length).toBe(count);
    }
  });

  it('leaves the frames of a shot to the first', async () => {
    const [first, helper] = [new FakeEngine(), new FakeEngine()];
    const { team } = teamOf(first, [helper]);
    await paint(team, [first, helper], 60, 4);
    const before = helper.asked.length;
    const frames = ['x', 'y', 'z'].map((source) => team.request('apply', picture(source, { shot: {} })));
    while (first.finish()) await setTimeout(0);
    await Promise.all(frames);
    expect(helper.asked.length).toBe(before);
  });

  it('ends the others after a pause, and gives the first its threads back', async () => {
    const [first, helper, later] = [new FakeEngine(), new FakeEngine(), new FakeEngine()];
    const { team } = teamOf(first, [helper, later], 2, 20);
    await paint(team, [first, helper], 60, 4);
    await vi.waitFor(() => expect(first.shares.at(-1)).toEqual({ engines: 1, threads: 0 }));
    expect(helper.disposed).toBe(1);
    await paint(team, [first, later], 60, 4);
    expect(later.asked.length).toBeGreaterThan(20);
  });

  it('ends nobody who is at work, though there was a pause while they started', async () => {
    const first = new FakeEngine();
    let start = (): void => {};
    const slow = new FakeEngine('cpu', () => new Promise((go) => (start = go)));
    const { team } = teamOf(first, [slow], 2, 10);
    await paint(team, [first], 30, 4);
    await setTimeout(30); // the pause is over, and the other one still starts
    const last = team.request('apply', picture('last'));
    start();
    await vi.waitFor(() => expect(slow.shares).toHaveLength(1));
    await setTimeout(0);
    expect(slow.disposed).toBe(0);
    first.finish();
    slow.finish();
    await last;
    await vi.waitFor(() => expect(slow.disposed).toBe(1));
    expect(first.shares.at(-1)).toEqual({ engines: 1, threads: 0 });
  });

  it('does without an engine that can not be started', async () => {
    const first = new FakeEngine();
    const broken = new FakeEngine('cpu', async () => {
      throw new Error('no memory');
    });
    const { team } = teamOf(first, [broken]);
    await paint(team, [first, broken], 30, 4);
    expect(first.asked.length).toBe(30);
    expect(broken.disposed).toBe(1);
    expect(first.shares).toEqual([]);
  });

  it('ends also those that still start', async () => {
    const first = new FakeEngine();
    let fail = (_: Error): void => {};
    const slow = new FakeEngine('cpu', () => new Promise((_, reject) => (fail = reject)));
    const end = vi.spyOn(slow, 'dispose').mockImplementation(async () => fail(new Error('it was shut down')));
    const { team } = teamOf(first, [slow]);
    await paint(team, [first], 30, 4);
    await team.dispose();
    expect(end).toHaveBeenCalled();
  });
});
