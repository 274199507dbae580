/** What a style pack says of itself. A pack is one file, trained from references; a manifest names it like a reference picture. */
export interface StylePackCard {
  /** The form of the file; others are refused. */
  format: typeof PACK_FORMAT;
  name: string;
  /** File names and SHA-256, hex, of what it was trained from. */
  references: { name: string; sha256: string }[];
  /** Of the references, as the user states it. */
  license?: string | undefined;
  /** What judged: VGG-19, or the encoder that ships. */
  judge: string;
  /** The weight solved for each layer of the judge. */
  featureWeights: Record<string, number>;
  /** On contents that were held back: by the base model with the references' code, and by the pack. */
  figures: { before: Record<string, number>; after: Record<string, number> };
  seed: number;
  steps: number;
  seconds: number;
  /** What computed. */
  provider: string;
  /** Version of Stylize. */
  version: string;
  /** SHA-256, hex, of the base model's file: a pack holds changes to it. */
  model: string;
}

export const PACK_FORMAT = 1;
export const PACK_EXTENSION = '.stylepack';

/** Whether a file is a style pack by its name. */
export function isStylePack(path: string): boolean {
  return path.toLowerCase().endsWith(PACK_EXTENSION);
}
