/** Recipes side by side: what they have in common, and what they differ in. */
import type { Fact } from '../../pictures/recipe-labels.ts';

export interface ComparedFact {
  readonly label: string;
  /** One for each picture; null where it has none. */
  readonly values: readonly (string | null)[];
  readonly differs: boolean;
}

/** @param lists facts of each picture; of those without a recipe, none. */
export function comparedFacts(lists: readonly (readonly Fact[])[]): readonly ComparedFact[] {
  const labels = [...new Set(longestFirst(lists).flatMap((facts) => facts.map(({ label }) => label)))];
  return labels.map((label) => {
    const values = lists.map((facts) => facts.find((fact) => fact.label === label)?.value ?? null);
    return { label, values, differs: new Set(values).size > 1 };
  });
}

/** Facts that only some have stand where these have them. */
function longestFirst(lists: readonly (readonly Fact[])[]): readonly (readonly Fact[])[] {
  return [...lists].sort((a, b) => b.length - a.length);
}
