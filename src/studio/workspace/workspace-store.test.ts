import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { DEFAULT_WORKSPACE } from '../../shared/workspace.ts';
import { openDatabase } from '../database/studio-database.ts';
import { WorkspaceRepository } from '../database/workspace-repository.ts';
import { EventHub, type StudioEvent } from '../interface/event-hub.ts';
import { WorkspaceStore } from './workspace-store.ts';

function setUp() {
  const repository = new WorkspaceRepository(openDatabase(join(temporaryFolder(), 'studio.sqlite')));
  const events = new EventHub();
  const told: StudioEvent['name'][] = [];
  events.listen(({ name }) => told.push(name));
  return { repository, told, store: new WorkspaceStore(repository, events) };
}

describe('WorkspaceStore', () => {
  it('is the standard one at first', () => {
    expect(setUp().store.load()).toEqual(DEFAULT_WORKSPACE);
  });

  it('replaces the parts that are given, and tells of it', () => {
    const { store, told } = setUp();
    const create = { ...DEFAULT_WORKSPACE.create, seed: '18446744073709551615', steps: 4 };
    store.save({ theme: 'dark', create });
    store.save({ theme: 'light' });
    expect(store.load()).toEqual({ ...DEFAULT_WORKSPACE, theme: 'light', create });
    expect(told).toEqual(['workspace-changed', 'workspace-changed']);
  });

  it('reads what it can: an unreadable part is as at first, a field of a later version has its standard', () => {
    const { store, repository } = setUp();
    repository.save(
      new Map([
        ['theme', '"purple"'],
        ['view', '"models"'],
        ['create', JSON.stringify({ count: 4 })],
        ['keyFrames', 'not json'],
        ['unknown', '1'],
      ]),
    );
    expect(store.load()).toEqual({
      ...DEFAULT_WORKSPACE,
      view: 'models',
      create: { ...DEFAULT_WORKSPACE.create, count: 4 },
    });
  });
});
