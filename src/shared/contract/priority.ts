/** Which pictures come first when several wait: the one that a hand is moving, then those on the screen. */
export const PRIORITIES = ['preview', 'view', 'batch'] as const;
export type Priority = (typeof PRIORITIES)[number];
