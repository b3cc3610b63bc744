import { describe, expect, it, vi } from 'vitest';
import type { Events } from '../../shared/contract/events.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import { DEFAULT_WORKSPACE } from '../../shared/workspace.ts';
import { ContractClient } from '../testing/contract-client.ts';
import { EventHub } from './event-hub.ts';
import type { Handlers } from './handlers.ts';
import { serveChannel } from './serve-channel.ts';

const pixels = { width: 1, height: 1, rgba: Uint8Array.of(1, 2, 3, 255) };
const preview = { kind: 'preview', index: 0, step: 1, steps: 2, pixels } as const;
const choice = { provider: 'cpu', runtime: 'r', notes: [] } as const;
const job: Events['job'] = {
  id: '1',
  spec: { kind: 'benchmark', model: 'faces', device: 'cpu' },
  state: { status: 'queued' },
  createdAt: 1,
};

const renderParams = {
  model: 'faces',
  steps: 2,
  device: 'cpu',
  pictures: [{ seed: '1', temperature: { x_T: 1, z: 1 } }],
  priority: 'view',
  previews: true,
} as const;

/** An interface served by these handlers alone. */
function served(some: Partial<Handlers>, events = new EventHub()) {
  const handlers = new Proxy(some, {
    get: (known, name: keyof Handlers) => known[name] ?? (() => expect.unreachable(`${name} was called`)),
  });
  const client = new ContractClient();
  const end = serveChannel(client.channel, handlers as Handlers, events);
  return { client, events, end };
}

describe('serveChannel', () => {
  it('gives the result, after what was told on the way, bytes as bytes', async () => {
    const { client } = served({
      'pictures.render': (_params, { progress }) => {
        progress(preview);
        return choice;
      },
    });
    const told: unknown[] = [];
    await expect(
      client.request('pictures.render', renderParams, (value) => told.push(value)),
    ).resolves.toEqual(choice);
    expect(told).toEqual([preview]);
  });

  it('gives errors with their code, also those that should not happen', async () => {
    const { client } = served({
      'jobs.list': () => Promise.reject(new TrilemmaError('file', 'The disk is full.')),
      'gallery.facets': () => {
        throw new TypeError('x is undefined');
      },
    });
    await expect(client.request('jobs.list', {})).rejects.toMatchObject({
      code: 'file',
      message: 'The disk is full.',
    });
    await expect(client.request('gallery.facets', {})).rejects.toMatchObject({
      code: 'unexpected',
      message: expect.stringMatching(/should not: x is undefined\. The details are in /) as unknown,
    });
  });

  it.each([
    ['a field that is missing', { model: 'faces' }, /steps/],
    ['a field too many', { ...renderParams, path: '/etc/passwd' }, /path/],
    ['a model that is a path', { ...renderParams, model: '../faces' }, /model: must be a name of a model/],
    [
      'too many pictures',
      { ...renderParams, pictures: Array(65).fill(renderParams.pictures[0]) },
      /pictures/,
    ],
    [
      'an edit for another number of steps',
      {
        ...renderParams,
        pictures: [
          {
            ...renderParams.pictures[0],
            edits: [{ kind: 'direction', name: 'a', vector: '', amounts: [1] }],
          },
        ],
      },
      /edits\[0\]/,
    ],
    ['nothing', undefined, /pictures\.render is not valid/],
  ])('refuses %s before any handler sees it', async (_what, params, message) => {
    const { client } = served({});
    const refused = client.request('pictures.render', params as never);
    await expect(refused).rejects.toMatchObject({ code: 'usage' });
    await expect(refused).rejects.toThrow(message);
  });

  it('refuses requests that the contract does not have, and survives what is no message', async () => {
    const { client } = served({ 'workspace.load': () => DEFAULT_WORKSPACE });
    for (const rubbish of [null, 1, [], {}, { kind: 'request' }, { kind: 'cancel', id: 'x' }])
      client.raw(rubbish);
    await expect(client.request('app.quit' as never, {} as never)).rejects.toMatchObject({ code: 'usage' });
    await expect(client.request('workspace.load', {})).resolves.toEqual(DEFAULT_WORKSPACE);
    expect(client.received).toHaveLength(2);
  });

  it('aborts a request that is cancelled, and tells nothing of it from then on', async () => {
    const { client } = served({
      'pictures.render': (_params, { signal, progress }) => {
        const { promise, reject } = Promise.withResolvers<never>();
        signal.addEventListener('abort', () => {
          progress(preview);
          reject(new TrilemmaError('cancelled', 'Cancelled.'));
        });
        return promise;
      },
    });
    const told = vi.fn();
    const rendering = client.request('pictures.render', renderParams, told);
    client.cancel(rendering.id);
    client.cancel(99);
    await expect(rendering).rejects.toMatchObject({ code: 'cancelled' });
    expect(told).not.toHaveBeenCalled();
  });

  it('aborts what runs when the line closes, and says nothing into it any more', async () => {
    const aborted = vi.fn();
    const answered = Promise.withResolvers<typeof choice>();
    const { client, events } = served({
      'pictures.render': (_params, { signal }) => {
        signal.addEventListener('abort', aborted);
        return answered.promise;
      },
    });
    void client.request('pictures.render', renderParams);
    await Promise.resolve();
    client.close();
    expect(aborted).toHaveBeenCalledOnce();
    answered.resolve(choice);
    await answered.promise;
    events.emit('job', job);
    expect(client.received).toEqual([]);
  });

  it('can be ended from the studio, too', async () => {
    const { client, events, end } = served({});
    end();
    events.emit('job', job);
    client.raw({ kind: 'request', id: 1, name: 'jobs.list', params: {} });
    await Promise.resolve();
    expect(client.received).toEqual([]);
  });

  it('brings events to every interface', () => {
    const events = new EventHub();
    const { client: one } = served({}, events);
    const { client: other } = served({}, events);
    events.emit('job', job);
    one.close();
    events.emit('job-removed', { id: '1' });
    expect(one.received).toEqual([{ kind: 'event', name: 'job', payload: job }]);
    expect(other.received).toEqual([
      { kind: 'event', name: 'job', payload: job },
      { kind: 'event', name: 'job-removed', payload: { id: '1' } },
    ]);
  });

  it('gives the answer to the first of two requests with one id', async () => {
    const list = vi.fn(() => []);
    const { client } = served({ 'jobs.list': list });
    const request = client.request('jobs.list', {});
    client.raw({ kind: 'request', id: request.id, name: 'jobs.list', params: {} });
    await request;
    expect(list).toHaveBeenCalledOnce();
    expect(client.received).toHaveLength(1);
  });
});
