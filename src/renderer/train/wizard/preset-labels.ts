/** Presets and what they take, in words. */
import { counted } from '../../../shared/counted.ts';
import type { TrainingEstimate, TrainingPreset, TrainingSettings } from '../../../shared/training.ts';
import { byteSize } from '../../../shared/byte-size.ts';
import { durationText } from '../../app/labels/duration-text.ts';

export const PRESET_TEXTS: Readonly<Record<TrainingPreset, string>> = {
  style: 'Colours, light and textures change; shapes stay. The fastest, and good with few pictures.',
  balanced: 'Shapes change too; the model keeps its variety.',
  full: 'Everything changes. Needs many pictures and much time.',
};

/** `1,500 steps, about 50 minutes`; without the time where it was not measured, or could not be. */
export function costText({ steps }: TrainingSettings, estimate: TrainingEstimate | undefined): string {
  const words = counted(steps, 'step');
  return estimate !== undefined && estimate.seconds > 0
    ? `${words}, about ${durationText(estimate.seconds)}`
    : words;
}

/** `1.2 GB of 6.0 GB free memory, 480 MB of disk`. */
export function spaceText({ memoryBytes, freeBytes, diskBytes }: TrainingEstimate): string {
  return `${byteSize(memoryBytes)} of ${byteSize(freeBytes)} free memory, ${byteSize(diskBytes)} of disk`;
}
