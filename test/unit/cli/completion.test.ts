import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandsOf } from '../../../src/cli/completion';
import { createProgram } from '../../../src/cli/program';
import { completionScript, SHELLS } from '../../../src/shared/completion';
import { tempFolder } from '../pipeline/workspace';

const commands = commandsOf(createProgram());
const script = (shell: (typeof SHELLS)[number]) => completionScript(shell, 'stylize', commands);
const has = (command: string) => spawnSync(command, ['--version']).status === 0;

/** What bash offers at the end of a line. */
function offered(line: string, cwd = tempFolder()): string[] {
  const words = line.split(' ');
  const text = `${script('bash')}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})
COMP_CWORD=${words.length - 1}
COMP_LINE='${line}'
COMP_POINT=${line.length}
_stylize
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['--norc', '-c', text], { encoding: 'utf8', cwd }).split('\n').filter(Boolean);
}

describe('the tree of commands', () => {
  it('has every command, with its own options and those of help', () => {
    const paths = commands.map(({ path }) => path.join(' '));
    expect(paths).toEqual(
      expect.arrayContaining(['', 'apply', 'run', 'watch', 'clean', 'undo', 'init', 'styles', 'doctor', 'completion']),
    );
    expect(paths).toEqual(expect.arrayContaining(['cache', 'cache info', 'cache prune', 'cache clear']));
    const run = commands.find(({ path }) => path[0] === 'run')!;
    const flags = run.options.flatMap((option) => option.flags);
    expect(flags).toEqual(expect.arrayContaining(['--dry-run', '-q', '--quiet', '--report', '--cache', '--no-cache']));
    expect(run.options.find((option) => option.flags.includes('--provider'))).toMatchObject({
      takesValue: true,
      choices: expect.arrayContaining(['auto', 'cpu']),
    });
  });
});

describe.each(SHELLS)('the script for %s', (shell) => {
  it('names each command and each option', () => {
    const text = script(shell);
    for (const { path, options } of commands) {
      for (const word of path) expect(text).toContain(word);
      for (const flag of options.flatMap((option) => option.flags))
        expect(text).toContain(shell === 'fish' ? flag.replace(/^-+/, '') : flag);
    }
  });

  const checkers = { bash: ['bash', '-n'], zsh: ['zsh', '-n'], fish: ['fish', '--no-execute'], powershell: ['pwsh'] };
  const [command, ...args] = checkers[shell] as [string, ...string[]];
  it.skipIf(shell === 'powershell' || !has(command))(`is taken by ${command} (skipped where there is none)`, () => {
    const file = join(tempFolder(), 'completion');
    writeFileSync(file, script(shell));
    expect(spawnSync(command, [...args, file], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });
});

describe.skipIf(!has('bash'))('bash (skipped where there is none)', () => {
  it.each([
    ['stylize ', ['apply', 'run', 'cache', 'undo']],
    ['stylize ru', ['run']],
    ['stylize cache ', ['info', 'prune', 'clear']],
    ['stylize cache pr', ['prune']],
    ['stylize run --dr', ['--dry-run']],
    ['stylize cache prune --cache-l', ['--cache-limit']],
    ['stylize run --quiet --provider c', ['cpu', 'cuda', 'coreml']],
    ['stylize completion ', [...SHELLS]],
  ])('completes %j', (line, expected) => {
    const words = offered(line);
    for (const word of expected) expect(words).toContain(word);
    const [start] = line.split(' ').slice(-1);
    for (const word of words) expect(word.startsWith(start!)).toBe(true);
  });

  it('offers files where a file is expected', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'stylize.json'), '');
    expect(offered('stylize run st', folder)).toEqual(['stylize.json']);
    expect(offered('stylize run --cache st', folder)).toEqual(['stylize.json']);
  });

  it('offers no options of another command', () => {
    expect(offered('stylize undo --')).not.toContain('--provider');
  });
});
