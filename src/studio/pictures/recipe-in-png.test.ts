import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { TrilemmaError } from '../../shared/errors.ts';
import type { Recipe } from '../../shared/recipe/recipe.ts';
import { caught } from '../../platform/testing/caught.ts';
import { decodePng, encodePng } from './pixels.ts';
import { markAsGenerated, readRecipe, writeRecipe } from './recipe-in-png.ts';

const recipe: Recipe = {
  version: 1,
  model: { name: 'faces', sha256: 'abcdef123456'.padEnd(64, '0') },
  steps: 2,
  seed: '42',
  temperature: { x_T: 1, z: 1 },
  imageSize: 64,
  madeWith: { app: '0.1.0', provider: 'cpu', runtime: 'onnxruntime-node 1.30.0' },
};

const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => value.trim() !== '');
const recipes: fc.Arbitrary<Recipe> = fc.record({
  version: fc.constant(1 as const),
  model: fc.record({
    name: text,
    sha256: fc.stringMatching(/^[\da-f]{64}$/),
  }),
  steps: fc.integer({ min: 1, max: 1000 }),
  seed: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
  temperature: fc.record({
    x_T: fc.double({ min: 0, max: 100, noNaN: true }).map((x) => x + 0),
    z: fc.double({ min: 0, max: 100, noNaN: true }).map((x) => x + 0),
  }),
  imageSize: fc.constantFrom(16, 64, 256),
  madeWith: fc.record({ app: text, provider: text, runtime: text }),
});

/** A chunk as the PNG specification lays it out, whatever it says. */
function chunk(
  type: string,
  data: Uint8Array | string,
  { length, crc }: { length?: number; crc?: number } = {},
) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), Buffer.from(data as string)]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(length ?? body.length - 4);
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc ?? crc32(body));
  return Buffer.concat([head, body, tail]);
}

/** Length of signature and IHDR, after which a foreign chunk may stand. */
const HEAD = 8 + 25;

let png: Uint8Array;
beforeAll(async () => {
  const data = Uint8Array.from({ length: 192 }, (_, at) => (at * 37) % 256);
  png = await encodePng({ width: 8, height: 8, data });
});

const withChunk = (foreign: Uint8Array): Uint8Array =>
  Buffer.concat([png.subarray(0, HEAD), foreign, png.subarray(HEAD)]);

const itxt = (compressed: number, method: number, bytes: Uint8Array | string): Buffer =>
  Buffer.concat([
    Buffer.from('Trilemma Recipe\0', 'latin1'),
    Buffer.of(compressed, method),
    Buffer.from('en\0Rezept\0', 'latin1'),
    Buffer.from(bytes as string),
  ]);

/** What reading says of a file, with its code checked. */
async function refusal(bytes: Uint8Array): Promise<string> {
  const error = await caught(() => readRecipe(bytes));
  expect(error.code).toBe('recipe-invalid');
  return error.message;
}

describe('writeRecipe', () => {
  it('is undone by readRecipe', () => {
    fc.assert(
      fc.property(recipes, (one) => {
        expect(readRecipe(writeRecipe(png, one))).toEqual(one);
      }),
    );
  });

  it('leaves the pixels as they are', async () => {
    const written = await decodePng(writeRecipe(png, recipe));
    expect([...written.data]).toEqual([...(await decodePng(png)).data]);
  });

  it('writes the recipe and a line for people, as another PNG reader finds them', async () => {
    const { comments } = await sharp(writeRecipe(png, recipe)).metadata();
    expect(comments).toEqual([
      { keyword: 'Trilemma Recipe', text: JSON.stringify(recipe) },
      {
        keyword: 'parameters',
        text: 'Steps: 2, Seed: 42, Model: faces, Model hash: abcdef123456, Size: 64x64, Version: Trilemma Studio 0.1.0',
      },
    ]);
  });

  it('shows a temperature that is not 1, and quotes what other programs would split', async () => {
    const odd = { ...recipe, model: { ...recipe.model, name: 'a, b: "Ж"' }, temperature: { x_T: 0.7, z: 1 } };
    const { comments } = await sharp(writeRecipe(png, odd)).metadata();
    expect(comments?.[1]?.text).toBe(
      'Steps: 2, Seed: 42, Model: "a, b: \\"Ж\\"", Model hash: abcdef123456, Size: 64x64, Temperature x_T: 0.7, Version: Trilemma Studio 0.1.0',
    );
  });

  it('says that a picture is edited, and how', async () => {
    const edited: Recipe = {
      ...recipe,
      version: 2,
      edits: [
        { kind: 'variation', seed: '7', strength: { x_T: 0.5, z: [0, 0], noise: [0, 0] } },
        {
          kind: 'mix',
          picture: { seed: '8', temperature: recipe.temperature },
          parts: { x_T: true, z: [], noise: [1] },
        },
      ],
    };
    const written = writeRecipe(png, edited);
    expect(readRecipe(written)).toEqual(edited);
    const { comments } = await sharp(written).metadata();
    expect(comments?.[1]?.text).toBe(
      'Steps: 2, Seed: 42, Model: faces, Model hash: abcdef123456, Size: 64x64, Edits: variation + mix, Version: Trilemma Studio 0.1.0',
    );
  });

  it('writes the line as tEXt where Latin-1 has its letters, else as iTXt', () => {
    const named = (name: string) =>
      Buffer.from(writeRecipe(png, { ...recipe, model: { ...recipe.model, name } }));
    expect(named('café').includes('tEXtparameters\0Steps: 2, Seed: 42, Model: caf\xe9,', 0, 'latin1')).toBe(
      true,
    );
    expect(named('кафе').includes('iTXtparameters\0\0\0\0\0Steps: 2, Seed: 42, Model: кафе,')).toBe(true);
  });

  it('marks the picture as generated', async () => {
    const marked = [writeRecipe(png, recipe), markAsGenerated(png)];
    for (const bytes of marked) {
      const { xmp } = await sharp(bytes).metadata();
      expect(xmp?.toString()).toContain(
        '<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType>',
      );
    }
  });

  it('replaces an earlier recipe', () => {
    const once = writeRecipe(png, recipe);
    const twice = writeRecipe(once, { ...recipe, seed: '43' });
    expect(twice).toHaveLength(once.length);
    expect(readRecipe(twice).seed).toBe('43');
  });

  it('puts its chunks before the pixels, and keeps those of others', () => {
    const other = chunk('tEXt', 'Author\0Ada');
    const written = Buffer.from(writeRecipe(withChunk(other), recipe));
    expect(written.indexOf('Trilemma Recipe')).toBeLessThan(written.indexOf('IDAT'));
    expect(written.includes(other)).toBe(true);
  });

  it('refuses what is no PNG', async () => {
    expect((await caught(() => writeRecipe(Buffer.from('hello'), recipe))).code).toBe('recipe-invalid');
    const empty = Buffer.concat([png.subarray(0, HEAD), chunk('IEND', '')]);
    expect((await caught(() => writeRecipe(empty, recipe))).message).toContain('no pixels');
  });
});

describe('readRecipe', () => {
  const json = JSON.stringify(recipe);

  it.each([
    ['iTXt', itxt(0, 0, json)],
    ['iTXt', itxt(1, 0, deflateSync(json))],
    ['tEXt', Buffer.from(`Trilemma Recipe\0${json}`)],
    ['zTXt', Buffer.concat([Buffer.from('Trilemma Recipe\0\0'), deflateSync(json)])],
  ])('reads a recipe that another program stored as %s', (type, data) => {
    expect(readRecipe(withChunk(chunk(type, data)))).toEqual(recipe);
  });

  it('reads a recipe behind the pixels', () => {
    const end = png.length - 12;
    const bytes = Buffer.concat([png.subarray(0, end), chunk('iTXt', itxt(0, 0, json)), png.subarray(end)]);
    expect(readRecipe(bytes)).toEqual(recipe);
  });

  it('says that there is none', async () => {
    expect(await refusal(png)).toContain('The picture carries no recipe');
    expect(await refusal(markAsGenerated(png))).toContain('The picture carries no recipe');
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('hello, this is no picture')],
    ['JPEG', Buffer.from('ffd8ffe000104a464946', 'hex')],
  ])('says that %s is no PNG', async (_, bytes) => {
    expect(await refusal(bytes)).toContain('not a PNG picture');
  });

  it('gives the recipe or says what is wrong, wherever the file ends', () => {
    const whole = writeRecipe(png, recipe);
    for (let length = 0; length < whole.length; length++) {
      try {
        expect(readRecipe(whole.subarray(0, length))).toEqual(recipe);
      } catch (error) {
        if (!(error instanceof TrilemmaError)) throw error;
        expect(error.code).toBe('recipe-invalid');
        expect(length).toBeLessThan(HEAD + 12 + 25 + json.length + 100);
      }
    }
  });

  it('never gives a wrong recipe, whichever byte is damaged', () => {
    const whole = writeRecipe(png, recipe);
    for (let at = 0; at < whole.length; at++) {
      const damaged = whole.slice();
      damaged[at]! ^= 0x20;
      try {
        expect(readRecipe(damaged)).toEqual(recipe);
      } catch (error) {
        if (!(error instanceof TrilemmaError)) throw error;
        expect(error.code).toBe('recipe-invalid');
      }
    }
  });

  it.each([
    ['a wrong checksum', chunk('iTXt', itxt(0, 0, json), { crc: 1 }), 'checksum of its iTXt chunk'],
    ['a giant length', chunk('iTXt', itxt(0, 0, json), { length: 0xffff_ffff }), 'is cut short'],
    ['a type of no letters', chunk('iT\0t', ''), 'no chunk'],
    ['text that ends early', chunk('iTXt', 'Trilemma Recipe\0\0\0'), 'cut short'],
    ['text without its tags', chunk('iTXt', 'Trilemma Recipe\0\0\0en\0'), 'cut short'],
    ['nothing but a keyword', chunk('iTXt', 'Trilemma Recipe\0'), 'cut short'],
    ['nothing but a zTXt keyword', chunk('zTXt', 'Trilemma Recipe\0'), 'PNG does not have'],
    ['bytes that are not UTF-8', chunk('iTXt', itxt(0, 0, Buffer.of(0x22, 0xff, 0x22))), 'not UTF-8'],
    ['no JSON', chunk('iTXt', itxt(0, 0, '{"version":')), 'not JSON'],
    ['other JSON', chunk('iTXt', itxt(0, 0, '{}')), 'version must be 1 to 3'],
    ['a newer recipe', chunk('iTXt', itxt(0, 0, '{"version":4}')), 'newer version'],
    ['an unknown compression', chunk('iTXt', itxt(1, 1, deflateSync(json))), 'PNG does not have'],
    ['broken compression', chunk('iTXt', itxt(1, 0, 'abc')), 'compressed text cannot be read'],
    [
      'compressed text cut short',
      chunk('iTXt', itxt(1, 0, deflateSync(json).subarray(0, 50))),
      'cannot be read',
    ],
    ['a bomb', chunk('iTXt', itxt(1, 0, deflateSync(Buffer.alloc(64 << 20)))), 'more text than a recipe'],
    [
      'a bomb in zTXt',
      chunk('zTXt', Buffer.concat([Buffer.from('Trilemma Recipe\0\0'), deflateSync(Buffer.alloc(64 << 20))])),
      'more text than a recipe',
    ],
    ['far too much text', chunk('iTXt', itxt(0, 0, ' '.repeat(2 << 20) + json)), 'more text than a recipe'],
    ['deep nesting', chunk('iTXt', itxt(0, 0, '['.repeat(500_000) + ']'.repeat(500_000))), 'JSON object'],
    ['a keyword without end', chunk('iTXt', 'Trilemma Recipe'), 'carries no recipe'],
  ])('refuses %s', async (_, foreign, message) => {
    expect(await refusal(withChunk(foreign))).toContain(message);
  });

  it('throws nothing but recipe-invalid, whatever the text says', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('iTXt', 'tEXt', 'zTXt'),
        (bytes, type) => {
          const data = Buffer.concat([Buffer.from('Trilemma Recipe\0'), bytes]);
          try {
            readRecipe(withChunk(chunk(type, data)));
          } catch (error) {
            if (!(error instanceof TrilemmaError)) throw error;
            expect(error.code).toBe('recipe-invalid');
          }
        },
      ),
    );
  });
});
