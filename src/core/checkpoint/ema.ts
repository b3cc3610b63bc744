import type { Checkpoint } from './checkpoint.ts';

/** An average in the state of the generator's optimiser: of one parameter, or as a list for a group of them. */
const inState = /^optimizer_?G\.(?:.+\.)?state\.(\d+)\.ema$/i;
const inGroups = /^optimizer_?G\.(?:.+\.)?param_groups\.(\d+)\.ema\.(\d+)$/i;

/**
 * Where the optimiser's state keeps the running average of each parameter: names in the file by parameter. The
 * optimiser counts parameters in the order of the generator's state dict.
 *
 * @param parameters The generator's names, in the order of its state dict.
 * @returns Undefined where there is no average for each of them; shapes are left for the caller to compare.
 */
export function emaNames(
  checkpoint: Checkpoint,
  parameters: readonly string[],
): ReadonlyMap<string, string> | undefined {
  const averages = averagesInState(checkpoint) ?? averagesInGroups(checkpoint);
  if (averages?.length !== parameters.length) return undefined;
  return new Map(parameters.map((parameter, index) => [parameter, averages[index]!]));
}

function averagesInState(checkpoint: Checkpoint): readonly string[] | undefined {
  const byId = new Map<number, string>();
  for (const name of checkpoint.tensors.keys()) {
    const id = inState.exec(name)?.[1];
    if (id !== undefined) byId.set(Number(id), name);
  }
  if (byId.size === 0) return undefined;
  const order = parameterIds(checkpoint) ?? [...byId.keys()].sort((a, b) => a - b);
  const names = order.map((id) => byId.get(id));
  return names.every((name) => name !== undefined) ? names : undefined;
}

function averagesInGroups(checkpoint: Checkpoint): readonly string[] | undefined {
  const found: { readonly group: number; readonly index: number; readonly name: string }[] = [];
  for (const name of checkpoint.tensors.keys()) {
    const [, group, index] = inGroups.exec(name) ?? [];
    if (group !== undefined) found.push({ group: Number(group), index: Number(index), name });
  }
  found.sort((a, b) => a.group - b.group || a.index - b.index);
  return found.length === 0 ? undefined : found.map(({ name }) => name);
}

/** The optimiser's own list of its parameters: old versions of torch number them by address, not by place. */
function parameterIds({ metadata }: Checkpoint): readonly number[] | undefined {
  const ids: number[] = [];
  for (let group = 0; ; group++) {
    const list =
      metadata[`optimizerG.param_groups.${group}.params`] ??
      metadata[`optimizer_g.param_groups.${group}.params`];
    if (list === undefined) return group === 0 ? undefined : ids;
    for (const id of list.match(/\d+/g) ?? []) ids.push(Number(id));
  }
}
