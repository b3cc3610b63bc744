import { expect, it } from 'vitest';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { fuzzGallery } from './testing/fuzz-gallery.ts';

it('loses nothing when it is killed while it saves, tags, deletes, exports and migrates', async () => {
  const report = await fuzzGallery(temporaryFolder(), 12, '2026');
  expect(report.faults).toEqual([]);
  expect(report.notices.filter((notice) => /no longer on the disk|damaged|changed/.test(notice))).toEqual([]);
  expect(report.kept).toBeGreaterThan(0);
}, 240_000);
