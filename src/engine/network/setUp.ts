import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Whether `stylize setup-gpu` has installed a provider: each has a folder of its own name. */
export function isSetUp(provider: string, runtimesFolder: string): boolean {
  return existsSync(join(runtimesFolder, provider, 'node_modules'));
}
