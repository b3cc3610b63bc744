/** What is done with whole projects. */
import type { ProjectSummary } from '../../../shared/path/project.ts';
import type { InterpolateContext } from '../context.ts';

/** Shows the projects, and opens the one that was changed last where none is open. */
export async function startProjects({ projects, session }: InterpolateContext): Promise<void> {
  if (!projects.isLoaded) await projects.load();
  const [latest] = projects.list;
  if (session.project === null && latest !== undefined) await session.open(latest.id);
}

export async function duplicateProject({ projects, session }: InterpolateContext, id: number): Promise<void> {
  await session.flush();
  await session.open(await projects.duplicate(id));
}

/** A word with Undo brings it back. */
export async function removeProject(
  { app, projects, session }: InterpolateContext,
  { id, name }: ProjectSummary,
): Promise<void> {
  const wasOpen = session.project?.id === id;
  await session.flush();
  await projects.remove(id);
  if (wasOpen) {
    session.close();
    const next = projects.list.find((other) => other.id !== id);
    if (next !== undefined) await session.open(next.id);
  }
  app.notices.info(`${name} removed.`, {
    label: 'Undo',
    run: () => void app.attempt(projects.restore(id).then(() => session.open(id))),
  });
}
