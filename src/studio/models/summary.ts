/** Facts on a model that the interface shows beside its card. */
import { stat } from 'node:fs/promises';
import { generatorGraph, generatorParameters } from '../../core/ddgan/generator.ts';
import { weightInputs } from '../../core/ddgan/parameters.ts';
import { countMacs } from '../../core/onnx/macs.ts';
import type { GeneratorConfig } from '../../shared/models/architecture.ts';
import type { Model } from '../../shared/models/model-card.ts';
import type { ModelSummary } from '../../shared/models/model-summary.ts';
import { readReport } from '../quality/quality-reports.ts';
import { fileError } from '../../platform/file-error.ts';

type Size = Pick<ModelSummary, 'parameters' | 'gigaMacs'>;

/** By the SHA-256 of the weights: one file has one architecture. */
const sizes = new Map<string, Size>();

/**
 * The card, and how large the model is: on the disk, in parameters, and in work. Its weights are not read.
 *
 * @throws TrilemmaError 'file' where the weights file is gone.
 */
export async function modelSummary({ card, origin, path }: Model, dataFolder: string): Promise<ModelSummary> {
  const size = sizes.get(card.sha256) ?? sizeOf(card.architecture);
  sizes.set(card.sha256, size);
  try {
    const { size: bytes } = await stat(path);
    const quality = (await readReport(dataFolder, card.sha256)) ?? null;
    return { card, origin, bytes, ...size, quality };
  } catch (cause) {
    throw fileError(`The weights of ${card.name} in ${path} cannot be read`, cause);
  }
}

function sizeOf(architecture: GeneratorConfig): Size {
  let parameters = 0;
  for (const { shape } of generatorParameters(architecture).values()) {
    parameters += shape.reduce((a, b) => a * b, 1);
  }
  // Work follows from the shapes, so weights are inputs here, which need no memory.
  const graph = generatorGraph(architecture, weightInputs);
  return { parameters, gigaMacs: countMacs(graph, { batch: 1 }) / 1e9 };
}
