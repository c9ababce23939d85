import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import type { EntityFeedState } from '../feed/entityFeed';
import { useNow } from '../feed/useNow';
import { freshness } from '../model/freshness';
import { relativeTime } from '../model/relativeTime';
import { gitopsTranslationRef } from '../translation';
import styles from './freshness.module.css';

interface FreshnessLabelProps {
  state: EntityFeedState;
  onRefresh: () => void;
}

const words = {
  live: 'freshness.live',
  connecting: 'freshness.connecting',
  reconnecting: 'freshness.reconnecting',
  notLive: 'freshness.notLive',
} as const;

/** Says whether the page is live, and offers to refresh it when it is not. */
export const FreshnessLabel = ({ state, onRefresh }: FreshnessLabelProps) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const now = useNow(2_000);
  const { stream, fetchedAt, fetching } = state;
  const { kind } = freshness(stream, fetchedAt, now);
  const old = kind === 'reconnecting' || kind === 'notLive';
  return (
    <span className={styles.root}>
      <span role="status" className={styles.label} data-kind={kind}>
        <span className={styles.dot} aria-hidden />
        {t(words[kind])}
      </span>
      {old && fetchedAt !== undefined && (
        <span className={styles.ago}>
          {t('freshness.updated', {
            ago: relativeTime(fetchedAt, now, t('format.locale')),
          })}
        </span>
      )}
      {kind === 'notLive' && (
        <Button
          size="small"
          variant="secondary"
          isPending={fetching}
          onPress={onRefresh}
        >
          {t('freshness.refresh')}
        </Button>
      )}
    </span>
  );
};
