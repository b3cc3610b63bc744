import { createContext } from 'svelte';
import type { AppState } from '../app/app-state.svelte.ts';
import type { TrainingState } from './training-state.svelte.ts';

/** What the components and commands of Train work with. */
export interface TrainContext {
  readonly app: AppState;
  readonly training: TrainingState;
}

export const [getTrain, setTrain] = createContext<TrainContext>();
