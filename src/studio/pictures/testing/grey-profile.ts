/** A colour profile of grey whose numbers are light itself (ICC.1:2010, version 2 of the format). */

const HEADER_BYTES = 128;
const D50 = [0xf6d6, 0x1_0000, 0xd32d] as const;

export function linearGreyProfile(): Uint8Array {
  const directory = 4 + 2 * 12;
  const whitePoint = HEADER_BYTES + directory;
  const curve = whitePoint + 20;
  const bytes = Buffer.alloc(curve + 12);
  const text = (at: number, letters: string) => bytes.write(letters, at, 'latin1');
  bytes.writeUInt32BE(bytes.length, 0);
  bytes.writeUInt32BE(0x0210_0000, 8);
  text(12, 'mntrGRAYXYZ ');
  text(36, 'acsp');
  D50.forEach((value, i) => bytes.writeUInt32BE(value, 68 + 4 * i));
  bytes.writeUInt32BE(2, HEADER_BYTES);
  [
    { tag: 'wtpt', at: whitePoint, length: 20 },
    { tag: 'kTRC', at: curve, length: 12 },
  ].forEach(({ tag, at, length }, i) => {
    const entry = HEADER_BYTES + 4 + 12 * i;
    text(entry, tag);
    bytes.writeUInt32BE(at, entry + 4);
    bytes.writeUInt32BE(length, entry + 8);
  });
  text(whitePoint, 'XYZ ');
  D50.forEach((value, i) => bytes.writeUInt32BE(value, whitePoint + 8 + 4 * i));
  // A curve of no points: numbers are light.
  text(curve, 'curv');
  return bytes;
}
