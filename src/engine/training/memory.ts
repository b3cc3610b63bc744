/** Estimates the memory that a run needs, and the largest batch that fits. */
import { availableMemory } from 'node:process';
import { peakActivationBytes } from '../../core/onnx/memory.ts';
import { byteSize } from '../../shared/byte-size.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { TensorMessage } from '../protocol.ts';
import type { CheckpointState } from './checkpoint.ts';
import type { TrainingPlan } from './protocol.ts';
import type { StepGraphs } from './sessions.ts';

/** Memory of the process before a graph is loaded. */
const PROCESS_BYTES = 200 * 2 ** 20;

/** The runtime needs more than the values of a graph: other layouts, scratch space, memory between uses. */
const RUNTIME_SHARE = 1.5;

/** The rest is for everything else on the machine. */
const SHARE_OF_FREE = 0.9;

/** Every tensor of the state has two buffers. */
const BUFFERS = 2;

const LARGEST_BATCH = 64;
/** The discriminator compares pictures in groups of so many. */
const GROUP = 4;

export interface MemoryNeed {
  readonly bytes: number;
  readonly freeBytes: number;
  /** The largest batch that fits; 0 where none does. */
  readonly largestBatch: number;
}

/** By the largest of the graphs, whose values grow with the batch. */
export function memoryNeed(
  { settings: { batch } }: TrainingPlan,
  state: CheckpointState,
  graphs: StepGraphs,
): MemoryNeed {
  const all = [graphs.generator, graphs.discriminator, graphs.regularised];
  const peak = Math.max(...all.map((graph) => (graph === undefined ? 0 : peakActivationBytes(graph, {}))));
  const fixed = PROCESS_BYTES + BUFFERS * tensorBytes(state.tensors);
  const perPicture = (RUNTIME_SHARE * peak) / batch;
  const freeBytes = availableMemory() * SHARE_OF_FREE;
  return {
    bytes: fixed + perPicture * batch,
    freeBytes,
    largestBatch: possibleBatch((freeBytes - fixed) / perPicture),
  };
}

/** @throws {TrilemmaError} `out-of-memory`, with the batch that would fit. */
export function checkMemory(plan: TrainingPlan, state: CheckpointState, graphs: StepGraphs): void {
  const need = memoryNeed(plan, state, graphs);
  if (need.largestBatch >= plan.settings.batch) return;
  throw new TrilemmaError('out-of-memory', memoryRefusal(need));
}

/** Why a run does not fit, and what would. */
export function memoryRefusal({ bytes, freeBytes, largestBatch }: MemoryNeed): string {
  const need = `The run needs about ${byteSize(bytes)} of memory, and ${byteSize(freeBytes)} are free`;
  return largestBatch === 0
    ? `${need}: close other programs, or take a smaller model.`
    : `${need}: set the batch to ${largestBatch}.`;
}

export function tensorBytes(tensors: Readonly<Record<string, TensorMessage>>): number {
  return Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
}

function possibleBatch(pictures: number): number {
  const whole = Math.min(LARGEST_BATCH, Math.max(0, Math.floor(pictures)));
  return whole <= GROUP ? whole : whole - (whole % GROUP);
}
