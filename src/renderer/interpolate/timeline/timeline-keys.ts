import type { ProjectSession } from '../project-session.svelte.ts';
import { duplicated, removed, reordered } from '../path/path-edits.ts';
import { nextStop } from './timeline-layout.ts';

/** What keys do to the playhead; also where a button of the timeline has the focus. */
const MOVES: Readonly<Record<string, (session: ProjectSession) => void>> = {
  ArrowLeft: ({ viewer: { player } }) => player.seek(player.frame - 1),
  ArrowRight: ({ viewer: { player } }) => player.seek(player.frame + 1),
  'Shift+ArrowLeft': ({ viewer: { player } }) => player.seek(player.frame - 10),
  'Shift+ArrowRight': ({ viewer: { player } }) => player.seek(player.frame + 10),
  Home: ({ viewer: { player } }) => player.seek(0),
  End: ({ viewer: { player, layout } }) => player.seek(layout.frames - 1),
  ' ': ({ viewer: { player } }) => player.toggle(),
};

export function onTimelineKey(session: ProjectSession, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const move = MOVES[event.shiftKey ? `Shift+${event.key}` : event.key];
  if (move === undefined) return;
  event.preventDefault();
  move(session);
}

/** The start of the key frame before or after the playhead. */
export function seekKeyFrame({ viewer }: ProjectSession, step: 1 | -1): void {
  viewer.player.seek(nextStop(viewer.layout, viewer.player.frame, step));
}

export function removeKeyFrame(session: ProjectSession, index: number): void {
  if (session.path?.kind === 'key-frames') session.change(removed(session.path, index));
}

export function duplicateKeyFrame(session: ProjectSession, index: number): void {
  if (session.path?.kind !== 'key-frames') return;
  session.change(duplicated(session.path, index));
  session.select({ kind: 'key-frame', index: index + 1 });
}

/** @param to outside the path: nothing happens. */
export function moveKeyFrame(session: ProjectSession, from: number, to: number): void {
  const { path } = session;
  if (path?.kind !== 'key-frames' || to === from || to < 0 || to >= path.keyFrames.length) return;
  session.change(reordered(path, from, to));
  session.select({ kind: 'key-frame', index: to });
}
