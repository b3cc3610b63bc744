/** Pictures of fixed latents from a generator that learns: seeds 1, 2, ... as a model's own sheet has them. */
import { samplingGraph } from '../../core/ddgan/generator.ts';
import { weightInputs } from '../../core/ddgan/parameters.ts';
import type { Provider } from '../../shared/device.ts';
import { Session, type SessionInputs } from '../runtime/runtime.ts';
import { sample } from '../sampler.ts';
import type { TrainingPlan } from './protocol.ts';

const PICTURES = 16;
/** Pictures of this side take long to make, and four fill a sheet. */
const LARGE_SIDE = 256;
const FEW_PICTURES = 4;

/** Small, so that samples need no more memory than a step does. */
const BATCH = 4;

export class Sampler implements AsyncDisposable {
  readonly #plan: TrainingPlan;
  readonly #session: Session;

  private constructor(plan: TrainingPlan, session: Session) {
    this.#plan = plan;
    this.#session = session;
  }

  static async load(plan: TrainingPlan, provider: Provider): Promise<Sampler> {
    const graph = samplingGraph(plan.generator, weightInputs);
    return new Sampler(plan, await Session.load(graph, provider, { inBackground: true }));
  }

  /** @param weights the generator's, by their plain names. */
  async sheet(weights: SessionInputs): Promise<readonly Float32Array[]> {
    const { generator, denoisingSteps } = this.#plan;
    const count = generator.imageSize >= LARGE_SIDE ? FEW_PICTURES : PICTURES;
    const made: Float32Array[] = [];
    await sample(
      {
        model: { path: '', architecture: generator },
        device: 'auto',
        steps: denoisingSteps,
        recipes: Array.from({ length: count }, (_, i) => ({
          seed: String(i + 1),
          temperature: { x_T: 1, z: 1 },
        })),
        batch: BATCH,
      },
      {
        session: { run: (inputs) => this.#session.run({ ...weights, ...inputs }) },
        peakBytesPerPicture: 1,
      },
      {
        progress: (progress) => {
          if (progress.kind === 'pictures') made.push(...progress.pictures);
        },
        checkpoint: () => Promise.resolve(),
      },
    );
    return made;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session[Symbol.asyncDispose]();
  }
}
