import type { ReactNode } from 'react';
import { parseEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';

interface EntityLinkProps {
  entityRef: string;
  children: ReactNode;
}

/** Links to an entity's page; plain text where there is no catalog. Asks the catalog nothing. */
export const EntityLink = ({ entityRef, children }: EntityLinkProps) => {
  const route = useRouteRef(entityRouteRef);
  if (!route) {
    return <>{children}</>;
  }
  const { kind, namespace, name } = parseEntityRef(entityRef, {
    defaultKind: 'group',
    defaultNamespace: 'default',
  });
  return (
    <Link
      href={route({
        kind: kind.toLocaleLowerCase('en-US'),
        namespace,
        name,
      })}
      variant="body-small"
    >
      {children}
    </Link>
  );
};
