/** A line to a studio in a process of its own, beside those of its pages: to set the stage before a test. */
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import WebSocket from 'ws';
import { StudioClient } from '../../src/shared/contract/studio-client.ts';
import { decodeMessage, encodeMessage } from '../../src/shared/contract/codec.ts';
import type { FromStudio } from '../../src/shared/contract/messages.ts';
import { orderIds } from '../../src/shared/gallery/gallery-order.ts';
import { isSettled } from '../../src/shared/job.ts';
import { DEFAULT_WORKSPACE } from '../../src/shared/workspace.ts';
import type { StudioProcess } from './studio-process.ts';

interface StudioLine extends Disposable {
  readonly client: StudioClient;
}

export async function openLine({ url, port }: StudioProcess): Promise<StudioLine> {
  const entrance = await fetch(url, { redirect: 'manual' });
  const cookie = entrance.headers.get('set-cookie')?.split(';')[0];
  if (cookie === undefined) throw new Error(`${url} let nobody in (${entrance.status}).`);
  const origin = `http://127.0.0.1:${port}`;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/studio`, {
    headers: { Cookie: cookie, Origin: origin },
  });
  await once(socket, 'open');
  const client = new StudioClient();
  client.connect({
    send: (message) => socket.send(encodeMessage(message)),
    onMessage: (listener) =>
      socket.on('message', (data: Buffer) => listener(decodeMessage(new Uint8Array(data)) as FromStudio)),
    onClose: (listener) => void socket.on('close', listener),
  });
  return { client, [Symbol.dispose]: () => socket.terminate() };
}

/** As at the first start: default settings, an empty queue, nothing kept, no models but the bundled ones. */
export async function clearStudio(studio: StudioProcess): Promise<void> {
  using line = await openLine(studio);
  const { client } = line;
  for (;;) {
    const active = (await client.request('jobs.list', {})).filter((job) => !isSettled(job));
    if (active.length === 0) break;
    for (const { id } of active) await client.request('jobs.cancel', { id });
    await setTimeout(20);
  }
  await client.request('jobs.dismiss', {});
  const kept = orderIds(await client.request('gallery.query', { filter: {}, sort: 'newest' }));
  await client.request('gallery.trash', { ids: [...kept] });
  await client.request('gallery.purge', {});
  const { collections } = await client.request('gallery.facets', {});
  for (const { id } of collections) await client.request('collections.remove', { id });
  await removeRuns(client);
  for (const { id } of await client.request('projects.list', {})) {
    await client.request('projects.remove', { id });
  }
  for (const { id } of await client.request('keyFrameSets.list', {}))
    await client.request('keyFrameSets.remove', { id });
  const { models } = await client.request('models.list', {});
  for (const { card, origin } of models) {
    if (origin === 'imported') await client.request('models.remove', { name: card.name });
  }
  emptyModelTrash(join(studio.dataFolder, 'models'));
  await client.request('workspace.save', DEFAULT_WORKSPACE);
}

/** No request does it: models stay in the trash for their time. */
function emptyModelTrash(models: string): void {
  const removed = existsSync(models) ? readdirSync(models).filter((name) => name.startsWith('.trash-')) : [];
  for (const name of removed) rmSync(join(models, name), { recursive: true });
}

/** Runs of training that are under way end first. */
async function removeRuns(client: StudioClient): Promise<void> {
  for (;;) {
    const runs = await client.request('training.list', {});
    if (runs.length === 0) return;
    for (const { id, state } of runs) {
      const isUnderWay = ['queued', 'preparing', 'running'].includes(state.status);
      // Between the list and the request it may have ended by itself.
      await client.request(isUnderWay ? 'training.stop' : 'training.remove', { id }).catch(() => undefined);
    }
    await setTimeout(20);
  }
}
