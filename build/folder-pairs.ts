/**
 * Prints the pairs of folders of the renderer that import each other, and fails where there is one: what two folders
 * share belongs into a third below both.
 */
import { cruise, type ICruiseResult } from 'dependency-cruiser';

const ROOT = 'src/renderer/';

/** The folder right below the renderer; undefined for files beside the folders, which put all together. */
function folderOf(path: string): string | undefined {
  const parts = path.slice(ROOT.length).split('/');
  return path.startsWith(ROOT) && parts.length > 1 ? parts[0] : undefined;
}

export async function folderPairs(): Promise<readonly string[]> {
  const { output } = await cruise([ROOT], {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  });
  const imports = new Set<string>();
  for (const { source, dependencies } of (output as ICruiseResult).modules) {
    for (const { resolved } of dependencies) {
      const [from, to] = [folderOf(source), folderOf(resolved)];
      if (from !== undefined && to !== undefined && from !== to) imports.add(`${from} > ${to}`);
    }
  }
  return [...imports].filter((arrow) => {
    const [from = '', to = ''] = arrow.split(' > ');
    return from < to && imports.has(`${to} > ${from}`);
  });
}

if (import.meta.main) {
  const pairs = await folderPairs();
  for (const pair of pairs) console.log(pair.replace('>', 'and'), 'import each other');
  console.log(`${pairs.length} pairs of folders in ${ROOT} import each other`);
  process.exitCode = pairs.length > 0 ? 1 : 0;
}
