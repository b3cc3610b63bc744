/** Float32 arrays as text: little-endian bytes in base64 (RFC 4648, section 4, with padding). */

const BYTES = Float32Array.BYTES_PER_ELEMENT;

export function floatsToBase64(values: Float32Array): string {
  const view = new DataView(new ArrayBuffer(values.length * BYTES));
  values.forEach((value, k) => view.setFloat32(k * BYTES, value, true));
  let bytes = '';
  for (let at = 0; at < view.byteLength; at++) bytes += String.fromCharCode(view.getUint8(at));
  return btoa(bytes);
}

/** @returns null where the text is not what {@link floatsToBase64} writes. */
export function floatsFromBase64(text: string): Float32Array<ArrayBuffer> | null {
  let bytes: string;
  try {
    bytes = atob(text);
  } catch {
    return null;
  }
  if (bytes.length % BYTES !== 0) return null;
  // Also refused are white space, missing padding and stray bits: one vector has one text.
  if (btoa(bytes) !== text) return null;
  const view = new DataView(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)).buffer);
  return Float32Array.from({ length: bytes.length / BYTES }, (_, k) => view.getFloat32(k * BYTES, true));
}
