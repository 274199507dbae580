import { listJournals } from './undoJournal';

/** What the last run that wrote anything wrote, by output: whether it kept what was there before. */
export async function writtenByLastRun(folder: string): Promise<ReadonlyMap<string, { wasThere: boolean }>> {
  const journal = (await listJournals(folder)).find(({ lines }) => lines.length > 0);
  return new Map(journal?.lines.map(({ output, kept }) => [output, { wasThere: kept !== undefined }]));
}
