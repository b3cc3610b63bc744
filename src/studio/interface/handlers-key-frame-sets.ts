import type { KeyFrameSet } from '../../shared/path/key-frame-set.ts';
import type { KeyFrameSetRow } from '../database/key-frame-set-repository.ts';
import { readableRecipe } from '../gallery/item-row.ts';
import type { Services } from '../services.ts';
import type { Handlers } from './handlers.ts';

type KeyFrameSetHandlers = Pick<Handlers, 'keyFrameSets.list' | 'keyFrameSets.save' | 'keyFrameSets.remove'>;

export function keyFrameSetHandlers({ keyFrameSets, events }: Services): KeyFrameSetHandlers {
  return {
    'keyFrameSets.list': () => keyFrameSets.list().map(keyFrameSet),
    'keyFrameSets.save': ({ name, recipes }) => {
      const id = keyFrameSets.save(
        name,
        recipes.map((recipe) => JSON.stringify(recipe)),
      );
      events.emit('key-frame-sets-changed', null);
      return { id };
    },
    'keyFrameSets.remove': ({ id }) => {
      keyFrameSets.remove(id);
      events.emit('key-frame-sets-changed', null);
      return null;
    },
  };
}

/** Recipes that only a newer version reads are left out. */
function keyFrameSet({ recipes, ...set }: KeyFrameSetRow): KeyFrameSet {
  return { ...set, recipes: (JSON.parse(recipes) as string[]).flatMap((json) => readableRecipe(json) ?? []) };
}
