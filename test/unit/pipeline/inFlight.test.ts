import { describe, expect, it } from 'vitest';
import { InFlight } from '../../../src/pipeline/inFlight';

/** Work that ends when it is told to. */
function gate() {
  let open = (): void => {};
  const opened = new Promise<void>((go) => {
    open = go;
  });
  return { opened, open };
}

describe('work in flight', () => {
  it('has room for so many, and again once one has ended', async () => {
    const lanes = new InFlight(2);
    const gates = [gate(), gate()];
    for (const { opened } of gates) {
      await lanes.room();
      lanes.begin(() => opened);
    }
    let isFree = false;
    const room = lanes.room().then(() => {
      isFree = true;
    });
    await Promise.resolve();
    expect(isFree).toBe(false);
    gates[1]!.open();
    await room;
    gates[0]!.open();
    await lanes.idle();
  });

  it('tells each whether anything went on beside it', async () => {
    const lanes = new InFlight(2);
    const [first, second, third] = [gate(), gate(), gate()];
    const company: Record<string, boolean> = {};
    const work = (name: string, { opened }: ReturnType<typeof gate>) =>
      lanes.begin(async (hadCompany) => {
        await opened;
        company[name] = hadCompany();
      });
    work('alone', first);
    first.open();
    await lanes.idle();
    work('earlier', second);
    work('later', third);
    second.open();
    third.open();
    await lanes.idle();
    expect(company).toEqual({ alone: false, earlier: true, later: true });
  });
});
