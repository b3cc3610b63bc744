/** Full text: which items have all the words, each at the beginning of a word of their title, recipe, note or tags. */
import type { Database } from 'better-sqlite3';

export interface TextMatches {
  has(id: number): boolean;
  /** All of them, where SQL sifts by them quickly. */
  readonly few: readonly number[] | undefined;
}

const FEW = 1000;

/** @returns undefined where the text is blank: then nothing is asked for. */
export function textMatches(database: Database, text: string): TextMatches | undefined {
  if (text.trim() === '') return undefined;
  const statement = database
    .prepare<[{ word: string }], number>(
      `SELECT rowid FROM item_text WHERE item_text MATCH @word
       UNION ALL SELECT rowid FROM note_text WHERE note_text MATCH @word
       UNION ALL SELECT item FROM item_tags WHERE tag IN (SELECT rowid FROM tag_text WHERE tag_text MATCH @word)`,
    )
    .pluck();
  const words = wordsOf(text);
  const lastId = database.prepare<[], number>('SELECT coalesce(max(id), 0) FROM items').pluck().get()!;
  /** By id: how many of the words, from the first, it has. */
  const had = new Uint8Array(lastId + 1);
  for (const [before, word] of words.entries()) {
    for (const id of statement.all({ word: `"${word}"*` })) {
      if (had[id] === before) had[id] = before + 1;
    }
  }
  // A text of signs alone has no words, and nothing has it.
  const wanted = words.length === 0 ? NaN : words.length;
  return { has: (id) => had[id] === wanted, few: few(had, wanted) };
}

function few(had: Uint8Array, wanted: number): readonly number[] | undefined {
  const ids: number[] = [];
  for (let id = had.indexOf(wanted); id >= 0; id = had.indexOf(wanted, id + 1)) {
    if (ids.length === FEW) return undefined;
    ids.push(id);
  }
  return ids;
}

/** More words than anyone types; a byte counts them. */
const MOST_WORDS = 100;

/** As the tokenizer cuts them: letters and digits of any script with their marks. */
function wordsOf(text: string): readonly string[] {
  const words = text.match(/[\p{L}\p{N}\p{Co}\p{M}]+/gu) ?? [];
  return [...new Set(words.filter((word) => /[\p{L}\p{N}\p{Co}]/u.test(word)))].slice(0, MOST_WORDS);
}
