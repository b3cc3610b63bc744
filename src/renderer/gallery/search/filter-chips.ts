/** What is filtered, in words, each with what takes it off again. */
import { counted } from '../../../shared/counted.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import type { GalleryFacets, GalleryFilter } from '../../../shared/gallery/gallery.ts';
import { dayBefore, dayOf, dayText } from '../grid/days.ts';

export interface Chip {
  readonly label: string;
  readonly without: GalleryFilter;
}

type Part = keyof GalleryFilter;

const ORDER: readonly Part[] = [
  'trash',
  'similarTo',
  'collection',
  'text',
  'favourite',
  'minRating',
  'models',
  'tags',
  'kind',
  'edited',
  'size',
  'seed',
  'from',
  'to',
];

/** @param filter without parts that do not filter */
export function filterChips(filter: GalleryFilter, facets: GalleryFacets | null): readonly Chip[] {
  return ORDER.flatMap((part) => (filter[part] === undefined ? [] : chipsOf(part, filter, facets)));
}

function chipsOf(part: Part, filter: GalleryFilter, facets: GalleryFacets | null): readonly Chip[] {
  const one = (label: string): readonly Chip[] => [{ label, without: { [part]: undefined } }];
  switch (part) {
    case 'trash':
      return one('In the trash');
    case 'similarTo':
      return one('Similar to one picture');
    case 'collection': {
      const name = facets?.collections.find(({ id }) => id === filter.collection)?.name;
      return one(name ?? 'A collection');
    }
    case 'text':
      return one(`“${filter.text ?? ''}”`);
    case 'favourite':
      return one(filter.favourite === true ? 'Favourites' : 'Not favourites');
    case 'minRating':
      return one(`${counted(filter.minRating ?? 0, 'star')} or more`);
    case 'models':
      return each(filter, 'models', (sha256) => {
        return facets?.models.find((model) => model.sha256 === sha256)?.name ?? 'A model';
      });
    case 'tags':
      return each(filter, 'tags', (tag) => tag);
    case 'kind':
      return one(filter.kind === 'reference' ? 'Reference pictures' : 'Made here');
    case 'edited':
      return one(filter.edited === true ? 'Edited' : 'Not edited');
    case 'size':
      return one(`${filter.size ?? 0} pixels`);
    case 'seed':
      return one(`Seed ${filter.seed ?? ''}`);
    case 'from':
      return one(`From ${dayText(dayOf(filter.from ?? 0))}`);
    case 'to':
      return one(`Until ${dayText(dayBefore(filter.to ?? 0))}`);
    default:
      return assertNever(part);
  }
}

function each(filter: GalleryFilter, part: 'models' | 'tags', label: (value: string) => string) {
  const values = filter[part] ?? [];
  return values.map((value) => ({
    label: label(value),
    without: { [part]: values.filter((other) => other !== value) },
  }));
}
