import type { ExportTarget } from '../../../shared/gallery/gallery-export.ts';

export function target(
  kind: ExportTarget['kind'],
  path: string,
  change: Partial<ExportTarget> = {},
): ExportTarget {
  return { kind, path, image: 'png', pattern: '{model}-{seed}', metadata: true, ...change };
}
