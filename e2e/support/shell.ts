/** What every view has. */
import { expect, type Locator, type Page } from '@playwright/test';

export type ViewName = 'Create' | 'Explore' | 'Gallery' | 'Interpolate' | 'Train' | 'Models';

/** Opens a view by its button in the rail. */
export async function openView(page: Page, view: ViewName): Promise<void> {
  const button = page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view });
  await button.click();
  await expect(button).toHaveAttribute('aria-current', 'page');
}

/** Short messages in the corner. */
export function messages(page: Page): Locator {
  return page.getByRole('region', { name: 'Messages' });
}
