import { createHash } from 'node:crypto';
import type { ObjectId, TimelineEntry } from '@sluice/plugin-gitops-common';
import type { Knex } from 'knex';
import type {
  GitopsObjectFilter,
  GitopsObjectResource,
} from '@sluice/plugin-gitops-node';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type { CommitDetails } from '../readModel/revision';
import type { Happening, RecordedState } from './transitions';

export type TimelineFilter = PermissionCriteria<GitopsObjectFilter>;

interface TimelineRow {
  id: number | string;
  cluster: string;
  kind: string;
  namespace: string;
  name: string;
  at: string | number | Date;
  type: TimelineEntry['type'];
  severity: TimelineEntry['severity'];
  message: string;
  revision: string | null;
  actor: string | null;
  count: number;
}

interface Record extends Happening {
  id: ObjectId;
  /** Milliseconds since the epoch. */
  at: number;
  actor?: string;
  resource: GitopsObjectResource;
}

const likePattern = (value: string) =>
  `% ${value.replace(/[\\%_]/g, '\\$&')} %`;

/** Adds permission conditions to a query, so that the database leaves out what the reader may not see. */
function applyFilter(query: Knex.QueryBuilder, filter: TimelineFilter): void {
  if ('allOf' in filter) {
    for (const part of filter.allOf) {
      query.andWhere(inner => applyFilter(inner, part));
    }
  } else if ('anyOf' in filter) {
    query.andWhere(inner => {
      for (const part of filter.anyOf) {
        inner.orWhere(option => applyFilter(option, part));
      }
    });
  } else if ('not' in filter) {
    query.whereNot(inner => applyFilter(inner, filter.not));
  } else if (filter.column === 'owner') {
    query.whereIn('owner', filter.values);
  } else {
    query.andWhere(inner => {
      for (const value of filter.values) {
        inner.orWhereRaw("delivers_to like ? escape '\\'", [
          likePattern(value),
        ]);
      }
      if (filter.values.length === 0) {
        inner.whereRaw('1 = 0');
      }
    });
  }
}

function toIso(at: TimelineRow['at']): string {
  return new Date(
    typeof at === 'string' && /^\d+$/.test(at) ? Number(at) : at,
  ).toISOString();
}

/** The timeline in the database. It holds what Kubernetes forgets: what happened, when, and who asked for it. */
export class TimelineStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  /** Adds an entry unless it is known already. True when something was added. */
  async add(record: Record): Promise<boolean> {
    const { id, at, resource } = record;
    const dedupe = createHash('sha256')
      .update(`${id.cluster}\0${record.key}`)
      .digest('hex');
    const insert = this.#db('gitops_timeline')
      .insert({
        dedupe_key: dedupe,
        ...id,
        at: new Date(at),
        type: record.type,
        severity: record.severity,
        message: record.message.slice(0, 4000),
        revision: record.revision?.slice(0, 255) ?? null,
        actor: record.actor ?? null,
        owner: resource.owner,
        delivers_to: ` ${resource.deliversTo.join(' ')} `,
      })
      .onConflict('dedupe_key');
    // The watch may have told first what somebody did through the portal; then who did it is added.
    const changed = await (record.actor
      ? insert.merge(['actor', 'message'])
      : insert.ignore()
    ).returning('id');
    return changed.length > 0;
  }

  /** Newest first; `before` is the id from which to go on. Only what the filter lets through. */
  async list(options: {
    objects: readonly ObjectId[];
    filter?: TimelineFilter;
    limit: number;
    before?: string;
  }): Promise<TimelineEntry[]> {
    if (options.objects.length === 0) {
      return [];
    }
    const query = this.#db<TimelineRow>('gitops_timeline')
      .where(inner => {
        for (const { cluster, kind, namespace, name } of options.objects) {
          inner.orWhere({ cluster, kind, namespace, name });
        }
      })
      .orderBy([
        { column: 'at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(options.limit);
    const { filter, before } = options;
    if (filter) {
      query.andWhere(inner => applyFilter(inner, filter));
    }
    if (before) {
      query.andWhere('id', '<', Number(before));
    }
    const rows = await query;
    return rows.map(row => ({
      id: String(row.id),
      at: toIso(row.at),
      object: {
        cluster: row.cluster,
        kind: row.kind,
        namespace: row.namespace,
        name: row.name,
      },
      type: row.type,
      severity: row.severity,
      message: row.message,
      ...(row.revision ? { revision: row.revision } : {}),
      ...(row.actor ? { actor: row.actor } : {}),
      ...(row.count > 1 ? { count: row.count } : {}),
    }));
  }

  /** The states of a cluster's objects by `Kind/namespace/name`. */
  async states(cluster: string): Promise<Map<string, RecordedState>> {
    const rows = await this.#db('gitops_object_state').where({ cluster });
    return new Map(
      rows.map(row => [
        `${row.kind}/${row.namespace}/${row.name}`,
        JSON.parse(row.state) as RecordedState,
      ]),
    );
  }

  async saveState(id: ObjectId, state: RecordedState): Promise<void> {
    await this.#db('gitops_object_state')
      .insert({ ...id, state: JSON.stringify(state) })
      .onConflict(['cluster', 'kind', 'namespace', 'name'])
      .merge(['state']);
  }

  async removeState(id: ObjectId): Promise<void> {
    await this.#db('gitops_object_state')
      .where({ ...id })
      .delete();
  }

  async saveCommit(revision: string, details: CommitDetails): Promise<void> {
    await this.#db('gitops_commits')
      .insert({
        revision: revision.slice(0, 255),
        author: details.author?.slice(0, 255) ?? null,
        message: details.message?.slice(0, 4000) ?? null,
        committed_at: details.committedAt ?? null,
      })
      .onConflict('revision')
      .merge(['author', 'message', 'committed_at']);
  }

  /** The newest commits, at most so many. */
  async commits(limit: number): Promise<Map<string, CommitDetails>> {
    const rows = await this.#db('gitops_commits').limit(limit);
    return new Map(
      rows.map(row => [
        row.revision,
        {
          ...(row.author ? { author: row.author } : {}),
          ...(row.message ? { message: row.message } : {}),
          ...(row.committed_at ? { committedAt: row.committed_at } : {}),
        },
      ]),
    );
  }
}
