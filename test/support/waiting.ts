/** For `vi.waitFor` and `vi.waitUntil`, whose own limit of a second ends too soon on a busy machine. */
export const WAITING = { timeout: 120_000, interval: 20 } as const;
