import { parentPort } from 'node:worker_threads';
import type { SurveyOptions } from './survey';
import { reportSurvey, type SurveyReport } from './surveyReport';

/** What crosses to the surveyor's thread, and what comes back. */
export interface SurveyQuestion {
  id: number;
  options: SurveyOptions;
}
export type SurveyAnswer = { id: number } & ({ report: SurveyReport } | { error: Error });

parentPort?.on('message', async ({ id, options }: SurveyQuestion) => {
  const answer = await reportSurvey(options).then(
    (report): SurveyAnswer => ({ id, report }),
    (error: Error): SurveyAnswer => ({ id, error }),
  );
  parentPort?.postMessage(answer);
});
