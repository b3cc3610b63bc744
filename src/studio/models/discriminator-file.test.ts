import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openFixture } from '../../../test/support/reference.ts';
import { inferGenerator } from '../../core/checkpoint/networks/architecture.ts';
import { readDdganCheckpoint } from '../../core/checkpoint/networks/ddgan-checkpoint.ts';
import { openCheckpoint } from '../../core/checkpoint/open.ts';
import { openFileSource } from '../../platform/file-source.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import {
  DISCRIMINATOR_FILE,
  readDiscriminatorConfig,
  usableDiscriminator,
  writeDiscriminator,
} from './discriminator-file.ts';

const found = readDdganCheckpoint(openFixture('checkpoints/content.pth'));
const generator = inferGenerator(found.generator.tensors, { stated: found.stated });

it('keeps the discriminator of a training run as it is', async () => {
  const folder = temporaryFolder();
  const discriminator = usableDiscriminator(found, generator)!;
  await writeDiscriminator(folder, discriminator);
  const path = join(folder, DISCRIMINATOR_FILE);
  expect(readDiscriminatorConfig(path)).toEqual(discriminator.config);
  using file = openFileSource(path);
  const written = openCheckpoint(file);
  expect([...written.tensors.keys()].sort()).toEqual([...discriminator.tensors.tensors.keys()].sort());
  for (const name of written.tensors.keys()) {
    expect(written.float32(name), name).toEqual(discriminator.tensors.float32(name));
  }
});

it('leaves out one that the generator cannot learn against', () => {
  const { discriminator: tensors, stated } = found;
  expect(usableDiscriminator({ discriminator: undefined, stated }, generator)).toBeUndefined();
  for (const other of [
    { ...generator, numChannels: 1 },
    { ...generator, imageSize: generator.imageSize + 1 },
  ]) {
    expect(usableDiscriminator(found, other)).toBeUndefined();
  }
  const withoutNumbers = { ...tensors!, raw: (name: string) => tensors!.raw(name).map(() => NaN as never) };
  expect(usableDiscriminator({ discriminator: withoutNumbers, stated }, generator)).toBeUndefined();
  const lacking = new Map([...tensors!.tensors].filter(([name]) => name !== 'end_linear.bias'));
  expect(
    usableDiscriminator({ discriminator: { ...tensors!, tensors: lacking }, stated }, generator),
  ).toBeUndefined();
});
