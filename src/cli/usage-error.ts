/** Errors of a command line, as one sentence. */
import type { Command, CommanderError } from 'commander';
import { TrilemmaError } from '../shared/errors.ts';
import { nearestName } from '../studio/models/nearest-name.ts';
import { commandPath } from './command-tree.ts';

export function usageError(command: Command, error: CommanderError): TrilemmaError {
  const name = `trilemma ${commandPath(command)}`.trim();
  const sentence =
    error.code === 'commander.help'
      ? `Say what ${name} is to do: ${namesOf(command).join(', ')}.`
      : whatIsWrong(command, error);
  return new TrilemmaError('usage', `${sentence} See ${name} --help.`, { cause: error });
}

function whatIsWrong(command: Command, { code, message }: CommanderError): string {
  const sentences = message
    .replace(/^error: /, '')
    // Its suggestion has a line of its own.
    .replace(/\n\((?<suggestion>.*)\)$/, '. $<suggestion>')
    .replaceAll('\n', ' ');
  const whole = /[.?]$/.test(sentences) ? sentences : `${sentences}.`;
  const sentence = whole.charAt(0).toUpperCase() + whole.slice(1);
  return code === 'commander.excessArguments' ? `${sentence}${suggestion(command)}` : sentence;
}

/** Where a command that can stand alone has others below it, one of those may be meant. */
function suggestion(command: Command): string {
  const [typed = ''] = command.args;
  const nearest = nearestName(typed, namesOf(command));
  return nearest === undefined ? '' : ` Did you mean ${nearest}?`;
}

function namesOf(command: Command): readonly string[] {
  return command.commands.map((below) => below.name());
}
