/** Messages as bytes, for lines that carry bytes only (WebSocket). MessagePack keeps `Uint8Array` as it is. */
import { decode, encode } from '@msgpack/msgpack';

export function encodeMessage(message: unknown): Uint8Array<ArrayBuffer> {
  return encode(message, { ignoreUndefined: true });
}

/** @throws where the bytes are no MessagePack. What comes out is not checked further. */
export function decodeMessage(bytes: Uint8Array): unknown {
  return decode(bytes);
}
