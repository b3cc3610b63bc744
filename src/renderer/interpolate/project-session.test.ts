import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GeneratorConfig } from '../../shared/models/architecture.ts';
import type { Params, RequestName } from '../../shared/contract/requests.ts';
import type { ModelSummary } from '../../shared/models/model-summary.ts';
import type { Project, ProjectPath } from '../../shared/path/project.ts';
import { DEFAULT_WORKSPACE } from '../../shared/workspace.ts';
import { driftAround, withHold, withSegments } from './path/path-edits.ts';
import { ofCats, pathThrough, picture, seedsOf } from './testing.ts';
import { type ProjectParts, ProjectSession } from './project-session.svelte.ts';

const ARCHITECTURE: GeneratorConfig = {
  ...{ imageSize: 8, numChannels: 3, nf: 4, chMult: [1], numResBlocks: 1, attnResolutions: [] },
  ...{ nz: 4, zEmbDim: 4, nMlp: 1 },
};
const summary = (name: string, digit: string, steps: number): ModelSummary => ({
  card: {
    ...{ version: 1, name, title: name, sha256: digit.repeat(64), steps, weights: 'ema' },
    ...{ architecture: ARCHITECTURE, source: 'a test', license: 'none' },
  },
  ...{ origin: 'imported', bytes: 1, parameters: 1, gigaMacs: 1, quality: null },
});
const LIBRARY = [summary('faces', 'a', 2), summary('cats', 'b', 2), summary('dogs', 'd', 4)];

/** A studio that holds projects. */
function projectStudio(paths: readonly ProjectPath[]) {
  const saved: Params<'projects.save'>[] = [];
  const said: string[] = [];
  const projects: Project[] = paths.map((path, i) => ({
    ...{ id: i + 1, name: `Film ${i + 1}`, path, versions: [], createdAt: 0, changedAt: 0 },
  }));
  const even = Promise.withResolvers<unknown>();
  const answers: Partial<Record<RequestName, (params: never) => unknown>> = {
    'projects.load': ({ id }: { id: number }) => projects[id - 1],
    'projects.save': (params: Params<'projects.save'>) => saved.push(params),
    'projects.takeVersion': ({ id }: { id: number }) => ({ ...projects[id - 1], path: pathThrough([7, 8]) }),
    'paths.even': () => even.promise,
  };
  const parts: ProjectParts = {
    client: {
      request: ((name, params) =>
        Promise.resolve(answers[name]?.(params as never))) as ProjectParts['client']['request'],
    },
    notices: { info: (text) => said.push(text), error: (error) => said.push(String(error)) },
    models: { withHash: (sha256) => LIBRARY.find(({ card }) => card.sha256 === sha256) },
    workspace: { create: DEFAULT_WORKSPACE.create, update: () => undefined },
    projects: {
      create: (path) => {
        projects.push({ ...projects[0]!, id: projects.length + 1, path });
        return Promise.resolve(projects.length);
      },
    },
  };
  return { session: new ProjectSession(parts), saved, said, even };
}

describe('ProjectSession', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('puts pictures in, takes it back, and saves what it came to a moment later', async () => {
    const { session, saved } = projectStudio([null]);
    await session.open(1);
    session.editor.add([picture(1), picture(2)]);
    session.editor.add([picture(3)], 1);
    expect(seedsOf(session.editor.path)).toEqual(['1', '3', '2']);
    expect(session.editor.selection).toEqual({ kind: 'key-frame', index: 1 });
    session.editor.undo();
    expect(seedsOf(session.editor.path)).toEqual(['1', '2']);
    expect(saved).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(saved.map(({ path }) => seedsOf(path))).toEqual([['1', '2']]);
    session.editor.undo();
    expect(session.editor.path).toBeNull();
    expect(session.editor.selection).toBeNull();
  });

  it('saves what is unsaved before another project is opened', async () => {
    const { session, saved } = projectStudio([pathThrough([1, 2]), pathThrough([3, 4])]);
    await session.open(1);
    session.editor.add([picture(9)]);
    await session.open(2);
    expect(saved).toMatchObject([{ id: 1 }]);
    expect(seedsOf(session.editor.path)).toEqual(['3', '4']);
    expect(session.editor.canUndo).toBe(false);
  });

  it('takes a drag as one step, and refuses a path that is too long', async () => {
    const { session, said } = projectStudio([pathThrough([1, 2])]);
    await session.open(1);
    const { path } = session.editor;
    if (path?.kind !== 'key-frames') throw new Error('no key frames');
    for (const seconds of [1, 2, 3]) session.editor.hold('hold 0', withHold(path, 0, seconds));
    session.editor.letGo();
    await vi.advanceTimersByTimeAsync(1000);
    session.editor.undo();
    expect(session.editor.path).toBe(path);
    session.editor.change(withHold(path, 0, 80_000));
    expect(session.editor.path).toBe(path);
    expect(said.join()).toMatch(/at most 100,000 are possible/);
  });

  it('says why a picture does not fit, and lets a drift go around another one', async () => {
    const { session, said } = projectStudio([pathThrough([1, 2])]);
    await session.open(1);
    session.editor.add([{ ...picture(3), steps: 4 }]);
    expect(said.join()).toMatch(/made in 4 steps/);
    if (session.editor.path?.kind === 'key-frames')
      session.editor.change(driftAround(session.editor.path, 0, '5'));
    session.editor.add([picture(6)]);
    expect(session.editor.path).toMatchObject({ kind: 'drift', picture: { seed: '6' } });
  });

  it('takes pictures of another model that is built alike, and refuses others with a word why', async () => {
    const { session, said } = projectStudio([pathThrough([1, 2])]);
    await session.open(1);
    const dogs = { name: 'dogs', sha256: 'd'.repeat(64) };
    session.editor.add([{ ...picture(3), model: dogs }]);
    expect(said.pop()).toBe(
      'No path leads from faces to dogs: dogs has T = 4 and faces T = 2, so their steps are not the same. Take key frames of models of one architecture and T.',
    );
    session.editor.add([{ ...picture(3), model: { name: 'gone', sha256: 'e'.repeat(64) } }]);
    expect(said.pop()).toBe('The model gone is not in the library: import it first.');
    expect(seedsOf(session.editor.path)).toEqual(['1', '2']);
    await expect(session.openNew([picture(1), { ...picture(3), model: dogs }])).rejects.toThrow('T = 4');
    session.editor.add([ofCats(picture(3))]);
    expect(said).toEqual([]);
    expect(session.editor.path).toMatchObject({
      version: 2,
      keyFrames: [{}, {}, { model: { name: 'cats' } }],
    });
  });

  it('takes a measured speed as one step, and a version so that it can be undone', async () => {
    const { session, even } = projectStudio([pathThrough([1, 2])]);
    await session.open(1);
    const before = session.editor.path;
    const measuring = session.editor.even();
    expect(session.editor.speed.share).toBe(0);
    if (before?.kind === 'key-frames') even.resolve(withSegments(before, { pace: [0, 0.2, 1] }));
    await measuring;
    expect(session.editor.evenness).toBe('even');
    await session.takeVersion(1);
    expect(seedsOf(session.editor.path)).toEqual(['7', '8']);
    session.editor.undo();
    session.editor.undo();
    expect(session.editor.path).toBe(before);
  });

  it('begins a project with pictures', async () => {
    const { session } = projectStudio([null]);
    await session.openNew([picture(1), picture(2), picture(3)]);
    expect(seedsOf(session.editor.path)).toEqual(['1', '2', '3']);
  });
});
