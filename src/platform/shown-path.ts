/** Where files lie that were dropped on a window in a browser: in `uploads`, in a folder of our own for each. */
const UPLOAD = /^.*[\\/]uploads[\\/][\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}[\\/]/s;

/** A path as messages name it: a dropped file by the name that it was dropped with, any other as it is. */
export function shownPath(path: string): string {
  return path.replace(UPLOAD, '');
}
