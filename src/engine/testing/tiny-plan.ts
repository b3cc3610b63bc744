import { presetSettings, type TrainingSettings } from '../../shared/training.ts';
import type { TrainingPlan } from '../training/protocol.ts';
import { TINY_NETWORKS } from './tiny-networks.ts';

/** A run of tiny networks from nothing. */
export function tinyPlan(settings: Partial<TrainingSettings>): TrainingPlan {
  return {
    start: { kind: 'scratch' },
    ...TINY_NETWORKS,
    denoisingSteps: 2,
    settings: { ...presetSettings('full'), ...settings },
  };
}
