import type { ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import { ComponentDelivery, ownerName } from '@sluice/plugin-gitops-common';
import { objectName } from '../model/objectName';
import { webUrl } from '../model/revisionView';
import { gitopsTranslationRef } from '../translation';
import { Ago } from './Ago';
import { EntityLink } from './EntityLink';
import { Images } from './Images';
import { RevisionLine } from './RevisionLine';
import styles from './facts.module.css';

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className={styles.fact}>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);

/** What is delivered, from where, by what and for whom. */
export const DeliveryFacts = ({
  delivery,
}: {
  delivery: ComponentDelivery;
}) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const { id, source, path, owner, images, shared } = delivery;
  const url = webUrl(source?.url);
  return (
    <dl className={styles.root}>
      <Fact label={t('revision.label')}>
        <RevisionLine delivery={delivery} />
      </Fact>
      <Fact label={t('images.label')}>
        <Images images={images} />
      </Fact>
      <Fact label={t('facts.source')}>
        {source?.url && url && (
          <Link
            href={url}
            target="_blank"
            rel="noopener noreferrer"
            variant="body-small"
          >
            {source.url.replace(/^https?:\/\//, '')}
          </Link>
        )}
        {source && !url && <span>{objectName(source)}</span>}
        {path && <span className={styles.path}>{path}</span>}
      </Fact>
      <Fact label={t('facts.reconciled')}>
        {delivery.lastReconciled ? (
          <Ago at={delivery.lastReconciled} />
        ) : (
          t('facts.never')
        )}
        {delivery.interval && (
          <span className={styles.muted}>
            {t('facts.interval', { interval: delivery.interval })}
          </span>
        )}
        <span className={styles.muted}>
          {t('facts.by', { name: objectName(id) })} {owner && t('facts.of')}{' '}
          {owner && (
            <EntityLink entityRef={owner}>{ownerName(owner)}</EntityLink>
          )}
        </span>
      </Fact>
      {shared.length > 0 && (
        <Fact label={t('facts.shared')}>
          {shared.map(({ title, entityRef, owner: theirs }) => (
            <span key={`${title} ${theirs}`}>
              {entityRef ? (
                <EntityLink entityRef={entityRef}>{title}</EntityLink>
              ) : (
                title
              )}
              {theirs && (
                <span className={styles.muted}> ({ownerName(theirs)})</span>
              )}
            </span>
          ))}
        </Fact>
      )}
    </dl>
  );
};
