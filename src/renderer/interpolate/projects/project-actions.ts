/** What is done with whole projects. */
import type { ProjectSummary } from '../../../shared/project.ts';
import type { AppState } from '../../app/app-state.svelte.ts';

/** Shows the projects, and opens the one that was changed last where none is open. */
export async function startProjects({ projects, project }: AppState): Promise<void> {
  if (!projects.isLoaded) await projects.load();
  const [latest] = projects.list;
  if (project.project === null && latest !== undefined) await project.open(latest.id);
}

export async function duplicateProject(app: AppState, id: number): Promise<void> {
  await app.project.flush();
  await app.project.open(await app.projects.duplicate(id));
}

/** A word with Undo brings it back. */
export async function removeProject(app: AppState, { id, name }: ProjectSummary): Promise<void> {
  const { projects, project, notices } = app;
  const wasOpen = project.project?.id === id;
  await project.flush();
  await projects.remove(id);
  if (wasOpen) {
    project.close();
    const next = projects.list.find((other) => other.id !== id);
    if (next !== undefined) await project.open(next.id);
  }
  notices.info(`${name} is removed.`, {
    label: 'Undo',
    run: () => void app.attempt(projects.restore(id).then(() => project.open(id))),
  });
}
