import { utimes } from 'node:fs/promises';
import cacache from 'cacache';
import { z } from 'zod';
import type { Fingerprint } from '../shared/plan';
import { noteAdded } from './cacheUpkeep';

export interface CacheOptions {
  /** May be shared by several users, processes and machines. */
  folder: string;
  /** Bytes. */
  limit: number;
}

/** What is told of an output beside its bytes. */
export type KeptPicture = z.infer<typeof keptPicture>;

export interface KeptOutput {
  bytes: Buffer;
  picture: KeptPicture;
}

/**
 * Outputs by what they are made from, so that none is painted twice: not after undo, in another checkout, on another branch
 * or by somebody else. Bytes that are not what they were are dropped when they are met. A cache that can't be read or
 * written costs time, never a run: the first trouble is kept in `trouble`, and nothing more is tried then.
 */
export class OutputCache {
  /** Why it is of no use; undefined as long as it is. */
  trouble: string | undefined;
  private added = 0;

  constructor(private readonly options: CacheOptions) {}

  /** The output that was made from the same; undefined when it was never kept, or is gone or damaged. */
  async find(fingerprint: Fingerprint): Promise<KeptOutput | undefined> {
    return this.attempt(async () => {
      const { folder } = this.options;
      const key = keyOf(fingerprint);
      const entry = await cacache.get.info(folder, key);
      if (!entry) return undefined;
      const picture = keptPicture.safeParse(entry.metadata);
      const bytes = picture.success ? await this.read(entry) : undefined;
      if (!bytes || !picture.success) {
        await cacache.rm.content(folder, entry.integrity);
        await cacache.rm.entry(folder, key);
        return undefined;
      }
      const now = new Date();
      await utimes(entry.path, now, now).catch(() => {}); // somebody else's file on a shared disk: it only ages sooner
      return { bytes, picture: picture.data };
    });
  }

  /** Whether `find` is likely to find something. */
  async has(fingerprint: Fingerprint): Promise<boolean> {
    return Boolean(await this.attempt(() => cacache.get.info(this.options.folder, keyOf(fingerprint))));
  }

  /** Keeps an output. What takes more than a tenth of the room is left out: it would push out all else. */
  async keep(fingerprint: Fingerprint, { bytes, picture }: KeptOutput): Promise<void> {
    if (bytes.length > this.options.limit / 10) return;
    await this.attempt(async () => {
      await cacache.put(this.options.folder, keyOf(fingerprint), bytes, { metadata: picture });
      this.added += bytes.length;
    });
  }

  /** At the end of a run: removes the least recently used where there is too much by now. */
  async finish(): Promise<void> {
    if (this.added > 0) await this.attempt(() => noteAdded(this.options, this.added));
  }

  private async read({ integrity, size }: cacache.CacheObject): Promise<Buffer | undefined> {
    try {
      return await cacache.get.byDigest(this.options.folder, integrity, { size });
    } catch (error) {
      if (DAMAGED.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
      throw error;
    }
  }

  private async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.trouble !== undefined) return undefined;
    try {
      return await work();
    } catch (error) {
      this.trouble ??= `the cache in ${this.options.folder} is not used (${(error as Error).message})`;
      return undefined;
    }
  }
}

const keptPicture = z.object({
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  frames: z.number().int().positive(),
  notices: z.array(z.string()),
});

const DAMAGED = new Set(['ENOENT', 'EINTEGRITY', 'EBADSIZE']);

function keyOf({ source, style, parameters, model }: Fingerprint): string {
  return `output ${[source, style, parameters, model].join(' ')}`;
}
