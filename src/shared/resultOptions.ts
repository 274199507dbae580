/** What is asked of results beyond their pixels: keys that rules, folders and defaults have in common. Pure. */

import { z } from 'zod';
import { MAP_TREATMENTS } from './assetRole';

export const resultOptions = {
  maps: z
    .enum(MAP_TREATMENTS)
    .optional()
    .describe(
      'What is done with pictures that are maps by their names, such as wall_normal.png: skip, as without it, leaves them out, copy puts them among the results as they are, paint paints them.',
    ),
  provenance: z
    .boolean()
    .optional()
    .describe(
      'true writes into results how they were made, as XMP: that a machine painted them, in which style, of whom and under which licence.',
    ),
  powerOfTwo: z
    .boolean()
    .optional()
    .describe('true tells of results whose sides are not powers of two (256, 512, 1024 …).'),
};

const resultSchema = z.object(resultOptions);

/** As a rule, a folder or the defaults write it, or as it holds for one picture. */
export type ResultOptions = z.infer<typeof resultSchema>;

/** What holds for a picture: the word of the first of those that say anything of it. */
export function resultOptionFor<K extends keyof ResultOptions>(
  key: K,
  ...said: readonly (ResultOptions | undefined)[]
): ResultOptions[K] {
  return said.find((options) => options?.[key] !== undefined)?.[key];
}
