import { expect, it } from 'vitest';
import type { ProjectPath } from '../../../shared/path/project.ts';
import { AppState, setApp } from '../../app/app-state.svelte.ts';
import { setThumbnails, Thumbnails } from '../../pictures/loading/thumbnails.svelte.ts';
import { allByRole, byRole, click, press, render } from '../../testing/render.ts';
import { setInterpolate } from '../context.ts';
import { PathEditor } from '../path/path-editor.svelte.ts';
import { pathThrough, seedsOf } from '../testing.ts';
import { TimelineView } from './timeline-view.svelte.ts';
import Timeline from './Timeline.svelte';

/** A timeline of a path. Without a studio, its pictures stay empty. */
function timeline(path: ProjectPath) {
  const app = new AppState({ connect: () => undefined, pathOf: () => Promise.reject(new Error('no files')) });
  const editor = new PathEditor(app, () => undefined);
  editor.open(path);
  const view = new TimelineView(() => editor.viewer.layout.frames);
  render(Timeline, { view }, () => {
    setApp(app);
    setThumbnails(new Thumbnails(app.client, app.models));
    setInterpolate({ app, editor, projects: null as never, session: null as never });
  });
  return { editor, player: editor.viewer.player };
}

const keyFrame = (number: number) => byRole('button', new RegExp(`^Key frame ${number},`));

it('selects a key frame by a click, and moves the playhead there', () => {
  const { editor, player } = timeline(pathThrough([1, 2, 3]));
  click(keyFrame(2));
  expect(editor.selection).toEqual({ kind: 'key-frame', index: 1 });
  expect(player.frame).toBe(24);
  expect(keyFrame(2).getAttribute('aria-pressed')).toBe('true');
  click(byRole('button', 'From key frame 2 to 3'));
  expect(editor.selection).toEqual({ kind: 'segment', index: 1 });
  expect(keyFrame(2).getAttribute('aria-pressed')).toBe('false');
});

it('moves the playhead by keys, and says where it is', () => {
  const { player } = timeline(pathThrough([1, 2, 3]));
  const ruler = byRole('slider', 'Playhead');
  press('ArrowRight', ruler);
  expect(player.frame).toBe(1);
  press('ArrowRight', ruler, { shiftKey: true });
  expect(player.frame).toBe(11);
  expect(ruler.getAttribute('aria-valuetext')).toBe('0:00.11, frame 12 of 49');
  press('End', ruler);
  expect(player.frame).toBe(48);
  press('ArrowRight', ruler);
  expect(player.frame).toBe(48);
  press('Home', keyFrame(3));
  expect(player.frame).toBe(0);
});

it('reorders key frames with Alt and an arrow, which moves no playhead', () => {
  const { editor, player } = timeline(pathThrough([1, 2, 3]));
  press('ArrowRight', keyFrame(1), { altKey: true });
  expect(seedsOf(editor.path)).toEqual(['2', '1', '3']);
  expect(editor.selection).toEqual({ kind: 'key-frame', index: 1 });
  expect(player.frame).toBe(0);
  press('ArrowLeft', keyFrame(1), { altKey: true });
  expect(seedsOf(editor.path)).toEqual(['2', '1', '3']);
  editor.undo();
  expect(seedsOf(editor.path)).toEqual(['1', '2', '3']);
});

it('says how to begin where there is no key frame', () => {
  timeline(null);
  expect(document.body.textContent).toContain('Drop pictures here or add them from the tray.');
  expect(allByRole('button')).toEqual([]);
});
