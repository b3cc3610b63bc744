/** Principal directions of a model's w, from draws of z through its mapping. */
import { type PrincipalDirections, principalDirections } from '../core/latent/principal-directions.ts';
import { parseSeed } from '../core/random/seed.ts';
import { randomStream } from '../core/random/stream.ts';
import type { Provider } from '../shared/device.ts';
import { mappingFromFile } from './networks.ts';
import type { PrincipalDirectionsParams } from './protocol.ts';
import type { MethodContext } from './method-context.ts';
import { float32, Session } from './runtime/runtime.ts';

/** Draws that are encoded together. */
const BATCH = 1000;

/** @throws {TrilemmaError} as the runtime; `cancelled` between batches. */
export async function principalDirectionsOf(
  { model, draws, count }: PrincipalDirectionsParams,
  provider: Provider,
  context: MethodContext<never>,
): Promise<PrincipalDirections> {
  const { nz, zEmbDim } = model.architecture;
  const z = randomStream(parseSeed('1'), 'directions').normals(draws * nz);
  const w = new Float32Array(draws * zEmbDim);
  {
    await using session = await Session.load(mappingFromFile(model.path, model.architecture), provider);
    for (let first = 0; first < draws; first += BATCH) {
      await context.checkpoint();
      const batch = z.subarray(first * nz, (first + BATCH) * nz);
      const outputs = await session.run({ z: float32(batch, batch.length / nz, nz) });
      w.set(outputs.w!.data as Float32Array, first * zEmbDim);
    }
  }
  return principalDirections(w, zEmbDim, count);
}
