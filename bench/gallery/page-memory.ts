import { readFileSync } from 'node:fs';
import type { Browser, Page } from '@playwright/test';

interface PageMemory {
  /** Bytes of the JavaScript heap in use. */
  readonly heap: number;
  /** Bytes of the process that shows the page, in memory; undefined where the system does not tell. */
  readonly whole: number | undefined;
}

/** @param browser that shows this page alone */
export async function pageMemory(page: Page, browser: Browser): Promise<PageMemory> {
  const { usedSize } = await (await page.context().newCDPSession(page)).send('Runtime.getHeapUsage');
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const sizes = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => residentBytes(id));
  const whole = sizes.every((size) => size !== undefined) ? Math.max(...sizes) : undefined;
  return { heap: usedSize, whole };
}

function residentBytes(pid: number): number | undefined {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : 1024 * Number(kilobytes);
  } catch {
    return undefined;
  }
}
