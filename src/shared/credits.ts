/** Whose pictures lend a style, and under which licence: what a style says of its references. Pure. */

import { z } from 'zod';

const statement = z.string().min(1).max(500);

export const creditOptions = {
  license: statement
    .optional()
    .describe('The licence of the reference pictures, such as CC0-1.0, CC-BY-4.0 or "bought from …, order 123".'),
  author: statement.optional().describe('Who made the reference pictures.'),
  source: statement.optional().describe('Where the reference pictures come from: a web address, or words.'),
};

const creditSchema = z.object(creditOptions);

export type Credit = z.infer<typeof creditSchema>;
