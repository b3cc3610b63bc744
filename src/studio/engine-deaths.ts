import { TrilemmaError } from '../../shared/errors.ts';

/** Tries once more when the engine died: of something else perhaps. */
export async function survivingTheEngine<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof TrilemmaError) || error.code !== 'engine-died') throw error;
    return await attempt();
  }
}
