import type { PathEditor } from '../path/path-editor.svelte.ts';
import { duplicated, removed, reordered } from '../path/path-edits.ts';
import { nextStop } from './timeline-layout.ts';

/** What keys do to the playhead; also where a button of the timeline has the focus. */
const MOVES: Readonly<Record<string, (editor: PathEditor) => void>> = {
  ArrowLeft: ({ viewer: { player } }) => player.seek(player.frame - 1),
  ArrowRight: ({ viewer: { player } }) => player.seek(player.frame + 1),
  'Shift+ArrowLeft': ({ viewer: { player } }) => player.seek(player.frame - 10),
  'Shift+ArrowRight': ({ viewer: { player } }) => player.seek(player.frame + 10),
  Home: ({ viewer: { player } }) => player.seek(0),
  End: ({ viewer: { player, layout } }) => player.seek(layout.frames - 1),
  ' ': ({ viewer: { player } }) => player.toggle(),
};

export function onTimelineKey(editor: PathEditor, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const move = MOVES[event.shiftKey ? `Shift+${event.key}` : event.key];
  if (move === undefined) return;
  event.preventDefault();
  move(editor);
}

/** The start of the key frame before or after the playhead. */
export function seekKeyFrame({ viewer }: PathEditor, step: 1 | -1): void {
  viewer.player.seek(nextStop(viewer.layout, viewer.player.frame, step));
}

export function removeKeyFrame(editor: PathEditor, index: number): void {
  if (editor.path?.kind === 'key-frames') editor.change(removed(editor.path, index));
}

export function duplicateKeyFrame(editor: PathEditor, index: number): void {
  if (editor.path?.kind !== 'key-frames') return;
  editor.change(duplicated(editor.path, index));
  editor.select({ kind: 'key-frame', index: index + 1 });
}

/** @param to outside the path: nothing happens. */
export function moveKeyFrame(editor: PathEditor, from: number, to: number): void {
  const { path } = editor;
  if (path?.kind !== 'key-frames' || to === from || to < 0 || to >= path.keyFrames.length) return;
  editor.change(reordered(path, from, to));
  editor.select({ kind: 'key-frame', index: to });
}
