import { describe, expect, it } from 'vitest';
import { createGlimpseQueue, type Glimpse } from '../../../../webview-ui/review/glimpseQueue';

/** A queue whose requests are answered by hand. */
function queueOf(most: number) {
  const open = new Map<
    string,
    { signal: AbortSignal; answer(glimpse: Glimpse): Promise<void>; fail(): Promise<void> }
  >();
  const asked: string[] = [];
  const told: string[] = [];
  const queue = createGlimpseQueue({
    most,
    ask: (output, signal) =>
      new Promise((resolve, reject) => {
        asked.push(output);
        open.set(output, {
          signal,
          answer: async (glimpse) => {
            resolve(glimpse);
            await turn();
          },
          fail: async () => {
            reject(new Error('gone'));
            await turn();
          },
        });
      }),
    told: (output) => told.push(output),
  });
  return { queue, asked, told, open: (output: string) => open.get(output)! };
}

const turn = () => new Promise((done) => setImmediate(done));

describe('the queue of small pictures', () => {
  it('asks for so many at a time, the newest first', async () => {
    const { queue, asked, told, open } = queueOf(2);
    for (const output of ['a', 'b', 'c', 'd']) queue.want(output);
    expect(asked).toEqual(['a', 'b']);
    await open('a').answer({ after: 'uri' });
    await open('b').answer({});
    expect(asked).toEqual(['a', 'b', 'd', 'c']);
    expect(told).toEqual(['a', 'b']);
    expect(queue.known('a')).toEqual({ after: 'uri' });
  });

  it('cancels what goes out of sight, and does not ask for what waited', async () => {
    const { queue, asked, told, open } = queueOf(1);
    for (const output of ['a', 'b', 'c']) queue.want(output);
    queue.drop('b');
    const { signal, answer } = open('a');
    queue.drop('a');
    expect(signal.aborted).toBe(true);
    expect(asked).toEqual(['a', 'c']);
    await answer({ after: 'late' });
    expect(told).toEqual([]);
    expect(queue.known('a')).toBeUndefined();
    await open('c').answer({});
    expect(asked).toEqual(['a', 'c']);
  });

  it('measures while nothing in sight is missing, in its order, and goes on with what is out of sight', async () => {
    const { queue, asked, open } = queueOf(1);
    queue.measure(['a', 'b', 'c']);
    expect(queue.left()).toBe(3);
    queue.want('z');
    await open('a').answer({ difference: 1 });
    expect(asked).toEqual(['a', 'z']);
    queue.want('b');
    await open('z').answer({});
    queue.drop('b');
    expect(open('b').signal.aborted).toBe(false);
    await open('b').answer({ difference: 2 });
    await open('c').answer({ difference: 3 });
    expect(asked).toEqual(['a', 'z', 'b', 'c']);
    expect(queue.left()).toBe(0);
  });

  it('tries again what failed once it comes in sight again, and not before', async () => {
    const { queue, asked, told, open } = queueOf(1);
    queue.want('a');
    await open('a').fail();
    expect([asked, told]).toEqual([['a'], ['a']]);
    queue.drop('a');
    queue.want('a');
    expect(asked).toEqual(['a', 'a']);
  });

  it('asks anew for what has become another picture while it is in sight', async () => {
    const { queue, asked, told, open } = queueOf(1);
    queue.want('a');
    const first = open('a');
    queue.forget('a');
    expect(first.signal.aborted).toBe(true);
    await first.answer({ after: 'old' });
    await open('a').answer({ after: 'new' });
    expect(asked).toEqual(['a', 'a']);
    expect(told).toEqual(['a']);
    expect(queue.known('a')).toEqual({ after: 'new' });
    queue.drop('a');
    queue.forget('a');
    expect(asked).toEqual(['a', 'a']);
  });
});
