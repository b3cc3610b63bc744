import type { Command } from 'commander';
import { TrilemmaError } from '../../shared/errors.ts';
import { nearestName } from '../../studio/models/nearest-name.ts';

/** In place of the library's own, which knows no commands within commands. */
export function addHelp(program: Command): Command {
  return program
    .command('help')
    .description('show what a command does, and its options')
    .argument('[command...]', 'such as: gallery export')
    .action((path: readonly string[]) => {
      path.reduce(below, program).outputHelp();
    });
}

/** @throws {TrilemmaError} `usage` where there is no such command. */
function below(command: Command, name: string): Command {
  const found = command.commands.find((each) => each.name() === name);
  if (found !== undefined) return found;
  const names = command.commands.map((each) => each.name());
  const nearest = nearestName(name, names);
  const question = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  const list = names.length === 0 ? '' : ` There are: ${names.join(', ')}.`;
  throw new TrilemmaError('usage', `There is no command ${name} in ${command.name()}.${question}${list}`);
}
