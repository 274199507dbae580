import { describe, expect, it } from 'vitest';
import { watchProblem } from '../../../src/pipeline/fileWatcher';
import { describeProblem } from '../../../src/shared/protocol';

const told = (code: string) => describeProblem(watchProblem(Object.assign(new Error('no'), { code }), '/art'));

describe('what keeps files from being watched', () => {
  it('is the limit of the system, which can be raised, or polling does without', () => {
    expect(told('ENOSPC')).toBe(
      "/art: it can't be watched: the system's limit of watched files is reached (ENOSPC). " +
        'Raise fs.inotify.max_user_watches with sysctl, or watch with `stylize watch --poll`, which looks at the files again and again.',
    );
    expect(told('EMFILE')).toMatch(/Raise fs\.inotify\.max_user_instances with sysctl, or .*--poll/);
  });

  it('is told by its code otherwise', () => {
    expect(told('EACCES')).toMatch(/^\/art: it can't be watched \(EACCES\)\. Check its permissions, or .*--poll/);
  });
});
