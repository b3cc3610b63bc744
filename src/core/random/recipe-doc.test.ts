import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseLatentPath } from '../../shared/path/parse-latent-path.ts';
import { parseLatentRecipe, parseRecipe } from '../../shared/recipe/parse-recipe.ts';
import { latentsOf } from '../latent/compose.ts';
import { frameRecipe } from '../latent/path/frame.ts';
import { framesOf } from '../latent/path/timeline.ts';
import { parseSeed } from './seed.ts';
import { randomStream, type RandomStream } from './stream.ts';

interface WorkedExample {
  readonly seed: string;
  readonly path: string;
  readonly index: number;
  readonly uint32s: readonly number[];
  readonly uniforms: readonly number[];
  readonly normals: readonly number[];
}

const page = readFileSync(new URL('../../../docs/recipe.md', import.meta.url), 'utf8');

function codeBlock(label: string): unknown {
  const found = new RegExp(`^\`\`\`json ${label}\n(.*?)^\`\`\`$`, 'ms').exec(page);
  if (found === null) throw new Error(`docs/recipe.md has no code block "json ${label}"`);
  return JSON.parse(found[1]!);
}

/** Follows a path such as `a[2]/b` by splitting. */
function streamOf({ seed, path, index }: WorkedExample): RandomStream {
  const [last, ...above] = path.split('/').reverse();
  const parent = above.reverse().reduce<RandomStream | undefined>((stream, part) => {
    const [, name, at] = /^(.*)\[(\d+)\]$/.exec(part)!;
    return stream?.split(name!, Number(at)) ?? randomStream(parseSeed(seed), name!, Number(at));
  }, undefined);
  return parent?.split(last!, index) ?? randomStream(parseSeed(seed), last!, index);
}

const rounded = (values: Float32Array) => [...values].map((value) => Number(value.toPrecision(9)));

describe('docs/recipe.md', () => {
  const examples = codeBlock('worked-examples') as readonly WorkedExample[];

  it('works out every stream of a picture of four steps with seed 1', () => {
    const shown = examples.filter(({ seed }) => seed === '1').map(({ path, index }) => `${path} ${index}`);
    expect(shown).toEqual(
      expect.arrayContaining(['x_T 0', 'z 0', 'z 1', 'z 2', 'z 3', 'noise 1', 'noise 2', 'noise 3']),
    );
  });

  it.each(examples)('shows the numbers of seed $seed, path $path, index $index', (example) => {
    const stream = streamOf(example);
    expect([...stream.uint32s(4)]).toEqual(example.uint32s);
    expect(rounded(stream.uniforms(4))).toEqual(example.uniforms);
    expect(rounded(stream.normals(4))).toEqual(example.normals);
  });

  it('shows a recipe that is valid', () => {
    const recipe = codeBlock('recipe');
    expect(parseRecipe(recipe)).toEqual(recipe);
  });

  it('shows an edited recipe that is valid, and what comes of it', () => {
    const json = codeBlock('edited-recipe');
    const recipe = parseRecipe(json);
    expect(recipe).toEqual(json);
    expect(new Set(recipe.edits?.map(({ kind }) => kind)).size).toBe(4);
    const shape = { imageSize: recipe.imageSize, numChannels: 3, nz: 8, zEmbDim: 4 };
    const { x_T, z, noise, w } = latentsOf(recipe, recipe.steps, shape);
    const first = (values: Float32Array | null) => values && rounded(values.subarray(0, 4));
    expect({
      x_T: first(x_T),
      z: z.map(first),
      noise: noise.map(first),
      w: w.map(({ scale, offset }) => ({
        scale,
        offset: rounded(offset ?? new Float32Array(shape.zEmbDim)),
      })),
    }).toEqual(codeBlock('edited-latents'));
  });

  it('shows a recipe between two models that is valid', () => {
    const recipe = codeBlock('faded-recipe');
    expect(parseRecipe(recipe)).toEqual(recipe);
  });

  it('shows a frame of a path that is valid, and what comes of it', () => {
    const json = codeBlock('frame-recipe');
    const recipe = parseLatentRecipe(json, 2);
    expect(recipe).toEqual(json);
    const { x_T, z } = latentsOf(recipe, 2, { imageSize: 16, numChannels: 3, nz: 8, zEmbDim: 4 });
    const first = (values: Float32Array) => rounded(values.subarray(0, 4));
    expect({ x_T: first(x_T), z: z.map(first) }).toEqual(codeBlock('frame-latents'));
  });

  it('shows a path that is valid, and its frames', () => {
    const json = codeBlock('path');
    const path = parseLatentPath(json);
    expect(path).toEqual(json);
    expect(framesOf(path)).toBe(17);
    const { edits, ...rest } = parseLatentRecipe(codeBlock('frame-recipe'), 2);
    expect(frameRecipe(path, 1)).toEqual({ ...rest, edits: edits!.slice(0, 1) });
  });
});
