import type { Pixels } from '../../../shared/picture.ts';
import type { Recipe } from '../../../shared/recipe/recipe.ts';
import type { CreateContext } from '../context.ts';

type Target =
  | { readonly kind: 'stage' }
  | { readonly kind: 'kept'; readonly id: number }
  | { readonly kind: 'key-frame'; readonly id: string };

export interface Shown {
  readonly title: string;
  /** Null while the picture is being made. */
  readonly recipe: Recipe | null;
  /** Pixels of a picture on the stage; other pictures are rendered from their recipe. */
  readonly pixels?: Pixels | null;
  readonly index: number;
  readonly count: number;
}

/** Which picture is shown large: the selected one of the stage, or one of a strip. */
export class Viewer {
  readonly #context: CreateContext;
  #target = $state.raw<Target | null>(null);

  constructor(context: CreateContext) {
    this.#context = context;
  }

  /** Null also when the picture has gone meanwhile. */
  readonly shown: Shown | null = $derived.by(() => {
    const target = this.#target;
    if (target === null) return null;
    switch (target.kind) {
      case 'stage':
        return this.#ofStage();
      case 'kept':
        return this.#ofList(this.#context.app.gallery.latest, target.id, 'Kept picture');
      case 'key-frame':
        return this.#ofList(this.#context.app.workspace.keyFrames, target.id, 'Key frame');
    }
  });

  openSelected(): void {
    if (this.#context.session.selectedSlot !== undefined) this.#target = { kind: 'stage' };
  }

  openKept(id: number): void {
    this.#target = { kind: 'kept', id };
  }

  openKeyFrame(id: string): void {
    this.#target = { kind: 'key-frame', id };
  }

  close(): void {
    this.#target = null;
  }

  /** Goes on by one picture, or back. */
  step(by: 1 | -1): void {
    const { shown } = this;
    const target = this.#target;
    if (shown === null || target === null) return;
    const index = shown.index + by;
    if (index < 0 || index >= shown.count) return;
    const { app, session } = this.#context;
    const { gallery, workspace } = app;
    switch (target.kind) {
      case 'stage':
        if (session.selected !== null) session.select({ ...session.selected, index });
        return;
      case 'kept':
        this.openKept(gallery.latest[index]!.id);
        return;
      case 'key-frame':
        this.openKeyFrame(workspace.keyFrames[index]!.id);
    }
  }

  #ofStage(): Shown | null {
    const { selected, selectedSlot } = this.#context.session;
    if (selected === null || selectedSlot === undefined) return null;
    const count = this.#context.session.batches.get(selected.batch)?.slots.length ?? 0;
    return {
      title: `Picture ${selected.index + 1} of ${count}`,
      recipe: selectedSlot.picture?.recipe ?? null,
      pixels: selectedSlot.pixels,
      index: selected.index,
      count,
    };
  }

  #ofList<Id extends string | number>(
    list: readonly { readonly id: Id; readonly recipe: Recipe }[],
    id: Id,
    name: string,
  ): Shown | null {
    const index = list.findIndex((item) => item.id === id);
    const item = list[index];
    if (item === undefined) return null;
    return {
      title: `${name} ${index + 1} of ${list.length}`,
      recipe: item.recipe,
      index,
      count: list.length,
    };
  }
}
