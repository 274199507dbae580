import { describe, expect, inject, it } from 'vitest';
import { bundleSuite } from './bundle';
import { runBehindServer, runOnDesktop } from './hosts';

// The suite runs while the tests are collected, so that each of them is told here by its own name.
const results = inject('vscodeMissing')
  ? undefined
  : await (inject('desktop') ? runOnDesktop : runBehindServer)(await bundleSuite());

describe.skipIf(!results)('in the extension host', () => {
  for (const { title, state, error } of results?.tests ?? [])
    it(title, ({ skip }) => {
      if (state === 'pending') skip();
      if (error) throw Object.assign(new Error(error.split(/\n +at /)[0]), { stack: error });
    });

  it('runs all tests to their end', () => {
    const { done, running } = results!;
    expect({ done, running }, 'the extension host died or hung').toEqual({ done: true, running: undefined });
    expect(results!.tests.length).toBeGreaterThan(0);
  });
});
