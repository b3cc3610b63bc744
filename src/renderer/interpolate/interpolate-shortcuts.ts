import type { InterpolateContext } from './context.ts';
import { duplicateKeyFrame, removeKeyFrame, seekKeyFrame } from './timeline/timeline-keys.ts';
import { ZOOM_STEP, type TimelineView } from './timeline/timeline-view.svelte.ts';

/** What Interpolate offers to the keyboard while it is shown. Called while the view is made. */
export function offerInterpolateShortcuts(
  { app: { shortcuts }, editor }: InterpolateContext,
  view: TimelineView,
  render: () => void,
): void {
  const { viewer } = editor;
  const { player } = viewer;
  const ofPlayhead = 'Playhead';
  const ofPath = 'Interpolation';
  const ofKeyFrame = (run: typeof removeKeyFrame) => () => {
    if (editor.selection?.kind === 'key-frame') run(editor, editor.selection.index);
  };
  const by = (frames: number) => () => player.seek(player.frame + frames);
  shortcuts.offer([
    { keys: 'Space', label: 'Play or pause', group: ofPlayhead, run: () => player.toggle() },
    {
      keys: 'L',
      label: 'Loop playback',
      group: ofPlayhead,
      run: () => (player.loops = !player.loops),
    },
    { keys: 'ArrowLeft', label: 'Previous frame', group: ofPlayhead, run: by(-1) },
    { keys: 'ArrowRight', label: 'Next frame', group: ofPlayhead, run: by(1) },
    { keys: 'Shift+ArrowLeft', label: 'Ten frames back', group: ofPlayhead, run: by(-10) },
    { keys: 'Shift+ArrowRight', label: 'Ten frames forward', group: ofPlayhead, run: by(10) },
    { keys: '[', label: 'Previous key frame', group: ofPlayhead, run: () => seekKeyFrame(editor, -1) },
    { keys: ']', label: 'Next key frame', group: ofPlayhead, run: () => seekKeyFrame(editor, 1) },
    { keys: 'Home', label: 'First frame', group: ofPlayhead, run: () => player.seek(0) },
    {
      keys: 'End',
      label: 'Last frame',
      group: ofPlayhead,
      run: () => player.seek(viewer.layout.frames - 1),
    },
    { keys: 'Mod+Z', label: 'Undo', group: ofPath, run: () => editor.undo() },
    { keys: 'Mod+Shift+Z', label: 'Redo', group: ofPath, run: () => editor.redo() },
    { keys: 'Mod+Y', label: 'Redo', group: ofPath, run: () => editor.redo() },
    { keys: 'Delete', label: 'Remove the key frame', group: ofPath, run: ofKeyFrame(removeKeyFrame) },
    { keys: 'D', label: 'Duplicate the key frame', group: ofPath, run: ofKeyFrame(duplicateKeyFrame) },
    { keys: 'Escape', label: 'Select none', group: ofPath, run: () => editor.select(null) },
    { keys: '+', label: 'Zoom in', group: ofPath, run: () => view.zoomBy(ZOOM_STEP) },
    { keys: '-', label: 'Zoom out', group: ofPath, run: () => view.zoomBy(1 / ZOOM_STEP) },
    { keys: '0', label: 'Fit to window', group: ofPath, run: () => view.fit() },
    { keys: 'R', label: 'Render', group: ofPath, run: render },
  ]);
}
