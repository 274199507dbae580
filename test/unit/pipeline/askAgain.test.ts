import { describe, expect, it } from 'vitest';
import { askAgain } from '../../../src/pipeline/askAgain';
import { EngineFailure } from '../../../src/pipeline/failure';
import type { ProblemKind } from '../../../src/shared/protocol';

const PARAMS = { source: 'a.png', output: 'b.webp', side: 16 };
const failure = (kind: ProblemKind) => new EngineFailure({ kind, file: 'a.png', cause: 'it is so', remedy: '' });

/** A client whose requests fail with these, one after the other, and are then answered. */
function clientOf(...failures: Error[]) {
  const asked: unknown[] = [];
  const request = async (_: string, params: unknown) => {
    asked.push(params);
    const next = failures.shift();
    if (next) throw next;
    return { width: 1, height: 1 };
  };
  return { asked, client: { request } as never };
}

describe('what somebody looks at', () => {
  it('is asked for once more where the engine ended', async () => {
    const { asked, client } = clientOf(failure('engine'));
    expect(await askAgain(client, 'preview', PARAMS)).toEqual({ width: 1, height: 1 });
    expect(asked).toEqual([PARAMS, PARAMS]);
  });

  it('fails where the engine ends each time', async () => {
    const { asked, client } = clientOf(failure('engine'), failure('engine'));
    await expect(askAgain(client, 'preview', PARAMS)).rejects.toMatchObject({ problem: { kind: 'engine' } });
    expect(asked).toHaveLength(2);
  });

  it.each(['missing', 'cancelled', 'unreadable'] as const)('is not asked for again where it is %s', async (kind) => {
    const { asked, client } = clientOf(failure(kind));
    await expect(askAgain(client, 'preview', PARAMS)).rejects.toMatchObject({ problem: { kind } });
    expect(asked).toHaveLength(1);
  });

  it('is not asked for again once nobody waits', async () => {
    const { asked, client } = clientOf(failure('engine'));
    await expect(askAgain(client, 'preview', PARAMS, AbortSignal.abort())).rejects.toThrow();
    expect(asked).toHaveLength(1);
  });
});
