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
  it('read the next pictures and finish the former one while one is painted', async () => {
    const log: string[] = [];
    const lanes = new Lanes(100);
    const pictures = ['a', 'b', 'c', 'd'].map((name) => picture(name, 10, log));
    const [a, b, c] = pictures as [ReturnType<typeof picture>, ReturnType<typeof picture>, ReturnType<typeof picture>];
    const all = Promise.all(pictures.map(({ stages }) => lanes.pass(stages)));
    await settled();
    expect(log.splice(0)).toEqual(['read a', 'read b']);
    a.open.read!();
    await settled();
    expect(log.splice(0).sort()).toEqual(['paint a', 'read c']);
    b.open.read!();
    c.open.read!();
    await settled();
    expect(log.splice(0)).toEqual(['read d']);
    a.open.paint!();
    await settled();
    expect(log.splice(0).sort()).toEqual(['finish a', 'paint b']);
    for (const { open } of pictures) for (const go of Object.values(open)) go();
    await all;
  });

  it('paint in the order of asking, also where a later one is read sooner, and let first what is pressing meanwhile', async () => {
    const log: string[] = [];
    const lanes = new Lanes(100);
    const [slow, quick] = [picture('slow', 10, log), picture('quick', 10, log)];
    const all = Promise.all([slow, quick].map(({ stages }) => lanes.pass(stages)));
    for (const go of Object.values(quick.open)) go();
    await settled();
    await lanes.first(async () => void log.push('pressing'));
    expect(log.splice(0)).toEqual(['read slow', 'read quick', 'pressing']);
    slow.open.read!();
    await settled();
    expect(log.splice(0)).toEqual(['paint slow']);
    slow.open.paint!();
    slow.open.finish!();
    await all;
    expect(log.filter((what) => what.startsWith('paint'))).toEqual(['paint quick']);
  });

  it('tell at once of a picture that can not be read, while those before it are still painted', async () => {
    const lanes = new Lanes(100);
    const long = picture('long', 10, []);
    const first = lanes.pass(long.stages);
    const broken = { ...picture('broken', 10, []).stages, read: () => Promise.reject(new Error('damaged')) };
    await expect(lanes.pass(broken)).rejects.toThrow('damaged');
    for (const go of Object.values(long.open)) go();
    await first;
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
