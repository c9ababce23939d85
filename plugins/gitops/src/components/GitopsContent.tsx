import { useEntity } from '@backstage/plugin-catalog-react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Card, CardBody, Skeleton } from '@backstage/ui';
import { useEntityFeed } from '../feed/useEntityFeed';
import { hasDeliveries } from '../model/hasDeliveries';
import { notices } from '../model/notices';
import { gitopsTranslationRef } from '../translation';
import { Announcer } from './Announcer';
import { Claims } from './Claims';
import { EmptyState } from './EmptyState';
import { Failure } from './Failure';
import { FreshnessLabel } from './FreshnessLabel';
import { Lane } from './Lane';
import { Notices } from './Notices';
import { Timeline } from './Timeline';
import styles from './content.module.css';

/** Entries of the timeline that are fetched at once. */
const timelineLimit = 20;

const ContentSkeleton = () => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  return (
    <div role="status" aria-label={t('content.loading')}>
      {[0, 1, 2].map(row => (
        <div key={row} className={styles.skeleton}>
          <Card>
            <CardBody>
              <div className={styles.lines}>
                <Skeleton width="35%" height={24} />
                <Skeleton width="90%" height={40} />
                <Skeleton width="60%" height={16} />
                <Skeleton width="50%" height={16} />
              </div>
            </CardBody>
          </Card>
        </div>
      ))}
    </div>
  );
};

/** The tab of an entity: every environment with everything, and what happened. */
export const GitopsContent = () => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const { entity } = useEntity();
  const { feed, state } = useEntityFeed(entity, timelineLimit);
  const { deliveries, error, timeline, timelineError } = state;
  const shown = deliveries && hasDeliveries(deliveries);
  return (
    <div className={styles.root}>
      <Announcer deliveries={deliveries} />
      <header className={styles.header}>
        <h2 className={styles.title}>{t('content.lanes')}</h2>
        <FreshnessLabel state={state} onRefresh={feed.refresh} />
      </header>
      <Failure state={state} onRetry={feed.refresh} />
      {deliveries && <Notices deliveries={deliveries} />}
      <div className={styles.columns}>
        <div className={styles.lanes}>
          {!deliveries && !error && <ContentSkeleton />}
          {shown &&
            deliveries.environments.map(lane => (
              <Lane
                key={lane.name}
                lane={lane}
                clusters={deliveries.clusters}
                shownNotices={notices(deliveries)}
                feed={feed}
                state={state}
              />
            ))}
          {deliveries && !shown && (
            <Card>
              <CardBody>
                <EmptyState entity={entity} />
              </CardBody>
            </Card>
          )}
          {deliveries && <Claims claims={deliveries.unconfirmed} />}
        </div>
        {(shown || !deliveries) && (
          <Timeline entity={entity} timeline={timeline} error={timelineError} />
        )}
      </div>
    </div>
  );
};
