import {
  type ResourceId,
  compareText,
  gvkSortText,
  gvkText,
  kindRanks,
  legacyOrder,
} from '../resource/identity';
import { type ResourceMap } from '../resource/resourceMap';

export interface SortOptions {
  order: string;
  legacySortOptions?: { orderFirst: string[]; orderLast: string[] };
}

function idSortText(id: ResourceId): string {
  return `${gvkText(id)}|${id.namespace || '~X'}|${id.name || '~N'}`;
}

/** Puts the objects in the order that `sortOptions` asks for. @throws Error for contradicting options */
export function sortResources(
  resources: ResourceMap,
  options: SortOptions,
): void {
  if (options.order !== 'fifo' && options.order !== 'legacy') {
    throw new Error(
      "the field 'sortOptions.order' must be one of [fifo, legacy]",
    );
  }
  if (options.order === 'fifo') {
    if (options.legacySortOptions) {
      throw new Error(
        "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'",
      );
    }
    return;
  }
  const { orderFirst, orderLast } = options.legacySortOptions ?? legacyOrder;
  const ranks = kindRanks(orderFirst, orderLast);
  const compareKinds = (a: ResourceId, b: ResourceId): number => {
    const rankA = ranks.get(a.kind) ?? 0;
    const rankB = ranks.get(b.kind) ?? 0;
    if (rankA !== rankB) return rankA - rankB;
    const order = compareText(gvkSortText(a), gvkSortText(b));
    const coreNamespace =
      a.kind === 'Namespace' &&
      b.kind === 'Namespace' &&
      (a.group === '' || b.group === '');
    return coreNamespace ? -order : order;
  };
  const sorted = resources.list().map(resource => ({
    resource,
    id: resource.currentId(),
  }));
  sorted.sort(
    (a, b) =>
      (a.id.group === b.id.group &&
      a.id.version === b.id.version &&
      a.id.kind === b.id.kind
        ? 0
        : compareKinds(a.id, b.id)) ||
      compareText(idSortText(a.id), idSortText(b.id)),
  );
  resources.replaceAll(sorted.map(({ resource }) => resource));
}
