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
      if (error) throw Object.assign(new Error(error.split('\n')[0]), { stack: error });
    });

  it('runs all tests to their end', () => {
    expect(results, 'the extension host died or hung at this test').toMatchObject({ done: true });
    expect(results?.tests.length).toBeGreaterThan(0);
  });
});
