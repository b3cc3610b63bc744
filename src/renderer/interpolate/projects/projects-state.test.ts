import { expect, it } from 'vitest';
import type { Params, RequestName } from '../../../shared/contract/requests.ts';
import type { StudioClient } from '../../../shared/contract/studio-client.ts';
import { ProjectsState } from './projects-state.svelte.ts';

it('gives a new interpolation a name that is free, also before the list was shown', async () => {
  const created: string[] = [];
  const request = (name: RequestName, params: unknown) => {
    if (name === 'projects.create') created.push((params as Params<'projects.create'>).name);
    const list = [{ name: 'Interpolation 1' }, { name: 'Interpolation 3' }];
    return Promise.resolve(name === 'projects.list' ? list : { id: 4 });
  };
  const client: Partial<StudioClient> = { request: request as StudioClient['request'] };
  const projects = new ProjectsState(client as StudioClient);
  expect(await projects.create(null)).toBe(4);
  expect(created).toEqual(['Interpolation 2']);
});
