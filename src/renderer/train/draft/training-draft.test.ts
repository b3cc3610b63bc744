import { describe, expect, it, vi } from 'vitest';
import { WAITING } from '../../../../test/support/waiting.ts';
import { presetSettings, type TrainingEstimate, type TrainingSpec } from '../../../shared/training.ts';
import { handTraining, report, run, SPEC } from '../testing/hand-training.ts';
import { TrainingDraft } from './training-draft.svelte.ts';

const ESTIMATE: TrainingEstimate = {
  secondsPerStep: 2,
  seconds: 3000,
  memoryBytes: 1e9,
  freeBytes: 4e9,
  diskBytes: 1e8,
  freeDiskBytes: 1e11,
  refusal: null,
};

function setUp(pictures = 12) {
  const studio = handTraining({
    'training.inspect': () => ({ report: report(pictures), crops: [] }),
    'training.estimate': () => ESTIMATE,
  });
  const draft = new TrainingDraft(studio.parts);
  const read = () => vi.waitFor(() => expect(draft.folder.state.status).toBe('read'), WAITING);
  const inspected = () => studio.asked.filter(({ name }) => name === 'training.inspect').map((a) => a.params);
  return { ...studio, draft, read, inspected };
}

describe('a run that is set up', () => {
  it('begins with the model that Create uses and the quickest preset', () => {
    const { draft } = setUp();
    expect(draft.base).toEqual({ kind: 'model', model: 'faces' });
    expect(draft.settings).toEqual(presetSettings('style'));
    expect(draft.side).toBe(64);
  });

  it('says what is missing, one after the other', async () => {
    const { draft, read } = setUp();
    expect(draft.missing).toContain('folder');
    draft.chooseFolder('/pictures');
    await read();
    expect(draft.missing).toContain('name');
    draft.name = 'not a name';
    expect(draft.missing).toContain('name');
    draft.name = 'portraits';
    expect(draft.missing).toBeNull();
  });

  it('does not start without a picture', async () => {
    const { draft, read } = setUp(0);
    draft.chooseFolder('/pictures');
    draft.name = 'portraits';
    await read();
    expect(draft.missing).toContain('no picture');
  });

  it('reads the folder again for another size and another crop, and only then', async () => {
    const { draft, inspected } = setUp();
    draft.chooseFolder('/pictures');
    draft.chooseBase({ kind: 'scratch', config: 'tiny-32' });
    draft.change({ crop: 'smart' });
    draft.change({ batch: 4 });
    draft.choosePreset('full');
    draft.reset();
    await vi.waitFor(
      () =>
        expect(inspected()).toEqual([
          { folder: '/pictures', side: 64, crop: 'centre' },
          { folder: '/pictures', side: 32, crop: 'centre' },
          { folder: '/pictures', side: 32, crop: 'smart' },
          { folder: '/pictures', side: 32, crop: 'centre' },
        ]),
      WAITING,
    );
  });

  it('shows the folder that was asked for last', async () => {
    const slow = Promise.withResolvers<unknown>();
    const { parts } = handTraining({
      'training.inspect': ({ params }) =>
        (params as { readonly folder: string }).folder === '/slow'
          ? slow.promise
          : { report: report(3), crops: [] },
    });
    const draft = new TrainingDraft(parts);
    draft.chooseFolder('/slow');
    draft.chooseFolder('/pictures');
    await vi.waitFor(() => expect(draft.folder.state.status).toBe('read'), WAITING);
    slow.resolve({ report: report(99), crops: [] });
    await slow.promise;
    expect(draft.folder.state).toMatchObject({ report: { pictures: 3 } });
  });

  it('says why a folder cannot be read', async () => {
    const { parts } = handTraining({
      'training.inspect': () => {
        throw new Error('No such folder.');
      },
    });
    const draft = new TrainingDraft(parts);
    draft.chooseFolder('/gone');
    await vi.waitFor(
      () => expect(draft.folder.state).toEqual({ status: 'failed', message: 'No such folder.' }),
      WAITING,
    );
  });

  it('has all to learn from nothing', () => {
    const { draft } = setUp();
    draft.chooseBase({ kind: 'scratch', config: 'wavelet-128' });
    expect(draft.side).toBe(128);
    expect(draft.presets).toEqual(['full']);
    expect(draft.settings).toEqual(presetSettings('full'));
  });

  it('keeps what the user changed through presets, and counts what differs from them', () => {
    const { draft } = setUp();
    draft.change({ batch: 4, steps: 4000 });
    expect(draft.changed).toBe(2);
    draft.choosePreset('balanced');
    expect(draft.settings).toEqual({ ...presetSettings('balanced'), batch: 4 });
    draft.change({ batch: 8 });
    expect(draft.changed).toBe(0);
  });
});

describe('what a run takes', () => {
  it('is measured for each preset', async () => {
    const { draft, asked } = setUp();
    draft.chooseFolder('/pictures');
    await draft.measure();
    const measured = asked.filter(({ name }) => name === 'training.estimate');
    expect(measured.map(({ params }) => (params as TrainingSpec).preset)).toEqual([
      'style',
      'balanced',
      'full',
    ]);
    expect(draft.estimates.of(draft.specOf('balanced')!)?.seconds).toBe(8000);
    expect(draft.estimates.measuring).toBeNull();
  });

  it('follows the number of steps, and is forgotten with what a step costs', async () => {
    const { draft } = setUp();
    draft.chooseFolder('/pictures');
    await draft.measure(['style']);
    draft.change({ steps: 10 });
    expect(draft.estimates.of(draft.specOf('style')!)?.seconds).toBe(20);
    draft.change({ batch: 16 });
    expect(draft.estimates.of(draft.specOf('style')!)).toBeUndefined();
  });

  it('is not measured before there is a folder', async () => {
    const { draft, asked } = setUp();
    await draft.measure();
    expect(asked).toEqual([]);
  });

  it('says why it could not be measured, and stops there', async () => {
    const { parts, asked } = handTraining({
      'training.estimate': () => {
        throw new Error('The engine died.');
      },
    });
    const draft = new TrainingDraft(parts);
    draft.chooseFolder('/pictures');
    await draft.measure();
    expect(draft.estimates.problem).toBe('The engine died.');
    expect(asked.filter(({ name }) => name === 'training.estimate')).toHaveLength(1);
    expect(draft.estimates.measuring).toBeNull();
  });
});

describe('a run like another', () => {
  it('begins with all that the other was made of', () => {
    const { parts } = setUp();
    const spec = { ...SPEC, settings: { ...SPEC.settings, batch: 4 } };
    const draft = TrainingDraft.again(parts, run('a', { spec }));
    draft.name = 'portraits';
    expect(draft.specOf(draft.preset)).toEqual(spec);
    expect(draft.parent).toBeNull();
  });
});

describe('a branch', () => {
  it('goes on beyond its checkpoint', () => {
    const { parts } = setUp();
    const { steps } = SPEC.settings;
    const draft = TrainingDraft.branch(parts, run('a'), steps);
    expect(draft.settings.steps).toBe(2 * steps);
    draft.change({ steps });
    expect(draft.missing).toContain('more steps');
  });

  it('needs the base no more', () => {
    const { parts } = setUp();
    const spec = { ...SPEC, base: { kind: 'model', model: 'gone' } } as const;
    expect(TrainingDraft.again(parts, run('a', { spec })).missing).toContain('not in the library');
    expect(TrainingDraft.branch(parts, run('a', { spec }), 100).side).toBe(64);
  });

  it('begins with all that its parent was made of', () => {
    const { parts } = setUp();
    const settings = { ...SPEC.settings, batch: 4 };
    const draft = TrainingDraft.branch(parts, run('a', { spec: { ...SPEC, settings } }), 200);
    expect(draft.parent).toEqual({ id: 'a', step: 200 });
    expect(draft.settings).toEqual(settings);
    expect(draft.changed).toBe(1);
    expect(draft.data).toBe('/pictures');
    draft.branchAt(300);
    expect(draft.parent).toEqual({ id: 'a', step: 300 });
  });
});
