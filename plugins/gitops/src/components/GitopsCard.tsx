import { useEntity } from '@backstage/plugin-catalog-react';
import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Card, CardBody, CardHeader, Link, Skeleton } from '@backstage/ui';
import type {
  ClusterStatus,
  EnvironmentLane,
} from '@sluice/plugin-gitops-common';
import type { EntityFeed, EntityFeedState } from '../feed/entityFeed';
import { useEntityFeed } from '../feed/useEntityFeed';
import { hasDeliveries } from '../model/hasDeliveries';
import { laneSummary } from '../model/laneSummary';
import { Notice, notices } from '../model/notices';
import { saidByNotice } from '../model/saidByNotice';
import { contentRouteRef } from '../routes';
import { gitopsTranslationRef } from '../translation';
import { ActionBar } from './ActionBar';
import { Announcer } from './Announcer';
import { Claims } from './Claims';
import { EmptyState } from './EmptyState';
import { Failure } from './Failure';
import { FreshnessLabel } from './FreshnessLabel';
import { Images } from './Images';
import { Notices } from './Notices';
import { RevisionLine } from './RevisionLine';
import { HealthWord, StateBadge, SyncWord } from './StateBadge';
import styles from './card.module.css';

interface CardLaneProps {
  lane: EnvironmentLane;
  clusters: ClusterStatus[];
  shownNotices: Notice[];
  feed: EntityFeed;
  state: EntityFeedState;
}

/** An environment in at most three rows: state, revision, and what is wrong. */
const CardLane = ({
  lane,
  clusters,
  shownNotices,
  feed,
  state,
}: CardLaneProps) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const summary = laneSummary(lane, clusters);
  const { delivery, others, maybeIn } = summary;
  const silent =
    delivery?.explanation.severity === 'ok' ||
    (delivery && saidByNotice(delivery, shownNotices));
  return (
    <li className={styles.lane}>
      <div className={styles.head}>
        <h3 className={styles.environment}>{lane.title}</h3>
        <StateBadge state={summary.state} />
        {delivery && (
          <span className={styles.axes}>
            <SyncWord sync={delivery.sync} />
            <HealthWord health={delivery.health} />
          </span>
        )}
        {maybeIn.length > 0 && (
          <span className={styles.muted}>
            {t('lane.maybe', { clusters: maybeIn.join(', ') })}
          </span>
        )}
        {delivery && (
          <span className={styles.action}>
            <ActionBar
              delivery={delivery}
              environment={lane.title}
              feed={feed}
              state={state}
              primaryOnly
            />
          </span>
        )}
      </div>
      {delivery?.confirmed && (
        <div className={styles.facts}>
          <RevisionLine delivery={delivery} dense />
          <Images images={delivery.images} />
        </div>
      )}
      {delivery && !silent && (
        <p
          className={styles.sentence}
          data-severity={delivery.explanation.severity}
          title={delivery.explanation.sentence}
        >
          {delivery.explanation.sentence}
          {others > 0 && ` (${t('card.moreDeliveries', { count: others })})`}
        </p>
      )}
    </li>
  );
};

const CardSkeleton = () => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  return (
    <div
      className={styles.skeleton}
      role="status"
      aria-label={t('content.loading')}
    >
      {[0, 1, 2].map(row => (
        <div key={row} className={styles.skeletonLane}>
          <Skeleton width="45%" height={20} />
          <Skeleton width="80%" height={16} />
        </div>
      ))}
    </div>
  );
};

/** The card of the overview. */
export const GitopsCard = () => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const { entity } = useEntity();
  const { feed, state } = useEntityFeed(entity, 0);
  const content = useRouteRef(contentRouteRef);
  const { deliveries, error } = state;
  const shown = deliveries && hasDeliveries(deliveries);
  return (
    <Card>
      <CardHeader>
        <div className={styles.header}>
          <h2 className={styles.title}>{t('card.title')}</h2>
          <FreshnessLabel state={state} onRefresh={feed.refresh} />
          {content && (
            <Link href={content()} variant="body-small" className={styles.open}>
              {t('card.open')}
            </Link>
          )}
        </div>
      </CardHeader>
      <CardBody>
        <div className={styles.body}>
          <Announcer deliveries={deliveries} />
          <Failure state={state} onRetry={feed.refresh} />
          {!deliveries && !error && <CardSkeleton />}
          {deliveries && <Notices deliveries={deliveries} />}
          {shown && (
            <ul className={styles.lanes} aria-label={t('content.lanes')}>
              {deliveries.environments.map(lane => (
                <CardLane
                  key={lane.name}
                  lane={lane}
                  clusters={deliveries.clusters}
                  shownNotices={notices(deliveries)}
                  feed={feed}
                  state={state}
                />
              ))}
            </ul>
          )}
          {deliveries && !shown && <EmptyState entity={entity} />}
          {deliveries && <Claims claims={deliveries.unconfirmed} />}
        </div>
      </CardBody>
    </Card>
  );
};
