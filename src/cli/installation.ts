import { join } from 'node:path';

/** The weights, as the engine finds them. */
export const MODEL = join(__dirname, '../models/base.safetensors');

/** The pictures of the built-in styles. */
export const STYLES = join(__dirname, '../media/styles');

/** The sample workspace. */
export const SAMPLES = join(__dirname, '../samples');
