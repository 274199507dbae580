/** Scripts with which shells complete a command line. Pure: from a description of its commands to a text. */

export interface CommandModel {
  /** The words that lead to it: [] for the program itself, ['cache', 'info'] for a command of a command. */
  path: string[];
  description: string;
  options: OptionModel[];
  /** What arguments may be, where they are of a few; else they are files. */
  choices: string[];
}

export interface OptionModel {
  /** As they are typed, such as `-q` and `--quiet`. */
  flags: string[];
  description: string;
  /** Whether a value follows. */
  takesValue: boolean;
  /** What the value may be; empty for a file. */
  choices: string[];
}

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

/** @param commands all commands, the program itself among them */
export function completionScript(shell: Shell, name: string, commands: readonly CommandModel[]): string {
  return { bash, zsh, fish, powershell }[shell](name, commands);
}

/** The words that may follow a command: its own commands, then its arguments' choices. */
function wordsAfter({ path, choices }: CommandModel, commands: readonly CommandModel[]): string[] {
  const below = commands.filter((other) => other.path.length === path.length + 1 && startsWith(other.path, path));
  return [...below.map((other) => other.path.at(-1)!), ...choices];
}

function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.every((word, index) => path[index] === word);
}

function bash(name: string, commands: readonly CommandModel[]): string {
  const cases = commands.map((command) => {
    const flags = command.options.flatMap((option) => option.flags);
    return `    ${bashWord(command.path.join(' '))}) words=${bashWord([...wordsAfter(command, commands)].join(' '))}; flags=${bashWord(flags.join(' '))} ;;`;
  });
  const values = valueCases(commands, (choices) => {
    const words = choices.length > 0 ? `-W ${bashWord(choices.join(' '))}` : '-f';
    return `COMPREPLY=($(compgen ${words} -- "$current"))`;
  });
  return `# ${name} completion bash; load it with: source <(${name} completion bash)
_${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" place='' word index words flags
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${place:+$place }\${COMP_WORDS[index]}"
    case "$word" in
    ${commands.flatMap(({ path }) => (path.length > 0 ? [bashWord(path.join(' '))] : [])).join(' | ')}) place="$word" ;;
    esac
  done
  case "$place|$previous" in
${values.join('\n')}
  esac
  case "$place" in
${cases.join('\n')}
  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$current"))
  elif [[ -n $words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  else
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
complete -o filenames -F _${name} ${name}
`;
}

/** Cases of bash and zsh, of `place|previous word`: what completes the value of an option. */
function valueCases(commands: readonly CommandModel[], complete: (choices: readonly string[]) => string): string[] {
  return commands.flatMap(({ path, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ flags, choices }) => {
        const patterns = flags.map((flag) => bashWord(`${path.join(' ')}|${flag}`)).join(' | ');
        return `    ${patterns}) ${complete(choices)}; return ;;`;
      }),
  );
}

function bashWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function zsh(name: string, commands: readonly CommandModel[]): string {
  const cases = commands.map((command) => {
    const words = commands
      .filter(({ path }) => path.length === command.path.length + 1 && startsWith(path, command.path))
      .map(({ path, description }) => zshPair(path.at(-1)!, description));
    const choices = command.choices.map((choice) => bashWord(choice));
    const flags = command.options.flatMap(({ flags, description }) => flags.map((flag) => zshPair(flag, description)));
    return `    ${bashWord(command.path.join(' '))}) words=(${[...words, ...choices].join(' ')}); flags=(${flags.join(' ')}) ;;`;
  });
  const values = valueCases(commands, (choices) =>
    choices.length > 0 ? `compadd -- ${choices.map(bashWord).join(' ')}` : '_files',
  );
  return `#compdef ${name}
# ${name} completion zsh; load it with: source <(${name} completion zsh)
_${name}() {
  local place='' word index
  local -a words flags typed
  typed=("\${(@)words}")
  local current="\${typed[CURRENT]}" previous="\${typed[CURRENT-1]}"
  for ((index = 2; index < CURRENT; index++)); do
    word="\${place:+$place }\${typed[index]}"
    case "$word" in
    ${commands.flatMap(({ path }) => (path.length > 0 ? [bashWord(path.join(' '))] : [])).join(' | ')}) place="$word" ;;
    esac
  done
  case "$place|$previous" in
${values.join('\n')}
  esac
  words=()
  case "$place" in
${cases.join('\n')}
  esac
  if [[ $current == -* ]]; then
    _describe option flags
  elif (( $#words )); then
    _describe command words
  else
    _files
  fi
}
if [[ $funcstack[1] == _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;
}

function zshPair(word: string, description: string): string {
  return bashWord(`${word.replaceAll(':', '\\:')}:${description}`);
}

function fish(name: string, commands: readonly CommandModel[]): string {
  const lines = commands.flatMap((command) => {
    const { path, options } = command;
    const below = commands.filter((other) => other.path.length === path.length + 1 && startsWith(other.path, path));
    const place = below.map((other) => other.path.at(-1)!);
    const seen = path.map((word) => `__fish_seen_subcommand_from ${word}`);
    const condition = [...seen, ...(place.length > 0 ? [`not __fish_seen_subcommand_from ${place.join(' ')}`] : [])];
    const when = condition.length > 0 ? ` -n ${fishWord(condition.join('; and '))}` : '';
    const flag = (text: string): string => (text.startsWith('--') ? ` -l ${text.slice(2)}` : ` -s ${text.slice(1)}`);
    return [
      ...below.map(
        (other) => `complete -c ${name} -f${when} -a ${other.path.at(-1)!} -d ${fishWord(other.description)}`,
      ),
      ...(command.choices.length > 0
        ? [`complete -c ${name} -f${when} -a ${fishWord(command.choices.join(' '))}`]
        : []),
      ...options.map(({ flags, description, takesValue, choices }) => {
        const value = !takesValue ? '' : choices.length > 0 ? ` -x -a ${fishWord(choices.join(' '))}` : ' -r';
        return `complete -c ${name}${when}${flags.map(flag).join('')}${value} -d ${fishWord(description)}`;
      }),
    ];
  });
  return `# ${name} completion fish; load it with: ${name} completion fish | source\n${lines.join('\n')}\n`;
}

function fishWord(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function powershell(name: string, commands: readonly CommandModel[]): string {
  const list = (words: readonly string[]): string => `@(${words.map(psWord).join(', ')})`;
  const entries = commands.map((command) => {
    const flags = command.options.flatMap((option) => option.flags);
    return `  ${psWord(command.path.join(' '))} = @{ Words = ${list(wordsAfter(command, commands))}; Flags = ${list(flags)} }`;
  });
  const values = commands.flatMap(({ path, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .flatMap(({ flags, choices }) =>
        flags.map((flag) => `  ${psWord(`${path.join(' ')}|${flag}`)} = ${list(choices)}`),
      ),
  );
  return `# ${name} completion powershell; load it with: ${name} completion powershell | Out-String | Invoke-Expression
$_${name}Commands = @{
${entries.join('\n')}
}
$_${name}Values = @{
${values.join('\n')}
}
Register-ArgumentCompleter -Native -CommandName ${name} -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $place = ''
  $previous = ''
  foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {
    if ($element.Extent.EndOffset -ge $cursorPosition) { break }
    $previous = $element.ToString()
    $next = "$place $previous".Trim()
    if ($_${name}Commands.ContainsKey($next)) { $place = $next }
  }
  $known = $_${name}Commands[$place]
  $key = "$place|$previous"
  $words = if ($_${name}Values.ContainsKey($key)) { $_${name}Values[$key] } elseif ($wordToComplete -like '-*') { $known.Flags } else { $known.Words }
  $words | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}

function psWord(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
