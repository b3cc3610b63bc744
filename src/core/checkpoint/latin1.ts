/** More arguments than this may not fit the stack of a call. */
const CHUNK = 8192;

/** Bytes as text, each byte the character of that number. (TextDecoder's `latin1` is windows-1252.) */
export function latin1Text(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return text;
}

/** The inverse of {@link latin1Text}. */
export function latin1Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
