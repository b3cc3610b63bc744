/** What shuts the page in, as it runs: docs/security.md says which point of Electron's list each test holds. */
import type { Page } from '@playwright/test';
import { allReady } from './support/pictures.ts';
import { expect, test } from './support/test.ts';

test.beforeEach(async ({ page }) => allReady(page, 16));

/** What its policy keeps a page from, by the directive that was broken, while `act` runs in the page. */
async function violations(page: Page, act: () => unknown): Promise<readonly string[]> {
  await page.evaluate(() => {
    const found: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => found.push(event.effectiveDirective));
    Object.assign(globalThis, { violations: found });
  });
  await page.evaluate(act);
  const found = () => page.evaluate(() => (globalThis as { violations?: string[] }).violations!);
  await expect.poll(found).not.toEqual([]);
  return found();
}

test('the page loads, runs and sends nothing that is not its own', async ({ page, expectedErrors }) => {
  expectedErrors.push(/Content Security Policy/, /Failed to load resource/);
  // Asked for, and not sent: its policy stands before the network.
  expectedErrors.push(/The page asked for https:\/\/example\.com\//);
  const inline = () => {
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(script);
  };
  expect(await violations(page, inline)).toEqual(['script-src-elem']);
  expect(await page.evaluate(() => 'ran' in window)).toBe(false);
  const picture = () => void (new Image().src = 'https://example.com/a.png');
  expect(await violations(page, picture)).toEqual(['img-src']);
  const send = () => void fetch('https://example.com/').catch(() => undefined);
  expect(await violations(page, send)).toEqual(['connect-src']);
  const frame = () => {
    const element = document.createElement('iframe');
    element.src = 'https://example.com/';
    document.body.append(element);
  };
  expect(await violations(page, frame)).toContain('frame-src');
});

test('the page is given none of what it would have to ask for', async ({ page }) => {
  for (const name of ['geolocation', 'notifications', 'camera', 'microphone'] as const) {
    const state = await page.evaluate(
      async (name) => (await navigator.permissions.query({ name: name })).state,
      name,
    );
    expect([name, state]).not.toEqual([name, 'granted']);
  }
});

test.describe('the window', () => {
  test.skip(({}) => test.info().project.name !== 'electron', 'A browser is shut in by its own rules.');

  test('has the preferences that it was made with', async ({ electronApp }) => {
    const preferences = await electronApp!.evaluate(({ BrowserWindow }) => {
      const [{ webContents }] = BrowserWindow.getAllWindows() as [Electron.BrowserWindow];
      return (webContents as unknown as { getLastWebPreferences(): object }).getLastWebPreferences();
    });
    expect(preferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    });
    // Not there in some versions, and empty in others.
    expect((preferences as { enableBlinkFeatures?: string }).enableBlinkFeatures ?? '').toBe('');
  });

  test('gives its page nothing of Node or Electron but the bridge', async ({ page }) => {
    const given = await page.evaluate(() => ({
      node: ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in window),
      bridge: Object.keys((window as unknown as { trilemma: object }).trilemma).sort(),
      scheme: location.protocol,
    }));
    expect(given).toEqual({ node: [], bridge: ['pathOf', 'requestPort'], scheme: 'trilemma:' });
    const inWorker = await page.evaluate(() => {
      const code = 'postMessage([typeof require, typeof process])';
      const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
      return new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
    });
    expect(inWorker).toEqual(['undefined', 'undefined']);
  });

  test('goes nowhere, and opens no other', async ({ page, electronApp, expectedErrors }) => {
    expectedErrors.push(/Content Security Policy|Not allowed to load/);
    const address = page.url();
    const opened = await page.evaluate(() => window.open('https://example.com/') !== null);
    expect(opened).toBe(false);
    for (const url of ['https://example.com/', 'file:///etc/passwd']) {
      await page.evaluate((url) => void (location.href = url), url);
      await expect.poll(() => page.evaluate(() => document.readyState)).toBe('complete');
      expect(page.url()).toBe(address);
    }
    expect(await electronApp!.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });
});
