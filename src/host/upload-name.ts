/** In characters; a file system allows 255 bytes. */
const LONGEST = 80;
const NOT_IN_NAMES = /[\u0000-\u001f\u007f<>:"/\\|?*\p{Cf}]/gu;
/** Names that Windows keeps for devices, whatever ending they have. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** A name for a file that came from a browser: its last part, with nothing in it that a file system may act on. */
export function uploadName(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  const name = last
    .replace(NOT_IN_NAMES, '')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    // The ending says what is in the file.
    .slice(-LONGEST)
    .trim();
  return name === '' || DEVICES.test(name) ? `checkpoint-${name}`.replace(/-$/, '') : name;
}
