import { NotificationType, RequestType } from 'vscode-jsonrpc/node';
import type { LedgerEntry } from '../shared/ledger';
import type { ManifestProblem, PlanProblem } from '../shared/manifestProblem';
import type { ApplyParams, ApplyResult, Problem } from '../shared/protocol';
import type { RunPart } from '../shared/runPart';
import type { RunEvent, RunOptions, RunSummary } from './run';
import type { SurveyOptions } from './survey';
import type { SurveyReport } from './surveyReport';
import type { Undone } from './undo';

/** What the planner's thread is asked. A refusal carries what its error knows: see `refusalOf` and `errorOf`. */
export const SURVEY = new RequestType<SurveyOptions, SurveyReport, undefined>('survey');
export const PICTURES = new RequestType<string, string[], undefined>('pictures');
export const LEDGER = new RequestType<SurveyOptions, LedgerEntry[], Refusal>('ledger');
export const RUN = new RequestType<PlannerRunOptions, Omit<RunSummary, 'outcomes'>, Refusal>('run');

export const UNDO = new RequestType<UndoRequest, Undone[], undefined>('undo');

/** What is to be undone of a manifest's last run; all of it without `output`. */
export interface UndoRequest {
  manifestPath: string;
  output?: string | undefined;
  /** Says what would be done, and does nothing. */
  dryRun?: boolean | undefined;
}

/** What the thread asks while it runs: it has no engine of its own. */
export const START_ENGINE = new RequestType<OfRun, unknown, Refusal>('startEngine');
export const APPLY = new RequestType<OfRun & { params: ApplyParams }, ApplyResult, Refusal>('apply');
export const READY = new RequestType<OfRun, InFront, undefined>('ready');
export const TOLD = new NotificationType<OfRun & { events: PlannerRunEvent[] }>('told');

/** Tells apart what is told and asked for each run. */
interface OfRun {
  run: number;
}

/** The source whose pictures come before all others. */
interface InFront {
  inFront: string | undefined;
}

export interface PlannerRunOptions extends OfRun, InFront, SurveyOptions, Pick<RunOptions, 'cache' | 'concurrency'> {
  part?: RunPart | undefined;
}

/** A run's events; of the plan only the outputs to paint, in that order. */
export type PlannerRunEvent = Exclude<RunEvent, { type: 'planned' }> | { type: 'planned'; outputs: string[] };

export type Refusal = Problem | { path: string; problems: (ManifestProblem | PlanProblem)[]; bases: readonly string[] };
