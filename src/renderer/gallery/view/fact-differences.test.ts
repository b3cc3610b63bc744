import { describe, expect, it } from 'vitest';
import { comparedFacts } from './fact-differences.ts';

const facts = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([label, value]) => ({ label, value }));

describe('comparedFacts', () => {
  it('marks what differs', () => {
    const compared = comparedFacts([
      facts({ Model: 'faces', Seed: '1', Size: '64' }),
      facts({ Model: 'faces', Seed: '2', Size: '64' }),
    ]);
    expect(compared.filter(({ differs }) => differs)).toEqual([
      { label: 'Seed', values: ['1', '2'], differs: true },
    ]);
    expect(compared).toHaveLength(3);
  });

  it('has a place for what only some have, where they have it', () => {
    const compared = comparedFacts([
      facts({ Model: 'faces', Size: '64' }),
      facts({ Model: 'faces', Edits: 'smile', Size: '64' }),
      [],
    ]);
    expect(compared.map(({ label }) => label)).toEqual(['Model', 'Edits', 'Size']);
    expect(compared[1]).toEqual({ label: 'Edits', values: [null, 'smile', null], differs: true });
  });
});
