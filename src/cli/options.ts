/** Options that several commands share, and the reading of their values. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { isNotUtf8 } from '../platform/file-error.ts';
import { DEVICES } from '../shared/device.ts';
import { TrilemmaError } from '../shared/errors.ts';

export function deviceOption(): Option {
  return new Option('--device <device>', 'where to compute').choices(DEVICES).default('auto');
}

/** A training run's file has both copies of the weights. */
export function weightsOption(): Option {
  return new Option(
    '--weights <which>',
    'ema (the moving average) or raw (the last training step), where the file has both',
  ).choices(['ema', 'raw']);
}

/** A whole number within bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** A number within bounds. */
export function realNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? NaN : Number(text);
    if (!(value >= least && value <= most)) {
      throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** Options by which something is emptied. */
const MAY_BE_EMPTY: readonly string[] = ['--note'];

/**
 * Refuses, as the command line is read, an option that is given twice, and a flag beside the one that takes it back: the last
 * would win without a word. Options that gather their values may be repeated.
 */
export function refuseRepeatedOptions(command: Command): void {
  const given = new Map<string, string>();
  for (const option of command.options) {
    const attribute = option.attributeName();
    const flag = option.long ?? option.flags;
    command.on(`option:${option.name()}`, () => {
      const before = given.get(attribute);
      given.set(attribute, flag);
      if (before === undefined || Array.isArray(command.getOptionValue(attribute))) return;
      if (before !== flag) {
        throw new TrilemmaError('usage', `${before} and ${flag} contradict each other: give one of them.`);
      }
      if (option.required) throw new TrilemmaError('usage', `${flag} is given twice: give it once.`);
    });
  }
}

/** Arguments that name several files: the command refuses each by itself, and takes the others. */
const EACH_BY_ITSELF: readonly string[] = ['paths'];

/**
 * @throws {TrilemmaError} `usage` where an argument or an option's value is empty (a variable that was not set), or not
 *   in UTF-8.
 */
export function refuseUnusableValues(command: Command): void {
  for (const option of command.options) {
    const flag = option.long ?? option.flags;
    const texts = textsIn(command.getOptionValue(option.attributeName()));
    if (!MAY_BE_EMPTY.includes(flag)) refuseEmpty(flag, texts);
    refuseNotUtf8(texts);
  }
  command.registeredArguments.forEach((argument, i) => {
    if (EACH_BY_ITSELF.includes(argument.name())) return;
    const texts = textsIn(command.processedArgs[i]);
    refuseEmpty(`The argument ${argument.name()}`, texts);
    refuseNotUtf8(texts);
  });
}

function textsIn(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((each) => typeof each === 'string');
}

function refuseEmpty(what: string, texts: readonly string[]): void {
  if (texts.every((text) => text.trim() !== '')) return;
  throw new TrilemmaError('usage', `${what} is empty: give it a value, or leave it out.`);
}

function refuseNotUtf8(texts: readonly string[]): void {
  const unreadable = texts.find(isNotUtf8);
  if (unreadable === undefined) return;
  throw new TrilemmaError(
    'usage',
    `${unreadable} is not in UTF-8 (where it shows \uFFFD): a file or folder of such a name can be opened here only after it is renamed.`,
  );
}

/**
 * For options that mean something only together with others, or only without them.
 *
 * @param flags such as `--radius`
 * @param when such as `without --drift`
 * @throws {TrilemmaError} `usage` where the user gave one of them.
 */
export function refuseWithoutEffect(command: Command, flags: readonly string[], when: string): void {
  const given = flags.find((flag) => isGiven(command, flag));
  if (given === undefined) return;
  throw new TrilemmaError('usage', `${given} has no effect ${when}: leave it out.`);
}

/** True if the user gave the option, false if it has its default. */
export function isGiven(command: Command, flag: string): boolean {
  const option = command.options.find(({ long }) => long === flag);
  if (option === undefined) throw new Error(`${command.name()} has no option ${flag}`);
  return command.getOptionValueSource(option.attributeName()) === 'cli';
}
