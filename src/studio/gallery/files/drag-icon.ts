import { decodePicture } from '../../pictures/decode-picture.ts';

/** Pixels of the longer side, as desktops show what is dragged. */
const SIDE = 128;

/**
 * What the pointer carries while a picture is dragged to another program.
 *
 * @returns PNG, which every desktop shows; undefined where the bytes hold no picture.
 */
export async function dragIcon(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  const icon = await decodePicture(bytes, {
    fit: { kind: 'inside', side: SIDE, enlarge: false },
    output: { kind: 'png' },
  });
  return icon.kind === 'decoded' ? icon.output.bytes : undefined;
}
