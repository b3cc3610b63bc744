import type { FilmRequests } from '../../shared/contract/film-requests.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { Handlers } from './handlers.ts';

export function filmHandlers(): Pick<Handlers, keyof FilmRequests> {
  const later = () => {
    throw new TrilemmaError('usage', 'This is not built yet.');
  };
  return {
    'projects.list': later,
    'projects.load': later,
    'projects.create': later,
    'projects.save': later,
    'projects.rename': later,
    'projects.duplicate': later,
    'projects.remove': later,
    'projects.restore': later,
    'projects.keepVersion': later,
    'projects.takeVersion': later,
    'projects.removeVersion': later,
    'paths.render': later,
    'paths.even': later,
    'video.claim': later,
    'video.frames': later,
    'video.append': later,
    'video.finish': later,
    'video.fail': later,
  };
}
