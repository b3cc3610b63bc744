import { type Migration, MIGRATIONS } from '../../database/migrations.ts';

/** Today's steps and some more, which change rows: each run of the fuzzer goes through another. */
export function fuzzMigrations(count: number): readonly Migration[] {
  const more = Array.from({ length: count }, (_, i) => ({
    id: `fuzz-${i}`,
    sql: `CREATE TABLE fuzz_${i} (item INTEGER PRIMARY KEY) STRICT;
      INSERT INTO fuzz_${i} SELECT id FROM items;
      UPDATE items SET rating = rating;
      DROP TABLE fuzz_${i};`,
  }));
  return [...MIGRATIONS, ...more];
}
