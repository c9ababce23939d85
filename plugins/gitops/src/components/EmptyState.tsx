import { RELATION_OWNED_BY } from '@backstage/catalog-model';
import type { Entity } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEntityOwnership } from '@backstage/plugin-catalog-react';
import { Skeleton } from '@backstage/ui';
import {
  OBJECTS_ANNOTATION,
  OWNER_LABEL,
  OWNER_NAMESPACE_LABEL,
  ownerName,
} from '@sluice/plugin-gitops-common';
import { bindingOf } from '../model/bindingOf';
import { gitopsTranslationRef } from '../translation';
import styles from './empty.module.css';

/** Why there is nothing to see: either nothing is delivered yet, or the reader is not among those who may see it. */
export const EmptyState = ({ entity }: { entity: Entity }) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const { loading, isOwnedEntity } = useEntityOwnership();
  const owners = (entity.relations ?? [])
    .filter(({ type }) => type === RELATION_OWNED_BY)
    .map(({ targetRef }) => targetRef);
  const stranger = !isOwnedEntity(entity);
  const { label, namespaceLabel } = bindingOf(owners[0]);
  if (loading) {
    return <Skeleton width="60%" height={20} />;
  }
  return (
    <div className={styles.root}>
      <h3 className={styles.title}>
        {stranger ? t('empty.hiddenTitle') : t('empty.title')}
      </h3>
      {stranger && (
        <p>
          {t('empty.hidden', {
            owners: owners.map(ownerName).join(', ') || t('empty.noOwner'),
          })}
        </p>
      )}
      {!stranger && (
        <>
          <p>{t('empty.body')}</p>
          <ol>
            <li>
              {t('empty.namespaceStep')}
              <pre className={styles.code}>
                {[
                  `${OWNER_LABEL}: ${label}`,
                  ...(namespaceLabel
                    ? [`${OWNER_NAMESPACE_LABEL}: ${namespaceLabel}`]
                    : []),
                ].join('\n')}
              </pre>
            </li>
            <li>
              {t('empty.objectStep')}
              <pre className={styles.code}>
                {`app.kubernetes.io/name: ${entity.metadata.name}\n${OBJECTS_ANNOTATION}: Deployment/<namespace>/<name>`}
              </pre>
            </li>
          </ol>
        </>
      )}
    </div>
  );
};
