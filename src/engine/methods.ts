/** The engine's methods, as its sampler thread runs them. */
import { assertNumbers } from './assert-numbers.ts';
import { benchmark } from './benchmark.ts';
import { chooseDevice } from './devices.ts';
import { exportOnnx } from './export-onnx.ts';
import { discriminatorFromFile, generatorFromFile, mappingFromFile } from './networks.ts';
import { formatShape } from '../core/onnx/tensor-type.ts';
import type { Graph } from '../core/onnx/graph.ts';
import { discriminatorStepGraph, generatorStepGraph } from '../core/ddgan/training-step/training-step.ts';
import { TrilemmaError } from '../shared/errors.ts';
import { listed } from '../shared/listed.ts';
import type { EvaluateParams, Method, Methods } from './protocol.ts';
import type { MethodContext } from './method-context.ts';
import { principalDirectionsOf } from './directions.ts';
import { float32, Session } from './runtime/runtime.ts';
import { comparePictures } from './quality/compare-pictures.ts';
import { sample } from './sampler.ts';
import { SessionCache } from './runtime/session-cache.ts';
import { loadStep } from './runtime/step-session.ts';
import { measureTraining } from './training/measure.ts';
import { train } from './training/trainer.ts';

const sessions = new SessionCache();

export const methods: {
  readonly [M in Method]: (
    params: Methods[M]['params'],
    context: MethodContext<Methods[M]['progress']>,
  ) => Promise<Methods[M]['result']>;
} = {
  async load({ model, device }) {
    const choice = await chooseDevice(device);
    await sessions.generator(model, choice.provider);
    return choice;
  },

  async sample(params, context) {
    const choice = await chooseDevice(params.device);
    const generator = await sessions.generator(params.model, choice.provider);
    context.progress({ kind: 'device', choice });
    const batch = await sample(params, generator, {
      ...context,
      progress: (progress) => {
        if (progress.kind === 'pictures') assertNumbers(progress.pictures, choice.provider);
        context.progress(progress);
      },
    });
    return { ...choice, batch };
  },

  async encodeW({ model, device, z }) {
    const { provider } = await chooseDevice(device);
    await using session = await Session.load(mappingFromFile(model.path, model.architecture), provider);
    const { nz } = model.architecture;
    const { w } = await session.run({ z: float32(z, z.length / nz, nz) });
    return { w: w!.data as Float32Array };
  },

  async principalDirections(params, context) {
    const { provider } = await chooseDevice(params.device);
    return principalDirectionsOf(params, provider, context);
  },

  async evaluate({ network, checkpoint, device, inputs }) {
    const choice = await chooseDevice(device);
    const graph = graphOf(network, checkpoint, inputs);
    checkInputs(graph, inputs);
    await using session = await Session.load(graph, choice.provider);
    return { ...choice, outputs: await session.run(inputs) };
  },

  async trainingStep({ half, config, r1Gamma, device, inputs }) {
    const choice = await chooseDevice(device);
    const graph =
      half === 'discriminator'
        ? discriminatorStepGraph(config, {
            withGradients: true,
            ...(r1Gamma === undefined ? {} : { r1Gamma }),
          })
        : generatorStepGraph(config, { withGradients: true });
    checkInputs(graph, inputs);
    await using session = await loadStep(graph, choice.provider);
    return { ...choice, outputs: await session.run(inputs) };
  },

  train,

  measureTraining({ plan }) {
    return measureTraining(plan);
  },

  async benchmark(params, context) {
    return benchmark(params, await chooseDevice(params.device), context);
  },

  comparePictures,

  async exportOnnx(params, context) {
    return { bytes: await exportOnnx(params, context) };
  },
};

function graphOf(network: EvaluateParams['network'], checkpoint: string, inputs: EvaluateParams['inputs']) {
  if (network.kind === 'generator') return generatorFromFile(checkpoint, network.config, network.weights);
  const batch = Object.values(inputs)[0]?.shape[0] ?? 1;
  return discriminatorFromFile(checkpoint, network.config, batch);
}

/** @throws {TrilemmaError} `architecture` when the inputs are not those that the graph takes. */
function checkInputs(graph: Graph, inputs: EvaluateParams['inputs']): void {
  for (const { name, elementType, shape } of graph.inputs) {
    const given = inputs[name];
    const fits =
      given?.type === elementType &&
      given.shape.length === shape.length &&
      shape.every((dim, axis) => typeof dim === 'string' || dim === given.shape[axis]);
    if (fits) continue;
    const what = given === undefined ? 'nothing' : `${given.type} ${formatShape(given.shape)}`;
    throw new TrilemmaError(
      'architecture',
      `The network's input ${name} is ${elementType} ${formatShape(shape)}, but ${what} is given.`,
    );
  }
  const free = graph.inputs.filter(({ shape }) => typeof shape[0] === 'string');
  const batches = new Set(free.map(({ name }) => inputs[name]!.shape[0]));
  if (batches.size > 1) {
    throw new TrilemmaError(
      'architecture',
      `The inputs have different batches: ${listed([...batches].map(String))}.`,
    );
  }
}
