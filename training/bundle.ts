/**
 * Makes a bundled model of a training run:
 *
 *     node training/bundle.ts RUN/generator.safetensors training/cards/faces.json [REPORT/generated.webp] [--into FOLDER]
 *
 * The weights are stored as float16, under the library's canonical form and hash; the card file says what people should
 * know; the sheet of samples, where one is given, becomes sheet.webp beside them, and so does the discriminator that the
 * model learnt with, where the run has one (export_discriminator.py): fine-tuning starts with it. A bundled model of the
 * same name is replaced. Bundled models lie in `resources/models` where no other folder is given.
 */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { toHalf } from '../src/core/checkpoint/half.ts';
import { openCheckpoint } from '../src/core/checkpoint/open.ts';
import { viewBytes, writeSafetensors } from '../src/core/checkpoint/safetensors-writer.ts';
import { writeFileAtomically } from '../src/platform/atomic-write.ts';
import { openFileSource } from '../src/platform/file-source.ts';
import type { ModelCard } from '../src/shared/models/model-card.ts';
import { importModel } from '../src/studio/models/import/import.ts';

type CardText = Pick<ModelCard, 'name' | 'title' | 'license' | 'source' | 'notes'>;

/** The same checkpoint with every tensor as float16. */
function halved(path: string): Uint8Array {
  using source = openFileSource(path);
  const checkpoint = openCheckpoint(source);
  const tensors = [...checkpoint.tensors.values()].map(({ name, shape }) => ({
    name,
    shape,
    dtype: 'F16' as const,
    bytes: () => viewBytes(toHalf(checkpoint.float32(name))),
  }));
  return Buffer.concat([...writeSafetensors(tensors, checkpoint.metadata)]);
}

const { values, positionals } = parseArgs({
  options: { into: { type: 'string', default: join(import.meta.dirname, '../resources/models') } },
  allowPositionals: true,
});
const [run, cardFile, sheet] = positionals;
if (run === undefined || cardFile === undefined) {
  throw new Error(
    'Give the generator of a run and a card: node training/bundle.ts FILE.safetensors CARD.json [SHEET.webp]',
  );
}
const text = JSON.parse(readFileSync(cardFile, 'utf8')) as CardText;
const bundled = values.into;
rmSync(join(bundled, text.name), { recursive: true, force: true });

const temporary = mkdtempSync(join(tmpdir(), 'trilemma-bundle-'));
const file = join(temporary, basename(run));
writeFileSync(file, halved(run));
const { model } = await importModel(
  file,
  {
    bundled: join(temporary, 'none'),
    imported: bundled,
  },
  { name: text.name, weights: 'ema' },
);
rmSync(temporary, { recursive: true });
const card: ModelCard = { ...model.card, ...text };
await writeFileAtomically(join(bundled, text.name, 'model.json'), `${JSON.stringify(card, null, 2)}\n`);
const discriminator = join(dirname(run), 'discriminator.safetensors');
if (existsSync(discriminator)) {
  await writeFileAtomically(join(bundled, text.name, basename(discriminator)), halved(discriminator));
}
if (sheet !== undefined) {
  copyFileSync(sheet, join(bundled, text.name, 'sheet.webp'));
}
console.log(`${text.name}: ${model.card.sha256}`);
