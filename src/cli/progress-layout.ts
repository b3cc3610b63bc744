/** How a progress line looks in a terminal of so many columns. */
import cliTruncate, { type Options } from 'cli-truncate';
import stringWidth from 'string-width';

const WIDEST_BAR = 30;
const NARROWEST_BAR = 8;
/** Columns for the ^C that a terminal shows when it is typed, and one since some terminals go to the next line after the last. */
const KEPT_FREE = 3;
/** ASCII, as the bar: block characters and dots are two columns wide in some terminals, and a program cannot tell. */
const CUT: Options = { truncationCharacter: '~' };

export interface ShownProgress {
  readonly label: string;
  /** 0 to 1; undefined where nobody knows how much there is to do. */
  readonly share: number | undefined;
  /** Undefined where no rate is known yet. */
  readonly secondsLeft?: number | undefined;
  /** Since the work began. */
  readonly seconds: number;
}

/**
 * Label, bar, per cent and time left; in a narrow terminal without the bar, and cut off where even that is too long.
 */
export function progressLayout(progress: ShownProgress, columns: number): string {
  const { label, share } = progress;
  const room = Math.max(1, columns - KEPT_FREE);
  if (share === undefined) return cliTruncate(`${label}, ${duration(progress.seconds)}`, room, CUT);
  const facts = `${Math.floor(share * 100)} %${timeLeft(progress)}`;
  const width = Math.min(WIDEST_BAR, room - stringWidth(`${label} [] ${facts}`));
  if (width < NARROWEST_BAR) return cliTruncate(`${label} ${facts}`, room, CUT);
  const filled = Math.round(width * share);
  return `${label} [${'#'.repeat(filled)}${'-'.repeat(width - filled)}] ${facts}`;
}

function timeLeft({ share, secondsLeft }: ShownProgress): string {
  return share === 1 || secondsLeft === undefined ? '' : `, ${duration(secondsLeft)} left`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
