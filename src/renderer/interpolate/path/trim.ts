import type { Attachment } from 'svelte/attachments';
import type { KeyFramePath } from '../../../shared/path/latent-path.ts';
import type { PathEditor } from './path-editor.svelte.ts';
import { secondsOf, withHold, withSegment } from './path-edits.ts';
import { horizontalDrag } from '../timeline/pointer-drag.ts';
import type { TimelineView } from '../timeline/timeline-view.svelte.ts';

/** An edge of a key frame: the time before it, or how long it is held. */
type Edge = 'before' | 'hold';

/** Lets an edge be dragged, by whole frames. */
export function trim(
  editor: PathEditor,
  view: TimelineView,
  index: number,
  edge: Edge,
): Attachment<HTMLElement> {
  /** Frames when it began. */
  let before = 0;
  const keyFramePath = () => (editor.path?.kind === 'key-frames' ? editor.path : null);
  return horizontalDrag({
    start: () => {
      const path = keyFramePath();
      if (path === null) return false;
      before = secondsAt(path, index, edge) * path.fps;
      view.freeze();
      return true;
    },
    move: (by) => {
      const path = keyFramePath();
      if (path === null) return;
      const frames = Math.round(before + by / view.pixelsPerFrame);
      editor.hold(`${edge} ${index}`, withEdge(path, index, edge, frames / path.fps));
    },
    end: () => {
      view.thaw();
      editor.letGo();
    },
  });
}

function secondsAt({ keyFrames, segments, fps }: KeyFramePath, index: number, edge: Edge): number {
  const duration = edge === 'hold' ? keyFrames[index]!.hold : segments[index - 1]!.duration;
  return secondsOf(duration, fps);
}

function withEdge(path: KeyFramePath, index: number, edge: Edge, seconds: number): KeyFramePath {
  if (edge === 'hold') return withHold(path, index, seconds);
  const count = Math.max(1 / path.fps, seconds);
  return withSegment(path, index - 1, { duration: { unit: 'seconds', count } });
}
