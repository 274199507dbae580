import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { parseJson } from '../shared/parseJson';
import type { LintFigures } from '../shared/protocol';
import type { Stamp } from './stamps';

/** What was measured of outputs, in `.stylize/lint.json` beside the manifest, for as long as size and time of both files stay. */
export class LintCache {
  private readonly now: Record<string, z.infer<typeof entry>> = {};
  private isNews = false;

  private constructor(
    private readonly path: string,
    private readonly before: Record<string, z.infer<typeof entry>>,
  ) {}

  /** A missing or damaged file costs time and nothing else. @param folder of the manifest */
  static async open(folder: string): Promise<LintCache> {
    const path = join(folder, '.stylize', 'lint.json');
    const text = await readFile(path, 'utf8').catch(() => '');
    const read = schema.safeParse(parseJson(text));
    return new LintCache(path, read.success ? read.data.outputs : {});
  }

  /** @param kind how it was painted, as far as measuring depends on it */
  find(output: string, source: Stamp, painted: Stamp, kind: string): LintFigures | undefined {
    const known = this.before[output];
    if (known?.of !== keyOf(source, painted, kind)) return undefined;
    this.now[output] = known;
    return known.figures;
  }

  keep(output: string, source: Stamp, painted: Stamp, kind: string, figures: LintFigures): void {
    this.now[output] = { of: keyOf(source, painted, kind), figures };
    this.isNews = true;
  }

  /** Outputs that were not asked for this time stay. What can't be written is measured again. */
  async save(): Promise<void> {
    if (!this.isNews) return;
    const outputs = { ...this.before, ...this.now };
    await writeFileAtomic(this.path, JSON.stringify({ version: VERSION, outputs }), { fsync: false }).catch(() => {});
  }
}

/** Raised whenever a figure is measured in another way. */
const VERSION = 1;

const tone = z.object({ mean: z.number(), deviation: z.number() }).optional();
const entry = z.object({
  of: z.string(),
  figures: z.object({
    tone,
    sourceTone: tone,
    fringe: z.number().optional(),
    brand: z.object({ count: z.number(), mean: z.number() }).optional(),
    seams: z.array(z.object({ axis: z.enum(['x', 'y']), source: z.number(), painted: z.number() })),
  }),
});
const schema = z.object({ version: z.literal(VERSION), outputs: z.record(z.string(), entry) });

function keyOf(source: Stamp, painted: Stamp, kind: string): string {
  return [source.size, source.mtimeMs, painted.size, painted.mtimeMs, kind].join(' ');
}
