import type { FilmRequests } from '../../shared/contract/film-requests.ts';
import { evenSpeed } from '../interpolation/path/even-speed.ts';
import type { Services } from '../services.ts';
import type { Handlers } from './handlers.ts';

export function filmHandlers(services: Services): Pick<Handlers, keyof FilmRequests> {
  return { ...projectHandlers(services), ...pathHandlers(services), ...videoHandlers(services) };
}

type ProjectHandlers = Pick<Handlers, Extract<keyof FilmRequests, `projects.${string}`>>;

function projectHandlers({ projects }: Services): ProjectHandlers {
  return {
    'projects.list': () => projects.list(),
    'projects.load': ({ id }) => projects.load(id),
    'projects.create': ({ name, path }) => ({ id: projects.create(name, path) }),
    'projects.save': ({ id, path }) => {
      projects.save(id, path);
      return null;
    },
    'projects.rename': ({ id, name }) => {
      projects.rename(id, name);
      return null;
    },
    'projects.duplicate': ({ id }) => ({ id: projects.duplicate(id) }),
    'projects.remove': ({ id }) => {
      projects.remove(id);
      return null;
    },
    'projects.restore': ({ id }) => {
      projects.restore(id);
      return null;
    },
    'projects.keepVersion': ({ id, name }) => ({ id: projects.keepVersion(id, name) }),
    'projects.takeVersion': ({ id, version }) => projects.takeVersion(id, version),
    'projects.removeVersion': ({ id, version }) => {
      projects.removeVersion(id, version);
      return null;
    },
  };
}

type PathHandlers = Pick<Handlers, Extract<keyof FilmRequests, `paths.${string}`>>;

function pathHandlers({ paths, previews }: Services): PathHandlers {
  return {
    'paths.render': (params, { signal, progress }) =>
      previews.render(params, { signal, onFrame: (frame, picture) => progress({ frame, picture }) }),
    'paths.even': ({ path, device }, { signal, progress }) => {
      const onProgress = (done: number, total: number) => progress({ done, total });
      return evenSpeed(paths, path, { device, signal, onProgress });
    },
  };
}

type VideoHandlers = Pick<Handlers, Extract<keyof FilmRequests, `video.${string}`>>;

function videoHandlers({ videos }: Services): VideoHandlers {
  return {
    'video.claim': (_, { line }) => videos.claim(line),
    'video.frames': ({ job, first, count }, { line }) => videos.frames(line, job, first, count),
    'video.append': async ({ job, position, bytes }, { line }) => {
      await videos.append(line, job, position, bytes);
      return null;
    },
    'video.finish': async ({ job }, { line }) => {
      await videos.finish(line, job);
      return null;
    },
    'video.fail': ({ job, message }, { line }) => {
      videos.fail(line, job, message);
      return null;
    },
  };
}
