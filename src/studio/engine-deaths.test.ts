import { expect, it } from 'vitest';
import { TrilemmaError } from '../shared/errors.ts';
import { EngineDeaths, survivingTheEngine } from './engine-deaths.ts';

const death = new TrilemmaError('engine-died', 'The engine stopped.');

it('tries again when the engine died, and not when anything else went wrong', async () => {
  const failures: Error[] = [death];
  const attempt = () => {
    const failure = failures.pop();
    return failure === undefined ? Promise.resolve('done') : Promise.reject(failure);
  };
  await expect(survivingTheEngine(attempt)).resolves.toBe('done');
  failures.push(death, death);
  await expect(survivingTheEngine(attempt)).rejects.toBe(death);
  failures.push(new Error('no room'));
  await expect(survivingTheEngine(attempt)).rejects.toThrow('no room');
});

it('counts deaths without progress alone', () => {
  const deaths = new EngineDeaths(3);
  expect([deaths.mayRetry(death), deaths.mayRetry(death)]).toEqual([true, true]);
  deaths.progressed();
  expect([1, 2, 3].map(() => deaths.mayRetry(death))).toEqual([true, true, false]);
});
