import { stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { ComponentLookup } from './portal';

/** Names looked up at once; an inventory with more neighbours links the first only. */
const limit = 100;

/** Looks components up in the catalog with the reader's own rights. */
export function componentLookup(catalog: CatalogService): ComponentLookup {
  return async (names, credentials) => {
    const looked = names.slice(0, limit);
    const found = new Map<string, { entityRef: string; title: string }>();
    if (looked.length === 0) {
      return found;
    }
    const { items } = await catalog.getEntitiesByRefs(
      {
        entityRefs: looked.map(name =>
          stringifyEntityRef({ kind: 'component', namespace: 'default', name }),
        ),
        fields: [
          'kind',
          'metadata.name',
          'metadata.namespace',
          'metadata.title',
        ],
      },
      { credentials },
    );
    items.forEach((entity, index) => {
      if (entity) {
        found.set(looked[index], {
          entityRef: stringifyEntityRef(entity),
          title: entity.metadata.title ?? entity.metadata.name,
        });
      }
    });
    return found;
  };
}
