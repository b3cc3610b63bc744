/** The command line on a terminal: a pseudoterminal of the system, and a screen that shows what is written to it. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import xterm from '@xterm/headless';

const MAIN = join(import.meta.dirname, '../main.ts');
const ROWS = 24;

/** Why there are no pseudoterminals to test with; undefined where there are. */
export const noTerminals = whyNot();

function whyNot(): string | undefined {
  if (process.platform !== 'linux')
    return 'only the script(1) of util-linux is known to open one as it is needed';
  try {
    execFileSync('script', ['-qec', 'stty -g', '/dev/null'], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `script(1), which opens one, does not run here: ${String(error)}`;
  }
}

export interface TerminalRun {
  /** What the screen shows at the end, without empty lines below it. */
  readonly screen: readonly string[];
  /** The last line with anything on it, after each piece of output: what a person saw on the way. */
  readonly seen: readonly string[];
  readonly code: number;
}

/** What a person can do at a terminal. */
interface Hands {
  resize(columns: number): void;
  interrupt(): void;
}

interface TerminalOptions {
  readonly columns: number;
  readonly env?: NodeJS.ProcessEnv;
  /** Called with each line that is {@link TerminalRun.seen}. */
  readonly onSeen?: (line: string, hands: Hands) => void;
}

/** @param home the data folder. */
export async function onTerminal(
  home: string,
  { columns, env = {}, onSeen }: TerminalOptions,
  ...args: readonly string[]
): Promise<TerminalRun> {
  const terminal = new xterm.Terminal({ cols: columns, rows: ROWS, allowProposedApi: true });
  const command = [process.execPath, MAIN, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn(
    'script',
    ['-qefc', `stty rows ${ROWS} cols ${columns}; tty >&3; exec ${command}`, '/dev/null'],
    { env: { ...process.env, TRILEMMA_HOME: home, ...env }, stdio: ['pipe', 'pipe', 'inherit', 'pipe'] },
  );
  let device = '';
  child.stdio[3]!.on('data', (data: Buffer) => (device += data.toString()));
  const hands: Hands = {
    resize: (to) => {
      terminal.resize(to, ROWS);
      execFileSync('stty', ['-F', device.trim(), 'cols', String(to)]);
    },
    interrupt: () => child.stdin!.write('\u0003'),
  };
  const seen: string[] = [];
  const shown: Promise<undefined>[] = [];
  child.stdout!.on('data', (data: Buffer) => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    shown.push(promise);
    terminal.write(data, () => {
      const line = linesOf(terminal).at(-1) ?? '';
      seen.push(line);
      onSeen?.(line, hands);
      resolve(undefined);
    });
  });
  const [code] = (await once(child, 'close')) as [number];
  await Promise.all(shown);
  return { screen: linesOf(terminal), seen, code };
}

function linesOf({ buffer: { active } }: InstanceType<typeof xterm.Terminal>): readonly string[] {
  const lines = Array.from({ length: active.length }, (_, row) =>
    active.getLine(row)!.translateToString(true),
  );
  return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
}
