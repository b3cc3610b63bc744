/** Names of exported files, from a pattern such as `{model}-{seed}`. */
import { TrilemmaError } from '../errors.ts';
import type { GalleryItem } from './gallery.ts';
import { NAME_FIELDS, type NameField } from './gallery-export.ts';

/** Far below what file systems take, in bytes of UTF-8, with room for a number and the ending. */
const MAX_BYTES = 180;
const encoder = new TextEncoder();
/** Names that Windows gives to devices. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Gives each item a name of its own, without an ending. Names that differ in case alone count as equal. */
export class FileNames {
  readonly #parts: readonly (string | { readonly field: NameField })[];
  readonly #digits: number;
  readonly #taken = new Set<string>();
  /** The last number that each name was given. */
  readonly #numbers = new Map<string, number>();

  /**
   * @param count of all items: indexes get as many digits.
   * @throws {TrilemmaError} `usage` where the pattern has a field that there is not.
   */
  constructor(pattern: string, count: number) {
    this.#parts = parsed(pattern);
    this.#digits = String(count).length;
  }

  /** @param index of the item, from 1. */
  next(item: GalleryItem, index: number): string {
    const text = this.#parts
      .map((part) => (typeof part === 'string' ? part : fieldText(part.field, item, index, this.#digits)))
      .join('');
    const name = safeName(text);
    const key = (candidate: string) => candidate.normalize('NFC').toLowerCase();
    let unique = name;
    for (let n = this.#numbers.get(key(name)) ?? 2; this.#taken.has(key(unique)); n++) {
      unique = `${name}-${n}`;
      this.#numbers.set(key(name), n + 1);
    }
    this.#taken.add(key(unique));
    return unique;
  }
}

function parsed(pattern: string) {
  return pattern
    .split(/(\{[^{}]*\})/)
    .filter((part) => part !== '')
    .map((part) => {
      if (!/^\{.*\}$/.test(part)) return part;
      const field = NAME_FIELDS.find((known) => `{${known}}` === part);
      if (field !== undefined) return { field };
      throw new TrilemmaError(
        'usage',
        `Names of files have no ${part}: use ${NAME_FIELDS.map((known) => `{${known}}`).join(', ')}.`,
      );
    });
}

function fieldText(field: NameField, item: GalleryItem, index: number, digits: number): string {
  const { recipe } = item;
  const time = () => new Date(item.keptAt).toISOString();
  switch (field) {
    case 'model':
      return recipe?.model.name ?? withoutEnding(item.title);
    case 'seed':
      return recipe?.seed ?? 'reference';
    case 'date':
      return time().slice(0, 10);
    case 'time':
      return time().slice(11, 19).replaceAll(':', '-');
    case 'rating':
      return String(item.rating);
    case 'index':
      return String(index).padStart(digits, '0');
    case 'tags':
      return item.tags.join(' ');
    case 'title':
      return recipe === null ? withoutEnding(item.title) : item.title;
    case 'steps':
      return recipe === null ? '' : `T${recipe.steps}`;
    case 'size':
      return `${item.width}x${item.height}`;
    case 'id':
      return String(item.id);
  }
}

function withoutEnding(name: string): string {
  return name.replace(/\.[a-z]{3,4}$/i, '');
}

/** A text as a file name that every file system takes, and that means nothing else to a shell or a page. */
export function safeName(text: string): string {
  const plain = text
    .normalize('NFC')
    .replace(/[\p{C}<>:"/\\|?*]+/gu, '-')
    .replace(/\s+/g, ' ');
  const trimmed = shortened(plain).replace(/^[\s.~-]+|[\s.]+$/g, '');
  if (trimmed === '') return 'picture';
  return RESERVED.test(trimmed) ? `_${trimmed}` : trimmed;
}

function shortened(text: string): string {
  let bytes = 0;
  let short = '';
  for (const character of text) {
    bytes += encoder.encode(character).length;
    if (bytes > MAX_BYTES) break;
    short += character;
  }
  return short;
}
