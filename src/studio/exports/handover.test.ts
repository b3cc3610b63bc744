import { expect, it } from 'vitest';
import { Handover } from './handover.ts';

it('lets who gives go on when the next is asked for', async () => {
  const handover = new Handover<number>();
  const done: string[] = [];
  const giving = (async () => {
    for (const value of [1, 2]) {
      await handover.give(value);
      done.push(`gave ${value}`);
    }
    handover.end();
  })();
  for await (const value of handover) done.push(`took ${value}`);
  await giving;
  expect(done).toEqual(['took 1', 'gave 1', 'took 2', 'gave 2']);
});

it('passes on a failure', async () => {
  const handover = new Handover<number>();
  handover.fail(new Error('no more'));
  await expect(Array.fromAsync(handover)).rejects.toThrow('no more');
});

it('leaves nobody waiting when the taker is gone', async () => {
  const handover = new Handover<number>();
  const giving = handover.give(1);
  await handover[Symbol.asyncIterator]().next();
  handover.close();
  await expect(giving).rejects.toThrow('nobody takes');
  await expect(handover.give(2)).rejects.toThrow('nobody takes');
});
