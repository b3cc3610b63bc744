/**
 * Every keyboard shortcut: where it works, what it does, and its keys. The help dialog, the handlers, the tooltips of buttons
 * and the table in docs/guide.md are made from this list. What every field, list or menu does with arrow keys, Enter and
 * Escape is not in it.
 */

/** Places where shortcuts work, with their headings. */
export const PLACES = {
  everywhere: 'Everywhere',
  create: 'Create',
  picture: 'A selected picture',
  large: 'A picture shown large',
  tray: 'Create: tray of key frames',
  explore: 'Explore',
  variations: 'Explore: variations',
  map: 'Explore: map',
  gallery: 'Gallery',
  selection: 'Gallery: selected pictures',
  compare: 'Gallery: compared pictures',
  playhead: 'Interpolate: playhead',
  path: 'Interpolate: path',
  train: 'Train',
  models: 'Models',
  files: 'Choosing a file',
} as const;

export type Place = keyof typeof PLACES;

/** What it does, then keys as in `Mod+Shift+Z`, `Space`, `?`; Mod is Ctrl, or Command on a Mac. */
type Definition = readonly [label: string, ...keys: string[]];

const ARROWS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const;
const GRID_KEYS = [...ARROWS, 'PageUp', 'PageDown', 'Home', 'End'] as const;

const SHORTCUTS = {
  'everywhere.create': ['Create', 'Shift+C'],
  'everywhere.explore': ['Explore', 'Shift+E'],
  'everywhere.gallery': ['Gallery', 'Shift+G'],
  'everywhere.interpolate': ['Interpolate', 'Shift+I'],
  'everywhere.train': ['Train', 'Shift+T'],
  'everywhere.models': ['Models', 'Shift+M'],
  'everywhere.jobs': ['Jobs', 'J'],
  'everywhere.theme': ['Theme: system, dark or light', 'T'],
  'everywhere.shortcuts': ['Keyboard shortcuts', '?'],

  'create.generate': ['Generate', 'G', 'Space'],
  'create.generate-while-typing': ['Generate, also while typing', 'Mod+Enter'],
  'create.new-seed': ['New random seed', 'D'],
  'create.smaller': ['Smaller pictures', '-'],
  'create.larger': ['Larger pictures', '+'],
  'create.fit': ['Fit pictures to the window', '0'],
  'create.move': ['Go to another picture of the batch', ...ARROWS, 'Home', 'End'],
  'create.open': ['Open large', 'Enter'],
  'create.select-none': ['Select none', 'Escape'],

  'picture.keep': ['Keep', 'K'],
  'picture.favourite': ['Favourite', 'F'],
  'picture.more': ['More like this', 'M'],
  'picture.key-frame': ['Use as key frame', 'Y'],
  'picture.explore': ['Open in Explore', 'E'],
  'picture.create': ['Open in Create', 'R'],
  'picture.copy-seed': ['Copy seed', 'C'],
  'picture.save': ['Save as PNG', 'S'],

  'large.previous': ['Previous picture', 'ArrowLeft'],
  'large.next': ['Next picture', 'ArrowRight'],
  'large.close': ['Close the quick look', 'Space'],

  'tray.go': ['Go to another key frame', 'ArrowLeft', 'ArrowRight'],
  'tray.move': ['Move the key frame', 'Alt+ArrowLeft', 'Alt+ArrowRight'],
  'tray.remove': ['Remove the key frame', 'Delete', 'Backspace'],

  'explore.undo': ['Undo', 'Mod+Z'],
  'explore.redo': ['Redo', 'Mod+Shift+Z', 'Mod+Y'],
  'explore.random': ['New random picture', 'N'],
  'explore.next-tool': ['Next tool', ']'],
  'explore.previous-tool': ['Previous tool', '['],

  'variations.shuffle': ['Shuffle', 'X'],
  'variations.choose': ['Choose one of the nine', ...'1 2 3 4 5 6 7 8 9'.split(' ')],

  'map.move': ['Move the map', ...ARROWS],
  'map.zoom-in': ['Zoom in', '+', '='],
  'map.zoom-out': ['Zoom out', '-'],
  'map.fit': ['Show all', '0'],
  'map.choose': ['Choose the picture in the middle', 'Enter'],

  'gallery.search': ['Search', '/'],
  'gallery.move': ['Go to another picture', ...GRID_KEYS],
  'gallery.extend': ['Go there, and select all between', ...GRID_KEYS.map((key) => `Shift+${key}`)],
  'gallery.go': ['Go there without selecting', ...GRID_KEYS.map((key) => `Mod+${key}`)],
  'gallery.toggle': ['Add to or remove from the selection', 'Mod+Space'],
  'gallery.select-all': ['Select all', 'Mod+A'],
  'gallery.select-none': ['Select none', 'Escape'],
  'gallery.smaller': ['Smaller pictures', '-'],
  'gallery.larger': ['Larger pictures', '+'],

  'selection.open': ['Quick look', 'Space', 'Enter'],
  'selection.compare': ['Compare two to four', 'V'],
  'selection.favourite': ['Favourite', 'F'],
  'selection.rate': ['Give 0 to 5 stars', ...'0 1 2 3 4 5'.split(' ')],
  'selection.tags': ['Tags', 'A'],
  'selection.similar': ['Similar pictures', 'L'],
  'selection.export': ['Export', 'X'],
  'selection.trash': ['Move to the trash', 'Delete'],

  'compare.larger': ['Larger', '+'],
  'compare.smaller': ['Smaller', '-'],
  'compare.fit': ['Fit', '0'],
  'compare.move': ['Move all pictures', ...ARROWS],

  'playhead.play': ['Play or pause', 'Space'],
  'playhead.loop': ['Loop playback', 'L'],
  'playhead.step': ['Previous or next frame', 'ArrowLeft', 'ArrowRight'],
  'playhead.leap': ['Ten frames back or forward', 'Shift+ArrowLeft', 'Shift+ArrowRight'],
  'playhead.previous-key-frame': ['Previous key frame', '['],
  'playhead.next-key-frame': ['Next key frame', ']'],
  'playhead.first': ['First frame', 'Home'],
  'playhead.last': ['Last frame', 'End'],

  'path.undo': ['Undo', 'Mod+Z'],
  'path.redo': ['Redo', 'Mod+Shift+Z', 'Mod+Y'],
  'path.earlier': ['Move the key frame earlier', 'Alt+ArrowLeft'],
  'path.later': ['Move the key frame later', 'Alt+ArrowRight'],
  'path.remove': ['Remove the key frame', 'Delete'],
  'path.duplicate': ['Duplicate the key frame', 'D'],
  'path.select-none': ['Select none', 'Escape'],
  'path.zoom-in': ['Zoom in', '+'],
  'path.zoom-out': ['Zoom out', '-'],
  'path.fit': ['Fit to window', '0'],
  'path.render': ['Render', 'R'],

  'train.new': ['New run', 'N'],
  'train.pause': ['Pause or resume', 'P'],
  'train.branch': ['Branch from the checkpoint', 'B'],
  'train.keep': ['Keep the checkpoint as a model', 'K'],
  'train.earlier': ['Earlier samples', 'ArrowLeft'],
  'train.later': ['Later samples', 'ArrowRight'],
  'train.compare': ['Compare two steps', 'C'],

  'models.import': ['Import a checkpoint', 'I'],
  'models.use': ['Use the model in Create', 'U'],
  'models.rename': ['Rename the model', 'F2'],
  'models.remove': ['Remove the model', 'Delete'],

  'files.parent': ['Parent folder', 'Backspace'],
} as const satisfies Readonly<Record<`${Place}.${string}`, Definition>>;

export type ShortcutId = keyof typeof SHORTCUTS;

/** In the order of the list. */
export const SHORTCUT_IDS = Object.keys(SHORTCUTS) as readonly ShortcutId[];

export function shortcutPlace(id: ShortcutId): Place {
  return id.slice(0, id.indexOf('.')) as Place;
}

/** What it does. */
export function shortcutLabel(id: ShortcutId): string {
  return SHORTCUTS[id][0];
}

/** Its keys, each of which does it, the usual one first. */
export function shortcutKeys(id: ShortcutId): readonly string[] {
  return SHORTCUTS[id].slice(1);
}
