import { extname, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { byteSize } from '../../../shared/byte-size.ts';
import { TrilemmaError } from '../../../shared/errors.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../../../shared/job.ts';
import { exportModel } from '../../../studio/models/export.ts';
import { findModel } from '../../../studio/models/library.ts';
import type { CommandContext } from '../../context.ts';
import { checkEnding } from '../../out-path.ts';

interface Options {
  readonly format?: ExportFormat;
}

export function addModelsExport(models: Command, context: CommandContext): Command {
  return models
    .command('export')
    .description('write a model to a file of its own')
    .argument('<model>', 'name of the model')
    .argument('<file>', 'the file to write, ending in .safetensors or .onnx; an old one is replaced')
    .addOption(new Option('--format <format>', "what the file's ending says").choices(EXPORT_FORMATS))
    .action(async (name: string, file: string, { format = formatOf(file) }: Options) => {
      checkEnding(file, ['', `.${format}`], `--format ${format} needs a name that ends in .${format}`);
      const model = await findModel(name, context.modelFolders);
      using bar = context.progressBar('Exporting');
      const { path, bytes, notes } = await exportModel(context.engine, model, format, resolve(file), {
        signal: context.signal,
        onProgress: (done, total) => bar.update(done, total),
      });
      context.print([`Wrote ${path} (${byteSize(bytes)}).`, ...notes], {
        model: model.card.name,
        format,
        path,
        bytes,
        notes,
      });
    });
}

/** @throws {TrilemmaError} `usage` where the file's name does not end in a format's. */
function formatOf(file: string): ExportFormat {
  const ending = extname(file).slice(1).toLowerCase();
  const format = EXPORT_FORMATS.find((known) => known === ending);
  if (format !== undefined) return format;
  throw new TrilemmaError(
    'usage',
    `The format of ${file} is open: let it end in .safetensors or .onnx, or give --format.`,
  );
}
