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
import { objectName } from '../model/objectName';
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
  feed: EntityFeed;
  state: EntityFeedState;
}

interface DeliveryProps {
  delivery: ComponentDelivery;
  environment: string;
  /** Several things deliver to this environment, so each says which it is. */
  several: boolean;
  feed: EntityFeed;
  state: EntityFeedState;
}

const Delivery = ({
  delivery,
  environment,
  several,
  feed,
  state,
}: DeliveryProps) => (
  <div className={styles.delivery}>
    <div className={styles.row}>
      {several && (
        <>
          <h4 className={styles.deliveryName}>{objectName(delivery.id)}</h4>
          <StateBadge state={delivery.state} />
        </>
      )}
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
    </div>
    <Problem explanation={delivery.explanation} />
    {delivery.confirmed && (
      <>
        <DeliveryFacts delivery={delivery} />
        <Objects objects={delivery.objects} environment={environment} />
      </>
    )}
  </div>
);

/** An environment with everything that is known of it. */
export const Lane = ({ lane, clusters, feed, state }: LaneProps) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const id = useId();
  const summary = laneSummary(lane, clusters);
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
              {!summary.delivery && (
                <span className={styles.muted}>
                  {summary.maybeIn.length > 0
                    ? t('lane.maybe', { clusters: summary.maybeIn.join(', ') })
                    : t('lane.empty')}
                </span>
              )}
            </div>
            {byUrgency(lane.deliveries).map(delivery => (
              <Delivery
                key={formatObjectId(delivery.id)}
                delivery={delivery}
                environment={lane.title}
                several={lane.deliveries.length > 1}
                feed={feed}
                state={state}
              />
            ))}
          </div>
        </CardBody>
      </Card>
    </section>
  );
};
