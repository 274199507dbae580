import { ResponseError } from 'vscode-jsonrpc/node';
import { PROBLEM_CODE, type Problem } from '../shared/protocol';
import { EngineFailure } from './failure';
import type { Refusal } from './plannerProtocol';
import { UnusableManifest } from './survey';

/** An error as it crosses to another thread; what is neither of ours stays as it is. */
export function refusalOf(error: unknown): unknown {
  if (error instanceof EngineFailure) return new ResponseError<Refusal>(PROBLEM_CODE, error.message, error.problem);
  if (!(error instanceof UnusableManifest)) return error;
  const { message, path, problems, bases } = error;
  return new ResponseError<Refusal>(UNUSABLE_CODE, message, { path, problems, bases });
}

/** The error that was sent; undefined for what is no refusal. */
export function errorOf(refusal: unknown): EngineFailure | UnusableManifest | undefined {
  if (!(refusal instanceof ResponseError)) return undefined;
  if (refusal.code === PROBLEM_CODE) return new EngineFailure(refusal.data as Problem);
  if (refusal.code !== UNUSABLE_CODE) return undefined;
  const { path, problems, bases } = refusal.data as Extract<Refusal, { path: string }>;
  return new UnusableManifest(path, problems, bases);
}

const UNUSABLE_CODE = -32_002;
