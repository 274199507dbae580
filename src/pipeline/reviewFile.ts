import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { parseJson } from '../shared/parseJson';
import { type Reviews, reviewSchema } from '../shared/review';

/** The verdicts and notes on a manifest's outputs, in `.stylize/review.json` beside it. */
export class ReviewFile {
  private last: Promise<unknown> = Promise.resolve();

  /** @param folder of the manifest */
  constructor(private readonly folder: string) {}

  /**
   * What was said. A file that can't be understood counts as empty.
   * @returns `broken` where there is such a file
   * @throws where the file is there and can't be read
   */
  async read(): Promise<{ reviews: Reviews; broken: boolean }> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return { reviews: {}, broken: false };
    const read = reviewSchema.safeParse(parseJson(text));
    return read.success ? { reviews: read.data.outputs, broken: false } : { reviews: {}, broken: true };
  }

  /** Moves a file that can't be understood out of the way. @returns its new path */
  async setAside(now = new Date()): Promise<string> {
    const path = this.path.replace(/\.json$/, `-broken-${now.toISOString().replace(/\D/g, '').slice(0, 14)}.json`);
    await rename(this.path, path);
    return path;
  }

  /** Changes what was said, one change after the other; a file that can't be understood is kept aside. @throws where it can't be written */
  change(work: (reviews: Reviews) => Reviews): Promise<Reviews> {
    const perform = async (): Promise<Reviews> => {
      const { reviews, broken } = await this.read(); // another window may have written it
      if (broken) await this.setAside();
      const outputs = work(reviews);
      await mkdir(dirname(this.path), { recursive: true });
      await writeFileAtomic(this.path, `${JSON.stringify({ version: 1, outputs }, undefined, 2)}\n`);
      return outputs;
    };
    const next = this.last.then(perform, perform);
    this.last = next.catch(() => {});
    return next;
  }

  private get path(): string {
    return join(this.folder, '.stylize', 'review.json');
  }
}
