import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Installs packages without running any script of theirs. What a failure leaves behind is removed.
 * @param {string[]} args
 * @param {string} folder
 * @throws with npm's words
 */
export function npm(args, folder) {
  try {
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    // npm is a batch file on Windows, which needs a shell
    run('npm', [...args, ...quiet], folder, process.platform === 'win32');
  } catch (error) {
    rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
    throw error;
  }
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @param {boolean} [shell]
 * @throws with the command's words
 */
export function run(command, args, cwd, shell = false) {
  try {
    execFileSync(command, args, { cwd, shell, stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr, message } = /** @type {{ stdout?: Buffer, stderr?: Buffer, message: string }} */ (error);
    throw new Error(`${message.split('\n', 1)[0]}\n${stdout ?? ''}${stderr ?? ''}`.trim());
  }
}
