/** Colours that a picture states by numbers, without a profile (ITU-T H.273): cICP of PNG, nclx of AVIF. */
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { chunksBeforePixels } from './png-colours.ts';
import { insertChunks } from './png.ts';
import type { PictureFormat } from './picture-format.ts';

interface StatedColours {
  readonly primaries: number;
  readonly transfer: number;
}

/** Transfer functions whose white is far brighter than paper: PQ and HLG. */
const HIGH_DYNAMIC_RANGE = new Set([16, 18]);
/** Unspecified, sRGB's own, and those of video, which files of sRGB state as often. */
const LIKE_SRGB = new Set([0, 1, 2, 4, 6, 13, 14, 15]);

const DISPLAY_P3 = 12;
/** Unspecified, sRGB's own, and the near ones of PAL and NTSC, which encoders state by habit. */
const NEAR_SRGB = new Set([0, 1, 2, 5, 6, 7]);

/** @returns why the colours are not read; undefined where they are. */
export function statedColoursRefusal(bytes: Uint8Array, format: PictureFormat): string | undefined {
  const stated = statedColours(bytes, format);
  if (stated === undefined) return undefined;
  const { primaries, transfer } = stated;
  if (HIGH_DYNAMIC_RANGE.has(transfer)) {
    return 'its colours are of high dynamic range (PQ or HLG), which is not read here';
  }
  if (LIKE_SRGB.has(transfer) && (primaries === DISPLAY_P3 || NEAR_SRGB.has(primaries))) return undefined;
  return `its colours are of a space that is not read here (primaries ${primaries}, transfer ${transfer})`;
}

export function statesDisplayP3(bytes: Uint8Array, format: PictureFormat): boolean {
  return statedColours(bytes, format)?.primaries === DISPLAY_P3;
}

function statedColours(bytes: Uint8Array, format: PictureFormat): StatedColours | undefined {
  switch (format) {
    case 'png': {
      const data = chunksBeforePixels(bytes).find(({ type }) => type === 'cICP')?.data;
      return data && { primaries: data[0] ?? 0, transfer: data[1] ?? 0 };
    }
    case 'avif': {
      const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf('colrnclx');
      if (at < 0 || at + 12 > bytes.length) return undefined;
      const view = new DataView(bytes.buffer, bytes.byteOffset + at + 8, 4);
      return { primaries: view.getUint16(0), transfer: view.getUint16(2) };
    }
    case 'jpeg':
    case 'webp':
    case 'gif':
    case 'tiff':
      return undefined;
  }
}

const NO_LONGER_TRUE = new Set(['cICP', 'iCCP', 'sRGB', 'gAMA', 'cHRM']);

/** A PNG whose numbers are of Display P3, with the profile that says so, as decoders understand it. */
export async function withDisplayP3(png: Uint8Array): Promise<Uint8Array> {
  const { icc } = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#000' } })
    .withIccProfile('p3')
    .png()
    .toBuffer()
    .then((one) => sharp(one).metadata());
  const data = Buffer.concat([Buffer.from('Display P3\0\0', 'latin1'), deflateSync(icc!)]);
  return insertChunks(png, [{ type: 'iCCP', data }], ({ type }) => NO_LONGER_TRUE.has(type));
}
