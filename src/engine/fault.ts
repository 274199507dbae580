import { describeProblem, type Problem, type ProblemKind } from '../shared/protocol';

/** An error that a person can act on: the file, what is wrong with it, what to do. */
export class Fault extends Error {
  constructor(readonly problem: Problem) {
    super(describeProblem(problem));
  }
}

export function fault(kind: ProblemKind, file: string, cause: string, remedy: string): Fault {
  return new Fault({ kind, file, cause, remedy });
}
