import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { type Cancellation, createPeer, type Peer } from '../../../src/shared/peer';

const PAGE = { requests: { double: { params: z.number(), result: z.number() } }, notifications: {} };
const PANEL = { requests: {}, notifications: { news: z.string() } };
const words = { late: 'too late', cancelled: 'cancelled' };

describe('a peer', () => {
  let page: Peer<typeof PAGE>;
  let panel: Peer<typeof PANEL>;
  const news: string[] = [];
  /** What `double` does with what it is asked. */
  let work: (params: number, cancellation: Cancellation) => Promise<number>;
  const openPage = () =>
    createPeer({
      // as structured cloning would, without what it can't carry
      post: (message) => queueMicrotask(() => panel.receive(JSON.parse(JSON.stringify(message)))),
      sends: PAGE,
      receives: PANEL,
      requests: {},
      notifications: { news: (text) => news.push(text) },
      patience: 1000,
      words,
    });
  beforeEach(() => {
    vi.useFakeTimers();
    news.length = 0;
    page = openPage();
    panel = createPeer({
      post: (message) => queueMicrotask(() => page.receive(JSON.parse(JSON.stringify(message)))),
      sends: PANEL,
      receives: PAGE,
      requests: { double: (params, cancellation) => work(params, cancellation) },
      notifications: {},
      words,
    });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('answers each request with its own result, in whatever order they come', async () => {
    const releases: (() => void)[] = [];
    work = async (params) => {
      await new Promise<void>((go) => releases.push(go));
      return 2 * params;
    };
    const both = [page.request('double', 1), page.request('double', 2)];
    await vi.waitFor(() => expect(releases).toHaveLength(2));
    releases[1]!();
    releases[0]!();
    expect(await Promise.all(both)).toEqual([2, 4]);
  });

  it("fails with the other side's words", async () => {
    work = async () => {
      throw new Error('no such picture');
    };
    await expect(page.request('double', 1)).rejects.toThrow('no such picture');
  });

  it('refuses what it does not know, and what has another shape', async () => {
    work = async (params) => params;
    await expect(page.request('triple' as 'double', 1)).rejects.toThrow('There is no request "triple".');
    await expect(page.request('constructor' as 'double', 1)).rejects.toThrow('There is no request "constructor".');
    await expect(page.request('double', 'one' as never)).rejects.toThrow(/"double" was misunderstood/);
    work = async () => 'two' as never;
    await expect(page.request('double', 1)).rejects.toThrow(/"double" was misunderstood/);
  });

  it('gives up when time is up, and tells the other side', async () => {
    let cancellation: Cancellation | undefined;
    work = (_, given) => {
      cancellation = given;
      return new Promise(() => {});
    };
    const asked = expect(page.request('double', 1)).rejects.toThrow('too late');
    await vi.advanceTimersByTimeAsync(1000);
    await asked;
    expect(cancellation!.aborted).toBe(true);
  });

  it('cancels one request, and no other', async () => {
    const told: number[] = [];
    work = (params, cancellation) =>
      new Promise((resolve) => {
        cancellation.addEventListener('abort', () => told.push(params));
        if (params === 2) setTimeout(() => resolve(4), 500);
      });
    const controller = new AbortController();
    const first = page.request('double', 1, controller.signal);
    const second = page.request('double', 2, new AbortController().signal);
    await vi.advanceTimersByTimeAsync(1);
    controller.abort();
    await expect(first).rejects.toThrow('cancelled');
    await vi.advanceTimersByTimeAsync(500);
    expect(await second).toBe(4);
    expect(told).toEqual([1]);
    await expect(page.request('double', 3, controller.signal)).rejects.toThrow('cancelled');
  });

  it('leaves nothing hanging when either side is closed', async () => {
    let aborted = false;
    work = (_, cancellation) =>
      new Promise((_, reject) => {
        cancellation.addEventListener('abort', () => {
          aborted = true;
          reject(new Error('stopped'));
        });
      });
    const asked = page.request('double', 1);
    await vi.advanceTimersByTimeAsync(1);
    panel.close('the panel was closed');
    expect(aborted).toBe(true);
    page.close('the page was closed');
    await expect(asked).rejects.toThrow('the page was closed');
    await expect(page.request('double', 1)).rejects.toThrow('the page was closed');
  });

  it('takes no answer to what a page before it asked, whose requests are cancelled', async () => {
    const releases: (() => void)[] = [];
    const cancelled: number[] = [];
    work = async (params, cancellation) => {
      cancellation.addEventListener('abort', () => cancelled.push(params));
      await new Promise<void>((go) => releases.push(go));
      return 2 * params;
    };
    void page.request('double', 1).catch(() => {});
    await vi.waitFor(() => expect(releases).toHaveLength(1));
    page = openPage();
    const asked = page.request('double', 5);
    await vi.waitFor(() => expect(releases).toHaveLength(2));
    expect(cancelled).toEqual([1]);
    for (const release of releases) release();
    expect(await asked).toBe(10);
  });

  it('passes notifications on, and leaves foreign messages alone', async () => {
    panel.notify('news', 'painted');
    page.receive('setImmediate$0.1');
    page.receive({ channel: 'did-load' });
    page.receive(undefined);
    expect(() => page.receive({ notify: 'news', params: 7 })).toThrow('misunderstood');
    await vi.advanceTimersByTimeAsync(1);
    expect(news).toEqual(['painted']);
  });
});
