import { counted } from '../../../shared/counted.ts';
import { framesOf } from '../../../core/latent/path/timeline.ts';
import type { FilmFormat, FilmTarget, Upscale } from '../../../shared/path/film.ts';
import type { FilePurpose } from '../../../shared/file-list.ts';
import { safeName } from '../../../shared/gallery/file-names.ts';
import type { LatentPath } from '../../../shared/path/latent-path.ts';
import { chooseFile } from '../../ui/files/choose-file.ts';
import type { AppState } from '../../app/app-state.svelte.ts';
import { byteSize } from '../../../shared/byte-size.ts';
import { fileNameOf, joined } from '../../app/file-paths.ts';

interface FormatLabel {
  readonly label: string;
  readonly hint: string;
}

export const FORMAT_LABELS: Readonly<Record<FilmFormat, FormatLabel>> = {
  mp4: { label: 'MP4', hint: 'H.264; plays everywhere' },
  webm: { label: 'WebM', hint: 'VP9; plays in browsers' },
  gif: { label: 'GIF', hint: '256 colours, one palette' },
  webp: { label: 'WebP', hint: 'Animated, lossless' },
  apng: { label: 'APNG', hint: 'Animated PNG, lossless' },
  frames: { label: 'PNG per frame', hint: 'A folder, for other programs' },
  sheet: { label: 'Sprite sheet', hint: 'All frames in one PNG' },
};

export const FILM_SCALES = [1, 2, 3, 4, 6, 8, 12, 16] as const;

export const UPSCALE_OPTIONS: readonly { readonly value: Upscale; readonly label: string }[] = [
  { value: 'smooth', label: 'Smooth' },
  { value: 'nearest', label: 'Sharp pixels' },
];

const PURPOSES: Readonly<Record<FilmFormat, FilePurpose>> = {
  mp4: 'save-mp4',
  webm: 'save-webm',
  gif: 'save-gif',
  webp: 'save-webp',
  apng: 'save-apng',
  sheet: 'save-png',
  frames: 'folder',
};

/** Frames of a film as it is played. Back and forth, neither end comes twice. */
export function filmFrames(path: LatentPath, pingPong: boolean): number {
  const frames = framesOf(path);
  return pingPong ? Math.max(frames, 2 * frames - 2) : frames;
}

/** Asks where to, and starts the job; a word tells when the film is there. @returns false where no file was chosen. */
export async function renderFilm(
  app: AppState,
  path: LatentPath,
  target: Omit<FilmTarget, 'out'>,
  name: string,
): Promise<boolean> {
  const { jobs, workspace, notices } = app;
  const fileName = safeName(name);
  const chosen = await chooseFile(app, PURPOSES[target.format], fileName);
  if (chosen === null) return false;
  const out = target.format === 'frames' ? joined(chosen, fileName) : chosen;
  const { device } = workspace.create;
  const id = await jobs.start({ kind: 'render-film', path, device, target: { ...target, out } });
  notices.info(`Rendering ${fileNameOf(out)}. Its progress is in Jobs.`);
  void tellWhenDone(app, id);
  return true;
}

async function tellWhenDone({ jobs, notices }: AppState, id: string): Promise<void> {
  const { state } = await jobs.settled(id);
  if (state.status === 'failed') notices.error(new Error(state.message));
  if (state.status !== 'done' || state.result.kind !== 'render-film') return;
  const { path, frames, bytes } = state.result;
  notices.info(`${fileNameOf(path)} is ready: ${counted(frames, 'frame')}, ${byteSize(bytes)}.`);
}
