import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { shownPath } from './shown-path.ts';

it('names a dropped file as it was dropped, and any other by its path', () => {
  expect(shownPath(`/home/Anna B/data/uploads/${randomUUID()}/my net.pth`)).toBe('my net.pth');
  expect(shownPath(`C:\\data\\uploads\\${randomUUID()}\\a.png`)).toBe('a.png');
  expect(shownPath('/home/uploads/a.png')).toBe('/home/uploads/a.png');
});
