import { describe, expect, it } from 'vitest';
import { Lanes } from '../../../src/engine/lanes';

/** A picture whose stages end when they are told to, and that notes what begins. */
function picture(name: string, bytes: number, log: string[]) {
  const open: Record<string, () => void> = {};
  const gates = Object.fromEntries(
    ['read', 'paint', 'finish'].map((stage) => [
      stage,
      new Promise<void>((go) => {
        open[stage] = go;
      }),
    ]),
  );
  const stage = (what: string) => async () => {
    log.push(`${what} ${name}`);
    await gates[what];
  };
  return {
    open,
    stages: { measure: async () => bytes, read: stage('read'), paint: stage('paint'), finish: stage('finish') },
  };
}

/** Lets all that can go on go on. */
const settled = () => new Promise((go) => setImmediate(go));

describe('the lanes of the engine', () => {
  it('read the next picture and finish the former one while one is painted', async () => {
    const log: string[] = [];
    const lanes = new Lanes(100);
    const [a, b, c] = ['a', 'b', 'c'].map((name) => picture(name, 10, log)) as [
      ReturnType<typeof picture>,
      ReturnType<typeof picture>,
      ReturnType<typeof picture>,
    ];
    const all = Promise.all([a, b, c].map(({ stages }) => lanes.pass(stages)));
    await settled();
    expect(log.splice(0)).toEqual(['read a']);
    a.open.read!();
    await settled();
    expect(log.splice(0)).toEqual(['paint a', 'read b']);
    b.open.read!();
    await settled();
    expect(log.splice(0)).toEqual(['read c']);
    a.open.paint!();
    await settled();
    expect(log.splice(0).sort()).toEqual(['finish a', 'paint b']);
    for (const { open } of [a, b, c]) for (const go of Object.values(open)) go();
    await all;
  });

  it('never hold more than fits, but for one picture alone', async () => {
    const log: string[] = [];
    const lanes = new Lanes(100);
    const [small, large, other] = [picture('small', 40, log), picture('large', 500, log), picture('other', 40, log)];
    const all = Promise.all([small, large, other].map(({ stages }) => lanes.pass(stages)));
    small.open.read!();
    small.open.paint!();
    await settled();
    expect(log.splice(0)).toEqual(['read small', 'paint small', 'finish small']);
    small.open.finish!();
    await settled();
    expect(log.splice(0)).toEqual(['read large']);
    for (const go of Object.values(large.open)) go();
    await settled();
    expect(log.splice(0)).toEqual(['paint large', 'finish large', 'read other']);
    for (const go of Object.values(other.open)) go();
    await all;
  });

  it('go on after a picture that can not be read, painted or finished, and give back what it took', async () => {
    const lanes = new Lanes(100);
    const good = { measure: async () => 90, read: async () => 1, paint: async () => 2, finish: async () => 'done' };
    for (const stage of ['measure', 'read', 'paint', 'finish'] as const) {
      const broken = { ...good, [stage]: () => Promise.reject(new Error(stage)) };
      const [failed, done] = await Promise.allSettled([lanes.pass(broken), lanes.pass(good)]);
      expect(failed).toMatchObject({ status: 'rejected', reason: { message: stage } });
      expect(done).toEqual({ status: 'fulfilled', value: 'done' });
    }
  });
});
