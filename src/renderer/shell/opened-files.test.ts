import { expect, it, vi } from 'vitest';
import { type Openers, openWaitingFiles } from './opened-files.ts';

async function opened(...paths: readonly string[]) {
  const imported = vi.fn(() => Promise.resolve());
  const added = vi.fn(() => Promise.resolve({ added: [], refused: [] }));
  const started = vi.fn(() => Promise.resolve('job'));
  const update = vi.fn();
  const app = {
    attempt: (work: Promise<unknown>) => work,
    client: { request: () => Promise.resolve(paths) },
    host: {},
    jobs: { start: started, settled: () => Promise.resolve({ state: { status: 'cancelled' } }) },
    workspace: { update },
    notices: {},
  };
  await openWaitingFiles({
    app,
    gallery: { app, session: { intake: { add: added } } },
    models: { app, imports: { path: imported } },
  } as unknown as Openers);
  return { imported, added, started, update };
}

it('opens checkpoints as models, exports and pictures in the gallery', async () => {
  const { imported, added, started, update } = await opened('/a/net.PTH', '/b/list.json', '/c/x.png', '/c/y');
  expect(imported.mock.calls).toEqual([['/a/net.PTH']]);
  expect(started).toHaveBeenCalledExactlyOnceWith({ kind: 'import-gallery', path: '/b/list.json' });
  expect(added).toHaveBeenCalledExactlyOnceWith({}, ['/c/x.png', '/c/y']);
  expect(update).toHaveBeenCalledExactlyOnceWith({ view: 'gallery' });
});

it('shows the models where there are checkpoints alone, and stays where nothing waits', async () => {
  expect((await opened('/net.safetensors')).update).toHaveBeenCalledExactlyOnceWith({ view: 'models' });
  expect((await opened()).update).not.toHaveBeenCalled();
});
