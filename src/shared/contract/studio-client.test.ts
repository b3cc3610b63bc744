import { describe, expect, it } from 'vitest';
import type { Channel, FromStudio, ToStudio } from './messages.ts';
import { TrilemmaError } from '../errors.ts';
import { StudioClient } from './studio-client.ts';

/** The studio's end of a line, held by the test. */
class Line implements Channel<ToStudio, FromStudio> {
  readonly sent: ToStudio[] = [];
  #listener: (message: FromStudio) => void = () => undefined;
  close: () => void = () => undefined;

  send(message: ToStudio): void {
    this.sent.push(message);
  }

  onMessage(listener: (message: FromStudio) => void): void {
    this.#listener = listener;
  }

  onClose(listener: () => void): void {
    this.close = listener;
  }

  answer(message: FromStudio): void {
    this.#listener(message);
  }
}

function connected(): { client: StudioClient; line: Line } {
  const client = new StudioClient();
  const line = new Line();
  client.connect(line);
  return { client, line };
}

const code = (error: unknown) => (error instanceof TrilemmaError ? error.code : error);

describe('StudioClient', () => {
  it('gives each request its own answer, in whatever order they come', async () => {
    const { client, line } = connected();
    const first = client.request('jobs.cancel', { id: 'a' });
    const second = client.request('jobs.list', {});
    const [a, b] = line.sent.map(({ id }) => id);
    line.answer({ kind: 'result', id: b!, value: [] });
    line.answer({ kind: 'result', id: a!, value: null });
    expect(await first).toBeNull();
    expect(await second).toEqual([]);
  });

  it('keeps the code of an error', async () => {
    const { client, line } = connected();
    const request = client.request('models.remove', { name: 'x' });
    line.answer({ kind: 'error', id: line.sent[0]!.id, code: 'model-unknown', message: 'No model.' });
    await expect(request).rejects.toMatchObject({ code: 'model-unknown', message: 'No model.' });
  });

  it('ends a cancelled request at once, tells the studio, and passes on no more progress', async () => {
    const { client, line } = connected();
    const abort = new AbortController();
    const seen: unknown[] = [];
    const request = client.request(
      'pictures.render',
      { model: 'faces', steps: 2, device: 'cpu', pictures: [], priority: 'view', previews: false },
      { signal: abort.signal, onProgress: (value) => seen.push(value) },
    );
    abort.abort();
    expect(await request.catch(code)).toBe('cancelled');
    const { id } = line.sent[0]!;
    expect(line.sent[1]).toEqual({ kind: 'cancel', id });
    const pixels = { width: 1, height: 1, rgba: new Uint8Array(4) };
    line.answer({
      kind: 'progress',
      id,
      value: { kind: 'preview', index: 0, step: 1, steps: 2, pixels } as never,
    });
    line.answer({ kind: 'result', id, value: null });
    expect(seen).toEqual([]);
  });

  it('fails what waits when the line is lost, and goes on with the next line', async () => {
    const { client, line } = connected();
    const request = client.request('jobs.list', {});
    line.close();
    expect(await request.catch(code)).toBe('disconnected');
    expect(await client.request('jobs.list', {}).catch(code)).toBe('disconnected');
    const next = new Line();
    client.connect(next);
    const again = client.request('jobs.list', {});
    next.answer({ kind: 'result', id: next.sent[0]!.id, value: [] });
    expect(await again).toEqual([]);
  });

  it('passes events on to listeners, until they stop', () => {
    const { client, line } = connected();
    const removed: string[] = [];
    const stop = client.on('job-removed', ({ id }) => removed.push(id));
    line.answer({ kind: 'event', name: 'job-removed', payload: { id: 'a' } });
    stop();
    line.answer({ kind: 'event', name: 'job-removed', payload: { id: 'b' } });
    expect(removed).toEqual(['a']);
  });
});
