import type { EventHub } from '../interface/event-hub.ts';
import { toScreenPixels } from '../pictures/pixels.ts';
import type { Pictures } from '../rendering/pictures.ts';
import type { JobRunners } from './job-runner.ts';

/** Pictures in the background. Those that are still in memory from an earlier try are not made again. */
export function generateRunner(pictures: Pictures, events: EventHub): JobRunners['generate'] {
  return async ({ model, steps, device, pictures: recipes }, { id, signal, progress }) => {
    const stepsDone = new StepCount(recipes.length);
    const report = () => progress(stepsDone.sum, recipes.length * steps, 'steps');
    const choice = await pictures.render({
      steps,
      device,
      priority: 'batch',
      previews: true,
      signal,
      pictures: recipes.map((recipe, index) => ({
        model,
        recipe,
        onStep: (step, x_0) => {
          stepsDone.reached(index, step);
          if (x_0 !== undefined) {
            events.emit('job-preview', { id, index, step, steps, pixels: toScreenPixels(x_0) });
          }
          report();
        },
        onPicture: (picture) => {
          stepsDone.reached(index, steps);
          events.emit('job-picture', { id, index, picture });
          report();
        },
      })),
    });
    return { kind: 'generate', device: choice };
  };
}

/** Steps of each picture that were done; those that a dead engine's successor does again count once. */
class StepCount {
  readonly #steps: number[];
  sum = 0;

  constructor(pictures: number) {
    this.#steps = Array.from({ length: pictures }, () => 0);
  }

  reached(index: number, step: number): void {
    this.sum += Math.max(0, step - this.#steps[index]!);
    this.#steps[index] = Math.max(step, this.#steps[index]!);
  }
}
