import { Worker } from 'node:worker_threads';
import type { SurveyOptions } from './survey';
import type { SurveyReport } from './surveyReport';
import type { SurveyAnswer, SurveyQuestion } from './surveyWorker';

/** Surveys manifests on a thread of its own: ten thousand assets take seconds that no editor can spare. */
export class Surveyor {
  private worker: Worker | undefined;
  private readonly asked = new Map<number, { resolve(result: never): void; reject(error: Error): void }>();
  private last = 0;

  /** @param workerPath the thread's bundle, dist/surveyor.js */
  constructor(private readonly workerPath: string) {}

  /** @throws Error when the thread ended before it could answer, or `dispose` was called. */
  survey(options: SurveyOptions): Promise<SurveyReport> {
    return this.ask({ id: ++this.last, options });
  }

  /** See `listPictures`. @throws as `survey` */
  picturesIn(folder: string): Promise<string[]> {
    return this.ask({ id: ++this.last, picturesIn: folder });
  }

  dispose(): void {
    void this.worker?.terminate();
  }

  private ask<T extends SurveyReport | string[]>(question: SurveyQuestion): Promise<T> {
    this.worker ??= this.start();
    this.worker.postMessage(question);
    return new Promise<T>((resolve, reject) => this.asked.set(question.id, { resolve, reject }));
  }

  private start(): Worker {
    const worker = new Worker(this.workerPath);
    worker.on('message', (answer: SurveyAnswer) => {
      const asked = this.asked.get(answer.id);
      this.asked.delete(answer.id);
      if ('result' in answer) asked?.resolve(answer.result as never);
      else asked?.reject(answer.error);
    });
    worker.on('error', (error) => this.giveUp(error as Error));
    worker.on('exit', () => {
      this.worker = undefined;
      this.giveUp(new Error('the surveyor was ended'));
    });
    worker.unref();
    return worker;
  }

  private giveUp(error: Error): void {
    for (const { reject } of this.asked.values()) reject(error);
    this.asked.clear();
  }
}
