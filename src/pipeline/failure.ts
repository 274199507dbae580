import { ResponseError } from 'vscode-jsonrpc/node';
import { describeProblem, PROBLEM_CODE, type Problem } from '../shared/protocol';

/** What went wrong, as a person reads it: file, cause, remedy. */
export class EngineFailure extends Error {
  constructor(readonly problem: Problem) {
    super(describeProblem(problem));
  }
}

/** Any rejection of a request as an EngineFailure; what the engine did not explain itself is told as its crash. */
export function failureOf(error: unknown, file: string): EngineFailure {
  if (error instanceof EngineFailure) return error;
  if (error instanceof ResponseError && error.code === PROBLEM_CODE) return new EngineFailure(error.data as Problem);
  const message = error instanceof Error ? error.message : String(error);
  const crashed = /disposed|closed|EPIPE|CHANNEL/i.test(message);
  return new EngineFailure({
    kind: 'engine',
    file,
    cause: crashed ? 'the engine process ended while it was working on it' : `the engine failed (${message})`,
    remedy: crashed ? 'Run again; if it ends at the same picture again, leave that one out.' : 'Run `stylize doctor`.',
  });
}
