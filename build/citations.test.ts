import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const CITATION = /\b((?:docs|training|e2e)\/[\w./-]+\.md)(?:,? sections? (\d+)(?:(?: and | to |, )(\d+))?)?/g;

interface Citation {
  readonly source: string;
  readonly document: string;
  readonly sections: readonly string[];
}

function citations(): readonly Citation[] {
  return globSync([
    '{src,build,bench,e2e,test,training}/**/*.{ts,svelte,css,py,sh}',
    '*.{ts,js,yml}',
    '.github/**/*.yml',
  ]).flatMap((source) =>
    [...readFileSync(source, 'utf8').matchAll(CITATION)].map(([, document = '', first, second]) => ({
      source,
      document,
      sections: [first, second].filter((section) => section !== undefined),
    })),
  );
}

describe('documents that comments cite', () => {
  const all = citations();

  it('are cited at all', () => {
    expect(all.filter(({ document }) => document === 'docs/ddgan.md').length).toBeGreaterThan(20);
  });

  it('are in the project, with the sections that are named', () => {
    const missing = all.filter(({ document, sections }) => {
      if (!existsSync(document)) return true;
      const text = readFileSync(document, 'utf8');
      return !sections.every((section) => text.includes(`\n## ${section}. `));
    });
    expect(missing).toEqual([]);
  });
});
