/** Films that tests make. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { evenStrength } from '../../core/latent/edits.ts';
import { driftPath } from '../../core/latent/path/path.ts';
import { temporaryFolder } from '../../platform/testing/temporary-folder.ts';
import type { FilmTarget } from '../../shared/path/film.ts';
import type { JobSpec } from '../../shared/job.ts';
import type { Model } from '../../shared/models/model-card.ts';
import { importModel } from '../models/import/import.ts';
import { recipe } from './requests.ts';
import { type TinyCheckpoint, writeTinyCheckpoint } from './tiny-checkpoint.ts';

/** Puts a model of 16 pixels and two steps, which computes thousands of frames a second, into a data folder. */
export async function withTinyModel(
  dataFolder: string,
  name = 'tiny',
  checkpoint: TinyCheckpoint = {},
): Promise<Model> {
  const file = join(temporaryFolder(), 'tiny.safetensors');
  writeTinyCheckpoint(file, { steps: 2, value: 0.1, ...checkpoint });
  const imported = join(dataFolder, 'models');
  mkdirSync(imported, { recursive: true });
  const { model } = await importModel(file, { bundled: imported, imported }, { name });
  return model;
}

/** A job of a walk around a picture. */
export function filmJob(
  { card }: Model,
  frames: number,
  target: Pick<FilmTarget, 'out'> & Partial<FilmTarget>,
): Extract<JobSpec, { kind: 'render-film' }> {
  const { name, sha256, steps, architecture } = card;
  const picture = { model: { name, sha256 }, steps, imageSize: architecture.imageSize, ...recipe(1) };
  const path = driftPath(picture, {
    ...{ fps: 24, seed: '7', strength: evenStrength(steps, 0.5) },
    duration: { unit: 'frames', count: frames },
  });
  const plain = { format: 'frames', scale: 1, upscale: 'nearest', pingPong: false } as const;
  return { kind: 'render-film', path, device: 'cpu', target: { ...plain, ...target } };
}
