import type { AppState } from '../app/app-state.svelte.ts';
import { setCreate } from '../create/context.ts';
import { CreateSession } from '../create/create-session.svelte.ts';
import { takeSettings } from '../create/reuse-recipe.ts';
import { addKeyFrame } from '../create/key-frame-tray/add-key-frame.ts';
import { setExplore } from '../explore/context.ts';
import { ExploreSession } from '../explore/explore-session.svelte.ts';
import { setGallery } from '../gallery/context.ts';
import { GallerySession } from '../gallery/gallery-session.svelte.ts';
import { setInterpolate } from '../interpolate/context.ts';
import { ProjectSession } from '../interpolate/project-session.svelte.ts';
import { ProjectsState } from '../interpolate/projects/projects-state.svelte.ts';
import { setModels } from '../models/context.ts';
import { ModelImports } from '../models/import/model-imports.svelte.ts';
import { setThumbnails, Thumbnails } from '../pictures/loading/thumbnails.svelte.ts';
import { setTrain } from '../train/context.ts';
import { TrainingState } from '../train/training-state.svelte.ts';
import { runMenuCommand } from './menu-commands.ts';
import { openWaitingFiles } from './opened-files.ts';
import { WaitingVideos } from '../video/waiting-videos.ts';

/**
 * Makes what each feature remembers while another is shown, gives each its context, and says where a picture that is
 * shown in one can be taken. Called while the shell is made.
 */
export function startFeatures(app: AppState): void {
  const videos = new WaitingVideos(app.client);
  const { client, notices, host, jobs, workspace, models } = app;
  setThumbnails(new Thumbnails(client, models));

  const create = setCreate({ app, session: new CreateSession(app) });
  const explore = setExplore({
    app,
    session: new ExploreSession(app),
    recentRecipes: () => create.session.batches.recipes,
  });
  const gallery = setGallery({ app, session: new GallerySession(client, notices) });
  const projects = new ProjectsState(client);
  const project = new ProjectSession({ client, notices, workspace, models, projects });
  setInterpolate({ app, projects, session: project, editor: project.editor });
  const importing = setModels({ app, imports: new ModelImports(host, jobs, notices) });
  setTrain({ app, training: new TrainingState(app) });

  client.on('projects-changed', () => {
    if (projects.isLoaded) void app.attempt(projects.load());
  });

  app.destinations = {
    explore: (recipe, tool) => explore.session.open(recipe, tool),
    reuse: (recipe) => takeSettings(app, recipe),
    keyFrame: (recipe) => addKeyFrame(create, recipe),
    interpolate: (recipes) => project.openNew(recipes),
  };
  const openFiles = () => void openWaitingFiles({ app, gallery, models: importing });
  client.on('files-opened', () => {
    if (app.info !== null) openFiles();
  });
  client.on('menu-command', ({ command }) => runMenuCommand(app.shortcuts, command));
  app.start(() => void videos.encode(), openFiles);
}
