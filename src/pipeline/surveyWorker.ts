import { parentPort } from 'node:worker_threads';
import { listPictures } from './pictures';
import type { SurveyOptions } from './survey';
import { reportSurvey, type SurveyReport } from './surveyReport';

/** What crosses to the surveyor's thread, and what comes back. */
export type SurveyQuestion = { id: number } & ({ options: SurveyOptions } | { picturesIn: string });
export type SurveyAnswer = { id: number } & ({ result: SurveyReport | string[] } | { error: Error });

parentPort?.on('message', async (question: SurveyQuestion) => {
  const { id } = question;
  const work: Promise<SurveyReport | string[]> =
    'options' in question ? reportSurvey(question.options) : listPictures(question.picturesIn);
  const answer = await work.then(
    (result): SurveyAnswer => ({ id, result }),
    (error: Error): SurveyAnswer => ({ id, error }),
  );
  parentPort?.postMessage(answer);
});
