import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { InOrder } from './in-order.ts';

describe('InOrder', () => {
  it('uses things in the order in which their making began, whatever is ready first', async () => {
    const order = new InOrder();
    const making = [0, 1, 2, 3].map(() => Promise.withResolvers<number>());
    const used: number[] = [];
    const all = making.map(({ promise }) => order.run(promise, (value) => Promise.resolve(used.push(value))));
    for (const at of [3, 1, 0, 2]) {
      making[at]!.resolve(at);
      await setTimeout(0);
    }
    await Promise.all(all);
    expect(used).toEqual([0, 1, 2, 3]);
  });

  it('does not wait for what a use has begun', async () => {
    const order = new InOrder();
    const never = Promise.withResolvers<never>();
    void order.run(Promise.resolve(1), () => never.promise);
    expect(await order.run(Promise.resolve(2), (value) => Promise.resolve(value))).toBe(2);
  });

  it('goes on after what could not be made', async () => {
    const order = new InOrder();
    const failed = order.run(Promise.reject(new Error('no')), () => expect.unreachable());
    const next = order.run(Promise.resolve(2), (value) => Promise.resolve(value));
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe(2);
    await order.idle();
  });
});
