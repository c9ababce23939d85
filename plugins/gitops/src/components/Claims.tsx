import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { EntityDeliveries } from '@sluice/plugin-gitops-common';
import { gitopsTranslationRef } from '../translation';
import styles from './claims.module.css';

/** What the entity claims and nothing confirms; it grants nothing, so nothing else is said of it. */
export const Claims = ({
  claims,
}: {
  claims: EntityDeliveries['unconfirmed'];
}) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  if (claims.length === 0) {
    return null;
  }
  return (
    <details className={styles.root}>
      <summary>
        {t('claims.title')} ({claims.length})
      </summary>
      <p>{t('claims.intro')}</p>
      <ul>
        {claims.map(({ claim, reason }) => (
          <li key={claim}>
            <strong>{claim}</strong>: {reason}
          </li>
        ))}
      </ul>
    </details>
  );
};
