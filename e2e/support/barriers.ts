import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const SEVERE: ReadonlySet<unknown> = new Set(['serious', 'critical']);

/** What a person could stumble over, in a line for each rule. */
export async function barriers(page: Page): Promise<readonly string[]> {
  // The legacy mode opens no page of its own, which Electron has none of.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations
    .filter(({ impact }) => SEVERE.has(impact))
    .map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join('\n  ')}`);
}
