/** Paths as the studio's machine writes them, which need not be the one that shows them. */

interface Place {
  readonly name: string;
  readonly path: string;
}

/** The folders from the top down to `folder`, itself included: `/a/b` gives `/`, `/a`, `/a/b`. */
export function placesTo(folder: string): readonly Place[] {
  const separator = separatorOf(folder);
  const [top, rest] = split(folder, separator);
  const names = rest.split(separator).filter((name) => name !== '');
  return [
    { name: top, path: top },
    ...names.map((name, i) => ({ name, path: top + names.slice(0, i + 1).join(separator) })),
  ];
}

export function joined(folder: string, name: string): string {
  const separator = separatorOf(folder);
  return folder.endsWith(separator) ? folder + name : folder + separator + name;
}

export function fileNameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

/** With the ending that its kind of file has, unless it has one already. */
export function withEnding(name: string, ending: string): string {
  return name.toLowerCase().endsWith(ending) ? name : name + ending;
}

/** What is wrong with a name for a new file, or null. */
export function nameProblem(name: string): string | null {
  if (name === '') return 'Give the file a name.';
  if (/[\\/:*?"<>|]/.test(name)) return 'A file name cannot contain \\ / : * ? " < > |';
  return name.startsWith('.') ? 'A file name cannot start with a dot.' : null;
}

function separatorOf(folder: string): string {
  return folder.startsWith('/') ? '/' : '\\';
}

/** The top (`/`, `C:\`, `\\server\share\`) and what follows it. */
function split(folder: string, separator: string): readonly [string, string] {
  if (separator === '/') return ['/', folder.slice(1)];
  const [top] = /^(?:\\\\[^\\]+\\[^\\]+\\?|[a-z]:\\?)/i.exec(folder) ?? [''];
  return [top.endsWith('\\') ? top : `${top}\\`, folder.slice(top.length)];
}
