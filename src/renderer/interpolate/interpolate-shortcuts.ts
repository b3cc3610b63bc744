import type { InterpolateContext } from './context.ts';
import {
  duplicateKeyFrame,
  playheadShortcuts,
  removeKeyFrame,
  seekKeyFrame,
} from './timeline/timeline-keys.ts';
import { ZOOM_STEP, type TimelineView } from './timeline/timeline-view.svelte.ts';

/** What Interpolate offers to the keyboard while it is shown. Called while the view is made. */
export function offerInterpolateShortcuts(
  { app: { shortcuts }, editor }: InterpolateContext,
  view: TimelineView,
  render: () => void,
): void {
  const { player } = editor.viewer;
  const ofKeyFrame = (run: typeof removeKeyFrame) => () => {
    if (editor.selection?.kind === 'key-frame') run(editor, editor.selection.index);
  };
  shortcuts.offer({
    ...playheadShortcuts(editor),
    'playhead.loop': () => (player.loops = !player.loops),
    'playhead.previous-key-frame': () => seekKeyFrame(editor, -1),
    'playhead.next-key-frame': () => seekKeyFrame(editor, 1),
    'path.undo': () => editor.undo(),
    'path.redo': () => editor.redo(),
    'path.remove': ofKeyFrame(removeKeyFrame),
    'path.duplicate': ofKeyFrame(duplicateKeyFrame),
    'path.select-none': () => editor.select(null),
    'path.zoom-in': () => view.zoomBy(ZOOM_STEP),
    'path.zoom-out': () => view.zoomBy(1 / ZOOM_STEP),
    'path.fit': () => view.fit(),
    'path.render': render,
  });
}
