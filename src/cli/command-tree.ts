/** Commands within commands. */
import type { Command } from 'commander';

/** The program or command, and all below it. */
export function everyCommand(program: Command): readonly Command[] {
  return [program, ...program.commands.flatMap(everyCommand)];
}

/** As it is typed, without the program's name: `gallery list`. Empty for the program itself. */
export function commandPath(command: Command): string {
  const { parent } = command;
  return parent === null ? '' : `${commandPath(parent)} ${command.name()}`.trim();
}
