/** The state of the interface that is kept between two starts. */
import type { Params } from '../../shared/contract/requests.ts';
import { workspaceSchema } from '../../shared/contract/schemas.ts';
import { DEFAULT_WORKSPACE, type Workspace } from '../../shared/workspace.ts';
import type { WorkspaceRepository } from '../database/workspace-repository.ts';
import type { EventHub } from '../interface/event-hub.ts';

export class WorkspaceStore {
  readonly #repository: WorkspaceRepository;
  readonly #events: EventHub;

  constructor(repository: WorkspaceRepository, events: EventHub) {
    this.#repository = repository;
    this.#events = events;
  }

  /** A part that is missing or cannot be read is as at the first start; no such part is a failure. */
  load(): Workspace {
    const saved = this.#repository.all();
    return {
      theme: readable('theme', saved),
      view: readable('view', saved),
      create: readable('create', saved),
      keyFrames: readable('keyFrames', saved),
    };
  }

  /** Replaces the parts that are given. */
  save(parts: Params<'workspace.save'>): void {
    const given = Object.entries(parts).map(([part, value]) => [part, JSON.stringify(value)] as const);
    this.#repository.save(new Map(given));
    this.#events.emit('workspace-changed', null);
  }
}

function readable<P extends keyof Workspace>(part: P, saved: ReadonlyMap<string, string>): Workspace[P] {
  const standard = DEFAULT_WORKSPACE[part];
  const json = saved.get(part);
  if (json === undefined) return standard;
  try {
    return partSchemas[part].parse(withDefaults(standard, JSON.parse(json)));
  } catch {
    return standard;
  }
}

/** Fields that an older version did not know. */
function withDefaults(standard: unknown, saved: unknown): unknown {
  return isRecord(standard) && isRecord(saved) ? { ...standard, ...saved } : saved;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const partSchemas: { readonly [P in keyof Workspace]: { parse(json: unknown): Workspace[P] } } =
  workspaceSchema.shape;
