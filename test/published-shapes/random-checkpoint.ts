import { open } from 'node:fs/promises';
import { viewBytes, writeSafetensors } from '../../src/core/checkpoint/safetensors-writer.ts';
import { generatorParameters } from '../../src/core/ddgan/generator.ts';
import { parseSeed } from '../../src/core/random/seed.ts';
import { randomStream } from '../../src/core/random/stream.ts';
import type { GeneratorConfig } from '../../src/shared/models/architecture.ts';

/** Writes a generator as its authors publish it: names with `module.`, and not a word on its configuration. */
export async function writeRandomCheckpoint(path: string, architecture: GeneratorConfig): Promise<void> {
  const seed = parseSeed('1');
  const tensors = [...generatorParameters(architecture).values()].map(({ name, shape }) => ({
    name: `module.${name}`,
    dtype: 'F32' as const,
    shape,
    bytes: () => {
      const size = shape.reduce((a, b) => a * b, 1);
      const fanIn = size / shape[0]!;
      return viewBytes(
        randomStream(seed, name)
          .normals(size)
          .map((value) => value / Math.sqrt(fanIn)),
      );
    },
  }));
  await using file = await open(path, 'wx');
  for (const chunk of writeSafetensors(tensors)) await file.writeFile(chunk);
}
