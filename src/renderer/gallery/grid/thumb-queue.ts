import type { Attachment } from 'svelte/attachments';

/** A browser opens six lines to a host: more would wait there, where nothing takes them back. */
const AT_ONCE = 8;

interface Wait {
  readonly image: HTMLImageElement;
  readonly url: string;
  isOver: boolean;
}

/**
 * Loads thumbnails into images that are used again for other pictures: a few at once, decoded before they are shown,
 * and none that went by meanwhile. An image has `data-state` `shown` or `failed` when it is done.
 */
export class ThumbQueue {
  readonly #waiting = new Set<Wait>();
  #running = 0;
  #isHeld = false;

  /** While held, as while pictures fly by, nothing more is begun. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.#fill();
  }

  show(url: string): Attachment<HTMLImageElement> {
    return (image) => {
      const wait: Wait = { image, url, isOver: false };
      delete image.dataset.state;
      this.#waiting.add(wait);
      this.#fill();
      return () => {
        wait.isOver = true;
        this.#waiting.delete(wait);
        image.removeAttribute('src');
      };
    };
  }

  #fill(): void {
    for (const wait of this.#waiting) {
      if (this.#isHeld || this.#running === AT_ONCE) return;
      this.#waiting.delete(wait);
      void this.#load(wait);
    }
  }

  async #load(wait: Wait): Promise<void> {
    const { image, url } = wait;
    this.#running += 1;
    image.src = url;
    const state = await image.decode().then(
      () => 'shown',
      () => 'failed',
    );
    if (!wait.isOver) image.dataset.state = state;
    this.#running -= 1;
    this.#fill();
  }
}
