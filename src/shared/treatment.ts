/** How a kind of pictures is treated, whatever the style: the keys that rules and folders have in common. Pure. */

import { z } from 'zod';
import type { FolderOptions } from './manifest';

/** Each becomes a key of a rule and of a folder. */
export const treatmentOptions = {
  seamless: z
    .union([z.boolean(), z.enum(['x', 'y'])])
    .optional()
    .describe(
      'true for textures that repeat: their results do, too. x: side by side only, y: one above the other only.',
    ),
};

const treatmentSchema = z.object(treatmentOptions);

/** As a rule or a folder writes it, or as it holds for one picture. */
export type Treatment = z.infer<typeof treatmentSchema>;

/** Along which axes a texture repeats, so that its result does too; both for true. */
export type Seamless = NonNullable<Treatment['seamless']>;

/** What is said of it there. */
export function saidOf(options: Treatment): Treatment {
  const said = KEYS.filter((key) => options[key] !== undefined).map((key) => [key, options[key]]);
  return Object.fromEntries(said);
}

/** What holds for a picture: each key by the rule, else by the folder. Undefined where nothing but the usual is asked for. */
export function treatmentFor(rule: { treatment: Treatment }, folder: FolderOptions): Treatment | undefined {
  const said = Object.entries({ ...saidOf(folder), ...rule.treatment }).filter(([, value]) => value !== false);
  return said.length > 0 ? Object.fromEntries(said) : undefined;
}

/** The same with other paths, for the keys that name files. */
export function mapFiles(treatment: Treatment, to: (path: string) => string): Treatment {
  const mapped = Object.entries(treatment).map(([key, value]) => [
    key,
    FILES[key as keyof Treatment]?.(value, to) ?? value,
  ]);
  return Object.fromEntries(mapped);
}

/** The files besides the picture that its result depends on, with the keys that name them. */
export function companionsOf(treatment: Treatment | undefined): readonly { key: string; path: string }[] {
  if (!treatment) return NONE;
  const found: { key: string; path: string }[] = [];
  for (const [key, value] of Object.entries(treatment))
    FILES[key as keyof Treatment]?.(value, (path) => {
      found.push({ key, path });
      return path;
    });
  return found;
}

const NONE: readonly { key: string; path: string }[] = [];

/** For each key that names files: its value with other paths. */
const FILES: { [K in keyof Treatment]?: (value: unknown, to: (path: string) => string) => Treatment[K] } = {};

const KEYS = Object.keys(treatmentOptions) as (keyof Treatment)[];
