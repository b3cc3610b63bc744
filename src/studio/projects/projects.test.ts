import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keyFramePath } from '../../core/latent/path/path.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import type { ProjectPath } from '../../shared/path/project.ts';
import { ProjectRepository } from '../database/project-repository.ts';
import { openDatabase } from '../database/studio-database.ts';
import { Projects } from './projects.ts';

const model = { name: 'faces', sha256: 'ab'.repeat(32) };
const picture = (seed: number) => ({
  ...{ model, steps: 2, imageSize: 64 },
  ...{ seed: String(seed), temperature: { x_T: 1, z: 1 } },
});

const pathOf = (...seeds: readonly number[]): ProjectPath =>
  keyFramePath(seeds.map(picture), {
    ...{ fps: 24, easing: 'linear', space: 'z', loop: false, hold: { unit: 'frames', count: 0 } },
    durations: seeds.slice(1).map(() => ({ unit: 'frames', count: 10 })),
  });

function setUp(path = join(temporaryFolder(), 'studio.sqlite')) {
  const database = openDatabase(path);
  let changes = 0;
  const projects = new Projects(new ProjectRepository(database), () => (changes += 1));
  return { path, database, projects, changes: () => changes };
}

describe('Projects', () => {
  it('keep what is made, and list the last changed first', () => {
    const { path, projects, changes } = setUp();
    const empty = projects.create('Empty', null);
    const faces = projects.create('Faces', pathOf(1, 2, 3, 4, 5, 6));
    projects.rename(empty, 'Nothing yet');
    projects.save(faces, pathOf(1, 2));
    expect(changes()).toBe(4);
    const { projects: again } = setUp(path);
    expect(again.list()).toMatchObject([
      { id: faces, model, steps: 2, imageSize: 64, frames: 11, fps: 24, keyFrames: [{ seed: '1' }, {}] },
      { id: empty, name: 'Nothing yet', model: null, steps: 0, frames: 0, keyFrames: [] },
    ]);
    expect(again.load(faces)).toMatchObject({ name: 'Faces', path: pathOf(1, 2), versions: [] });
    expect(again.load(empty).path).toBeNull();
  });

  it('are copied without their versions', () => {
    const { projects } = setUp();
    const id = projects.create('x'.repeat(200), pathOf(1, 2));
    projects.keepVersion(id, 'first');
    const copy = projects.load(projects.duplicate(id));
    expect(copy).toMatchObject({ name: `${'x'.repeat(195)} copy`, path: pathOf(1, 2), versions: [] });
    projects.save(copy.id, pathOf(3, 4));
    expect(projects.load(id).path).toEqual(pathOf(1, 2));
  });

  it('go back to a version, and lose nothing by it', () => {
    const { projects } = setUp();
    const id = projects.create('Faces', pathOf(1, 2));
    const first = projects.keepVersion(id, 'First');
    projects.save(id, pathOf(3, 4));
    expect(projects.takeVersion(id, first)).toMatchObject({
      path: pathOf(1, 2),
      versions: [{ name: 'Before First' }, { id: first, name: 'First' }],
    });
    const before = projects.load(id).versions[0]!;
    // What it is now is a version already.
    expect(projects.takeVersion(id, before.id)).toMatchObject({
      path: pathOf(3, 4),
      versions: [{ name: 'Before First' }, { name: 'First' }],
    });
    projects.removeVersion(id, before.id);
    expect(projects.load(id).versions.map(({ name }) => name)).toEqual(['First']);
    expect(() => projects.takeVersion(id, before.id)).toThrow(/no such version/);
  });

  it('can be had back after they were removed, until the next start', () => {
    const { path, database, projects } = setUp();
    const [one, other] = ['One', 'Other'].map((name) => projects.create(name, null)) as [number, number];
    projects.keepVersion(one, 'First');
    for (const id of [one, other]) projects.remove(id);
    expect(projects.list()).toEqual([]);
    for (const action of [
      () => projects.load(one),
      () => projects.save(one, null),
      () => projects.rename(one, 'Two'),
      () => projects.duplicate(one),
      () => projects.keepVersion(one, 'Second'),
    ]) {
      expect(action).toThrow('There is no such project any more.');
    }
    projects.restore(one);
    expect(projects.load(one).versions).toHaveLength(1);
    database.close();
    const { projects: again } = setUp(path);
    expect(() => again.restore(other)).toThrow(/no such project/);
    expect(again.list().map(({ name }) => name)).toEqual(['One']);
    expect(again.create('New', null)).toBeGreaterThan(other);
  });

  it('are listed although they cannot be read; opening one says why', () => {
    const { projects, database } = setUp();
    const id = projects.create('Newer', pathOf(1, 2));
    database.prepare("UPDATE projects SET path = json_set(path, '$.version', 3)").run();
    expect(projects.list()).toMatchObject([{ id, name: 'Newer', model: null, frames: 0 }]);
    expect(() => projects.load(id)).toThrow(/newer version of Trilemma Studio/);
  });
});
