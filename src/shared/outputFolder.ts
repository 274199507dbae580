import { isAbsolute, normalizePath } from './outputTemplate';

/**
 * The folder that the setting `stylize.apply.outputFolder` names, as a path from the workspace folder with forward
 * slashes; undefined where it is empty or leads out of the workspace.
 */
export function outputFolderOf(setting: string): string | undefined {
  const path = setting.trim().replaceAll('\\', '/');
  if (isAbsolute(path)) return undefined;
  const folder = normalizePath(path);
  return folder === '' || folder.split('/')[0] === '..' ? undefined : folder;
}
