import { expect, it } from 'vitest';
import { WriteBatches } from './batches.ts';

it('takes what waits together, at most so many, and gives each its own outcome', async () => {
  const seen: number[][] = [];
  const batches = new WriteBatches<number, number>((batch) => {
    seen.push([...batch]);
    return Promise.resolve(
      batch.map((item) =>
        item === 3
          ? { status: 'rejected', reason: new Error('three') }
          : { status: 'fulfilled', value: 10 * item },
      ),
    );
  }, 2);
  const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map((item) => batches.add(item)));
  expect(seen).toEqual([[1, 2], [3, 4], [5]]);
  expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'failed'))).toEqual([
    10,
    20,
    'failed',
    40,
    50,
  ]);
  await batches.idle();
  await expect(batches.add(6)).resolves.toBe(60);
});

it('fails all of a batch whose work fails, and goes on', async () => {
  let turn = 0;
  const batches = new WriteBatches<number, number>(() => {
    turn += 1;
    if (turn === 1) throw new Error('disk');
    return Promise.resolve([{ status: 'fulfilled', value: 1 }]);
  }, 1);
  const [first, second] = await Promise.allSettled([batches.add(1), batches.add(2)]);
  expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
});
