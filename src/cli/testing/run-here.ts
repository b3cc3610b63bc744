/** The command line in the test's own process, where nothing is to be computed: a hundred times as fast to start. */
import { vi } from 'vitest';
import { run } from '../run.ts';
import type { Ended } from './trilemma.ts';

export async function runHere(...args: readonly string[]): Promise<Ended> {
  const output = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text, written?: unknown) => {
      output[name] += String(text);
      (written as (() => void) | undefined)?.();
      return true;
    }),
  );
  try {
    const code = await run(args);
    return { code, ...output };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
