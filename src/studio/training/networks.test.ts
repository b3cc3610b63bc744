import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import { importModel } from '../models/import/import.ts';
import { CheckedModels } from '../rendering/checked-models.ts';
import { networksOf } from './networks.ts';

const WAVELET = new URL(
  '../../../test/fixtures/reference/wavediff/wavediff-generator-wavelet-64.safetensors',
  import.meta.url,
).pathname;

describe('the networks of a run', () => {
  it('are refused in words where they cannot be trained yet', async () => {
    const imported = temporaryFolder();
    const folders = { bundled: imported, imported };
    await importModel(WAVELET, folders, { name: 'wave', steps: 2, bandOrder: 'width_first' });
    await expect(
      networksOf({ kind: 'model', model: 'wave' }, new CheckedModels(folders)),
    ).rejects.toMatchObject({
      code: 'usage',
      message: 'wave is of the wavelet family, which cannot be fine-tuned here yet: choose another model.',
    });
  });
});
