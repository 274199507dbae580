import { join, resolve } from 'node:path';
import { findBuiltin } from '../shared/builtinStyles';

/**
 * The file of a reference: a path from `folder`, an absolute path, or `builtin:<id>`.
 * @param stylesFolder the installation's `media/styles`
 * @returns an absolute path
 */
export function referenceFile(reference: string, folder: string, stylesFolder: string): string {
  const builtin = findBuiltin(reference);
  return builtin ? join(stylesFolder, builtin.file) : resolve(folder, reference);
}
