import type { ShortcutHandlers } from '../../app/shortcuts/shortcuts.svelte.ts';
import type { PathEditor } from '../path/path-editor.svelte.ts';
import { duplicated, removed, reordered } from '../path/path-edits.ts';
import { nextStop } from './timeline-layout.ts';

/** What keys do to the playhead; also where a button of the timeline has the focus. */
export function playheadShortcuts({ viewer }: PathEditor): ShortcutHandlers {
  const { player } = viewer;
  const by = (frames: number) => (keys: string) =>
    player.seek(player.frame + (keys.endsWith('ArrowLeft') ? -frames : frames));
  return {
    'playhead.play': () => player.toggle(),
    'playhead.step': by(1),
    'playhead.leap': by(10),
    'playhead.first': () => player.seek(0),
    'playhead.last': () => player.seek(viewer.layout.frames - 1),
  };
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
