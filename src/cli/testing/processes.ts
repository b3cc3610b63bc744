/** Processes as the system lists them. */
import { spawnSync } from 'node:child_process';

/** Those that a process started and that still run, in the order of their ids. */
export function childrenOf(pid: number): readonly number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child, parent]) => (child !== undefined && parent === pid ? [child] : []));
}

/** The process group that a process belongs to; undefined where there is no such process. */
export function groupOf(pid: number): number | undefined {
  const group = facts('pgid=', pid);
  return group === '' ? undefined : Number(group);
}

/** The command line of a process; empty where there is no such process. */
export function commandOf(pid: number): string {
  return facts('args=', pid);
}

function facts(format: string, pid: number): string {
  return spawnSync('ps', ['-o', format, '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
}

/** The command lines of all processes that have a text in theirs. */
export function commandsWith(text: string): readonly string[] {
  const { stdout } = spawnSync('ps', ['-A', '-ww', '-o', 'args='], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes(text));
}
