/** The engine's client, as hosts of the studio know it. */
export { EngineClient } from '../engine/client.ts';
