import { ResponseError } from 'vscode-jsonrpc/node';
import { describeProblem, PROBLEM_CODE, type Problem } from '../shared/protocol';

/** What went wrong, as a person reads it: file, cause, remedy. */
export class EngineFailure extends Error {
  constructor(readonly problem: Problem) {
    super(describeProblem(problem));
  }
}

/** What became of a request whose engine process ended. */
export type Fate = 'in work' | 'waiting' | 'shut down';

/** Any rejection of a request as an EngineFailure; what the engine did not explain itself is told as its end. */
export function failureOf(error: unknown, file: string, fate: Fate): EngineFailure {
  if (error instanceof EngineFailure) return error;
  if (error instanceof ResponseError && error.code === PROBLEM_CODE) return new EngineFailure(error.data as Problem);
  const message = error instanceof Error ? error.message : String(error);
  if (/disposed|closed|EPIPE|CHANNEL/i.test(message)) return new EngineFailure({ file, ...ENDED[fate] });
  return new EngineFailure({
    kind: 'engine',
    file,
    cause: `the engine failed (${message})`,
    remedy: 'Run `stylize doctor`.',
  });
}

const ENDED: Record<Fate, Omit<Problem, 'file'>> = {
  'in work': {
    kind: 'engine',
    cause: 'the engine process ended while it was working on it',
    remedy: 'Run again; if it ends at the same picture again, leave that one out.',
  },
  waiting: { kind: 'engine', cause: 'the engine process ended before it came to it', remedy: 'Run again.' },
  'shut down': { kind: 'cancelled', cause: 'it was cancelled: the engine was shut down', remedy: '' },
};
