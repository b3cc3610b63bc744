import { TrilemmaError } from '../../shared/errors.ts';

export interface Notice {
  readonly id: number;
  readonly tone: 'info' | 'error';
  readonly text: string;
  readonly action?: NoticeAction | undefined;
}

export interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
}

const INFO_MS = 5000;

/** Short messages in a corner. An error stays until it is closed. */
export class Notices {
  #list = $state.raw<readonly Notice[]>([]);
  #nextId = 1;

  get list(): readonly Notice[] {
    return this.#list;
  }

  /** Takes the place of those before it that offer nothing. */
  info(text: string, action?: NoticeAction): void {
    this.#list = this.#list.filter(({ tone, action: offered }) => tone === 'error' || offered !== undefined);
    const id = this.#add({ tone: 'info', text, action });
    setTimeout(() => this.close(id), INFO_MS);
  }

  /** What takes longer to read: it stays until it is closed. */
  toRead(text: string): void {
    this.#add({ tone: 'info', text });
  }

  /** Shows an error, unless the user cancelled or the connection was lost, which the window shows itself. */
  error(error: unknown): void {
    if (error instanceof TrilemmaError && (error.code === 'cancelled' || error.code === 'disconnected'))
      return;
    const text = error instanceof Error ? error.message : String(error);
    if (this.#list.some((notice) => notice.text === text)) return;
    this.#add({ tone: 'error', text });
  }

  close(id: number): void {
    this.#list = this.#list.filter((notice) => notice.id !== id);
  }

  #add(notice: Omit<Notice, 'id'>): number {
    const id = this.#nextId++;
    this.#list = [...this.#list, { id, ...notice }];
    return id;
  }
}
