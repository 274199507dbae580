import type { Command, Option } from 'commander';
import { type CommandModel, completionScript, type OptionModel, type Shell } from '../shared/completion';

/** `stylize completion <shell>`: prints the script, made from the very tree of commands that parses. */
export function completionCommand(shell: Shell, program: Command): void {
  process.stdout.write(completionScript(shell, program.name(), commandsOf(program)));
}

/** A command and all below it. */
export function commandsOf(command: Command, path: string[] = []): CommandModel[] {
  const help = command.createHelp();
  const own = {
    path,
    description: command.description(),
    options: help.visibleOptions(command).map(optionOf),
    choices: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  };
  return [own, ...command.commands.flatMap((sub) => commandsOf(sub, [...path, sub.name()]))];
}

function optionOf({ short, long, description, required, optional, argChoices }: Option): OptionModel {
  return {
    flags: [short, long].flatMap((flag) => flag ?? []),
    description,
    takesValue: required || optional,
    choices: argChoices ?? [],
  };
}
