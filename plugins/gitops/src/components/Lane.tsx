import { useId } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Card, CardBody } from '@backstage/ui';
import {
  ClusterStatus,
  ComponentDelivery,
  EnvironmentLane,
  formatObjectId,
} from '@sluice/plugin-gitops-common';
import type { EntityFeed, EntityFeedState } from '../feed/entityFeed';
import { byUrgency, laneSummary } from '../model/laneSummary';
import type { Notice } from '../model/notices';
import { objectName } from '../model/objectName';
import { saidByNotice } from '../model/saidByNotice';
import { gitopsTranslationRef } from '../translation';
import { ActionBar } from './ActionBar';
import { DeliveryFacts } from './DeliveryFacts';
import { Objects } from './Objects';
import { Problem } from './Problem';
import { HealthWord, StateBadge, SyncWord } from './StateBadge';
import styles from './lane.module.css';

interface LaneProps {
  lane: EnvironmentLane;
  clusters: ClusterStatus[];
  shownNotices: Notice[];
  feed: EntityFeed;
  state: EntityFeedState;
}

interface DeliveryProps {
  delivery: ComponentDelivery;
  environment: string;
  feed: EntityFeed;
  state: EntityFeedState;
}

/** How a delivery stands, and what can be done. */
const Summary = ({ delivery, environment, feed, state }: DeliveryProps) => (
  <>
    {delivery.confirmed && (
      <>
        <SyncWord sync={delivery.sync} />
        <HealthWord health={delivery.health} />
      </>
    )}
    <div className={styles.actions}>
      <ActionBar
        delivery={delivery}
        environment={environment}
        feed={feed}
        state={state}
      />
    </div>
  </>
);

interface DetailsProps {
  delivery: ComponentDelivery;
  environment: string;
  shownNotices: Notice[];
}

const Details = ({ delivery, environment, shownNotices }: DetailsProps) => (
  <>
    <Problem
      explanation={delivery.explanation}
      quiet={saidByNotice(delivery, shownNotices)}
    />
    {delivery.confirmed && (
      <>
        <DeliveryFacts delivery={delivery} />
        <Objects objects={delivery.objects} environment={environment} />
      </>
    )}
  </>
);

/** An environment with everything that is known of it. */
export const Lane = ({
  lane,
  clusters,
  shownNotices,
  feed,
  state,
}: LaneProps) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const id = useId();
  const summary = laneSummary(lane, clusters);
  const props = { environment: lane.title, feed, state };
  const several = summary.others > 0;
  return (
    <section aria-labelledby={id}>
      <Card>
        <CardBody>
          <div className={styles.root}>
            <div className={styles.row}>
              <h3 id={id} className={styles.environment}>
                {lane.title}
              </h3>
              <StateBadge state={summary.state} />
              {summary.maybeIn.length > 0 && (
                <span className={styles.muted}>
                  {t('lane.maybe', { clusters: summary.maybeIn.join(', ') })}
                </span>
              )}
              {summary.delivery && !several && (
                <Summary delivery={summary.delivery} {...props} />
              )}
            </div>
            {byUrgency(lane.deliveries).map(delivery => (
              <div
                key={formatObjectId(delivery.id)}
                className={styles.delivery}
              >
                {several && (
                  <div className={styles.row}>
                    <h4 className={styles.deliveryName}>
                      {objectName(delivery.id)}
                    </h4>
                    <StateBadge state={delivery.state} />
                    <Summary delivery={delivery} {...props} />
                  </div>
                )}
                <Details
                  delivery={delivery}
                  environment={lane.title}
                  shownNotices={shownNotices}
                />
              </div>
            ))}
          </div>
        </CardBody>
      </Card>
    </section>
  );
};
