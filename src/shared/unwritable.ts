import type { Problem } from './protocol';

/** Why an output could not be written, from the system's error code (`ENOSPC`), with what to do about it. */
export function unwritable(file: string, code: string | undefined): Problem {
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return { kind: 'disk-full', file, cause: 'the disk is full', remedy: 'Make room and run again.' };
  const problem = (cause: string, remedy: string): Problem => ({ kind: 'unwritable', file, cause, remedy });
  if (code === 'EISDIR') return problem('a folder has that name', 'Choose another output.');
  return problem(`it can't be written (${code})`, 'Check the permissions of the folder.');
}
