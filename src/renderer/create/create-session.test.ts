import { describe, expect, it } from 'vitest';
import type { EventName, Events } from '../../shared/contract/events.ts';
import type { Params, RequestName } from '../../shared/contract/requests.ts';
import type { Job, JobState } from '../../shared/job.ts';
import type { ModelSummary } from '../../shared/models/model-summary.ts';
import type { Picture } from '../../shared/picture.ts';
import type { LatentRecipe } from '../../shared/recipe/recipe.ts';
import { DEFAULT_WORKSPACE, type CreateSettings } from '../../shared/workspace.ts';
import type { GenerateSpec } from './batch.svelte.ts';
import { CreateSession, type CreateParts } from './create-session.svelte.ts';

const MODEL = { card: { name: 'faces', sha256: 'a'.repeat(64), steps: 2 } } as ModelSummary;
const MEAN = 'AACAPw==';
const DONE: JobState = {
  status: 'done',
  result: { kind: 'generate', device: { provider: 'cpu', runtime: 'test', notes: [] } },
};

/** A studio that queues jobs and goes on when it is told to. */
function handStudio(settings: Partial<CreateSettings> = {}, jobs: readonly Job[] = []) {
  const listeners = new Map<EventName, (payload: never) => void>();
  const asked: { name: RequestName; params: unknown }[] = [];
  const inMemory: { index: number; picture: Picture }[] = [];
  let create: CreateSettings = { ...DEFAULT_WORKSPACE.create, ...settings };
  const list = [...jobs];
  const errors: unknown[] = [];

  const answers: Partial<Record<RequestName, (params: never) => unknown>> = {
    'directions.load': () => ({ mean: MEAN, principal: [], saved: [] }),
    'jobs.pictures': () => inMemory,
    'pictures.render': () => ({ provider: 'cpu', runtime: 'test', notes: [] }),
  };
  const request = ((name, params, options) => {
    asked.push({ name, params });
    if (name === 'pictures.render') {
      const { pictures } = params as Params<'pictures.render'>;
      pictures.forEach((recipe, index) =>
        options?.onProgress?.({ kind: 'picture', index, picture: pictureOf(recipe) } as never),
      );
    }
    return Promise.resolve(answers[name]?.(params as never));
  }) as CreateParts['client']['request'];

  const emit = <E extends EventName>(event: E, payload: Events[E]) =>
    listeners.get(event)?.(payload as never);
  const setJob = (id: string, state: JobState) => {
    const at = list.findIndex((job) => job.id === id);
    list[at] = { ...list[at]!, state };
    emit('job', list[at]);
  };
  const parts: CreateParts = {
    client: {
      request,
      on: (event, listener) => {
        listeners.set(event, listener);
        return () => undefined;
      },
    },
    notices: { info: () => undefined, error: (error) => errors.push(error) },
    workspace: {
      get create() {
        return create;
      },
      updateCreate: (change) => {
        create = { ...create, ...change };
      },
    },
    models: { named: () => MODEL },
    jobs: {
      get list() {
        return list;
      },
      start: (spec) => {
        const job: Job = {
          id: `job-${list.length}`,
          spec,
          state: { status: 'queued' },
          createdAt: list.length,
        };
        list.push(job);
        emit('job', job);
        return Promise.resolve(job.id);
      },
      cancel: () => Promise.resolve(),
      retry: () => Promise.resolve(),
      dismiss: () => Promise.resolve(),
    },
  };
  const session = new CreateSession(parts);
  return { session, emit, setJob, asked, inMemory, list, errors, settings: () => create };
}

function pictureOf({ seed, temperature }: LatentRecipe): Picture {
  return {
    width: 1,
    height: 1,
    rgba: Uint8Array.of(1, 2, 3, 255),
    recipe: {
      version: 1,
      model: { name: 'faces', sha256: MODEL.card.sha256 },
      steps: 2,
      seed,
      temperature,
      imageSize: 1,
      madeWith: { app: '1', provider: 'cpu', runtime: 'test' },
    },
  };
}

function jobOf(count: number, state: JobState, createdAt = 0): Job {
  const pictures = Array.from({ length: count }, (_, i) => ({
    seed: String(i),
    temperature: { x_T: 1, z: 1 },
  }));
  return {
    id: `old-${createdAt}`,
    spec: { kind: 'generate', model: 'faces', steps: 2, device: 'auto', pictures },
    state,
    createdAt,
  };
}

const specOf = (job: Job | undefined) => job?.spec as GenerateSpec;

describe('CreateSession', () => {
  it('makes a first batch by itself, once, and only where there is nothing to show', async () => {
    const first = handStudio();
    await first.session.load();
    await first.session.load();
    expect(first.list.map(({ spec }) => (spec as GenerateSpec).pictures.length)).toEqual([16]);

    const later = handStudio({}, [jobOf(1, { status: 'cancelled' })]);
    await later.session.load();
    expect(later.list).toHaveLength(1);
  });

  it('sets the seed for the next batch at once, so that two presses make two batches', async () => {
    const { session, list, settings } = handStudio({ seed: '5', seedMode: 'increment', count: 4 });
    await Promise.all([session.generate(), session.generate()]);
    expect(list.map((job) => specOf(job).pictures.map(({ seed }) => seed))).toEqual([
      ['5', '6', '7', '8'],
      ['9', '10', '11', '12'],
    ]);
    expect(settings().seed).toBe('13');
  });

  it('asks for the mean of w only where the style temperature needs it', async () => {
    const plain = handStudio();
    await plain.session.generate();
    expect(plain.asked).toEqual([]);

    const { session, list, asked } = handStudio({ styleTemperature: 0.5, count: 1 });
    await session.generate();
    await session.generate();
    expect(asked.map(({ name }) => name)).toEqual(['directions.load']);
    expect(specOf(list[0]).pictures[0]!.edits).toEqual([
      { kind: 'truncation', center: MEAN, amounts: [0.5, 0.5] },
    ]);
  });

  it('shows predictions, then the picture, and no prediction over a picture', async () => {
    const { session, emit, list } = handStudio({ count: 1 });
    await session.generate();
    const { id } = list[0]!;
    const slot = session.batches.get(id)!.slots[0]!;
    const pixels = { width: 1, height: 1, rgba: Uint8Array.of(0, 0, 0, 255) };
    emit('job-preview', { id, index: 0, step: 1, steps: 2, pixels });
    expect([slot.pixels, slot.picture, slot.step]).toEqual([pixels, null, 1]);
    const picture = pictureOf(slot.latents);
    emit('job-picture', { id, index: 0, picture });
    emit('job-preview', { id, index: 0, step: 1, steps: 2, pixels });
    expect([slot.pixels, slot.picture]).toEqual([picture, picture]);
  });

  it('takes up pictures that were finished while nobody listened', async () => {
    const running = jobOf(3, { status: 'running', progress: null });
    const { session, inMemory, setJob } = handStudio({}, [running]);
    inMemory.push({ index: 1, picture: pictureOf(specOf(running).pictures[1]!) });
    await session.load();
    const batch = session.batches.get(running.id)!;
    expect(batch.slots.map(({ picture }) => picture !== null)).toEqual([false, true, false]);

    inMemory.push({ index: 2, picture: pictureOf(specOf(running).pictures[2]!) });
    setJob(running.id, DONE);
    await settle();
    expect(batch.missing).toEqual([]);
  });

  it('makes the newest batch again whose pictures are gone, and folds the others', async () => {
    const { session, asked } = handStudio({}, [jobOf(2, DONE, 1), jobOf(70, DONE, 2)]);
    await session.load();
    const [newest, older] = [session.batches.get('old-2')!, session.batches.get('old-1')!];
    expect(newest.missing).toEqual([]);
    expect(older.isFolded).toBe(true);
    const rendered = asked.filter(({ name }) => name === 'pictures.render');
    expect(rendered.map(({ params }) => (params as Params<'pictures.render'>).pictures.length)).toEqual([
      64, 6,
    ]);
    await session.batches.showAgain(older);
    expect([older.isFolded, older.missing]).toEqual([false, []]);
  });

  it('lets the preview wait for a batch at work unless a control is moved', async () => {
    const { session, setJob, list } = handStudio({ seed: '5', seedMode: 'fixed', count: 1 });
    expect(session.preview.wanted).toBeNull();
    await session.load();
    expect(session.preview.wanted).toBeNull();
    session.change({ layoutTemperature: 0.5 });
    expect(session.preview.wanted?.picture).toEqual({ seed: '5', temperature: { x_T: 0.5, z: 1 } });
    await session.generate();
    expect(session.preview.wanted).toBeNull();
    for (const { id } of list) setJob(id, DONE);
    expect(session.preview.wanted).not.toBeNull();
  });

  it('keeps a batch whose job leaves the list, and drops the selection with a batch that is removed', async () => {
    const { session, list } = handStudio({ count: 1 });
    await session.generate();
    const batch = session.batches.get(list[0]!.id)!;
    expect(session.selectedSlot).toBe(batch.slots[0]);
    session.remove(batch);
    expect(session.batches.get(batch.id)).toBeUndefined();
    expect(session.selectedSlot).toBeUndefined();
  });
});

const settle = () => new Promise((resolve) => setTimeout(resolve));
