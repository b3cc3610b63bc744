import { describe, expect, it } from 'vitest';
import { PendingRequests } from './pending-requests.ts';

describe('PendingRequests', () => {
  it('gives each request its own answer, in whatever order they come', async () => {
    const requests = new PendingRequests();
    const ids: number[] = [];
    const first = requests.start<string>((id) => ids.push(id));
    const second = requests.start<string>((id) => ids.push(id));
    requests.receive({ kind: 'result', id: ids[1]!, value: 'b' });
    requests.receive({ kind: 'result', id: ids[0]!, value: 'a' });
    expect(await first).toBe('a');
    expect(await second).toBe('b');
    expect(requests.size).toBe(0);
  });

  it('is ready for an answer that comes while the request is sent', async () => {
    const requests = new PendingRequests();
    const answered = requests.start<number>((id) => requests.receive({ kind: 'result', id, value: 7 }));
    expect(await answered).toBe(7);
  });

  it('passes progress on until the request is settled', async () => {
    const requests = new PendingRequests();
    const seen: number[] = [];
    let id = 0;
    const done = requests.start<null, number>((assigned) => (id = assigned), {
      onProgress: (value) => seen.push(value),
    });
    requests.receive({ kind: 'progress', id, value: 1 });
    requests.receive({ kind: 'progress', id, value: 2 });
    requests.receive({ kind: 'result', id, value: null });
    requests.receive({ kind: 'progress', id, value: 3 });
    await done;
    expect(seen).toEqual([1, 2]);
  });

  it('keeps the code and the message of an error', async () => {
    const requests = new PendingRequests();
    const failed = requests.start((id) =>
      requests.receive({ kind: 'error', id, code: 'model-unknown', message: 'No model.' }),
    );
    await expect(failed).rejects.toMatchObject({ code: 'model-unknown', message: 'No model.' });
  });

  it('sends nothing if the signal is already aborted', async () => {
    const sent: number[] = [];
    const requests = new PendingRequests();
    const request = requests.start((id) => sent.push(id), { signal: AbortSignal.abort() });
    await expect(request).rejects.toMatchObject({ code: 'cancelled' });
    expect(sent).toEqual([]);
    expect(requests.size).toBe(0);
  });

  it('rejects a request that cannot be sent, and forgets it', async () => {
    const requests = new PendingRequests();
    const request = requests.start(() => {
      throw new Error('Not cloneable.');
    });
    await expect(request).rejects.toThrow('Not cloneable.');
    expect(requests.size).toBe(0);
  });

  it('reports an abort once, and leaves the request pending for its answer', async () => {
    const aborted: number[] = [];
    const requests = new PendingRequests((id) => aborted.push(id));
    const controller = new AbortController();
    let id = 0;
    const request = requests.start<string>((assigned) => (id = assigned), { signal: controller.signal });
    controller.abort();
    expect(aborted).toEqual([id]);
    requests.receive({ kind: 'result', id, value: 'late' });
    expect(await request).toBe('late');
  });

  it('no longer reports an abort after the request is settled', async () => {
    const aborted: number[] = [];
    const requests = new PendingRequests((id) => aborted.push(id));
    const controller = new AbortController();
    await requests.start((id) => requests.receive({ kind: 'result', id, value: null }), {
      signal: controller.signal,
    });
    controller.abort();
    expect(aborted).toEqual([]);
  });

  it('fails one request or all, and ignores their later answers', async () => {
    const requests = new PendingRequests();
    const ids: number[] = [];
    const [one, two, three] = [1, 2, 3].map(() => requests.start((id) => ids.push(id)));
    const rejected = Promise.allSettled([one, two, three]);
    requests.fail(ids[0]!, new Error('one'));
    requests.failAll(new Error('lost'));
    for (const id of ids) requests.receive({ kind: 'result', id, value: null });
    expect(await rejected).toMatchObject(['one', 'lost', 'lost'].map((message) => ({ reason: { message } })));
  });
});
