import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import type { EntityFeedState } from '../feed/entityFeed';
import { useNow } from '../feed/useNow';
import { failureMessage } from '../model/failureMessage';
import { relativeTime } from '../model/relativeTime';
import { gitopsTranslationRef } from '../translation';

interface FailureProps {
  state: EntityFeedState;
  onRetry: () => void;
}

/** Says that the last request failed. What was fetched before stays on the page. */
export const Failure = ({ state, onRetry }: FailureProps) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const now = useNow();
  const { error, fetchedAt, fetching } = state;
  if (!error) {
    return null;
  }
  const retry = (
    <Button
      size="small"
      variant="secondary"
      isPending={fetching}
      onPress={onRetry}
    >
      {t('error.retry')}
    </Button>
  );
  return fetchedAt === undefined ? (
    <Alert
      role="alert"
      status="danger"
      icon
      title={t('error.title')}
      description={failureMessage(error)}
      customActions={retry}
    />
  ) : (
    <Alert
      role="status"
      status="warning"
      icon
      title={t('error.stale', {
        ago: relativeTime(fetchedAt, now, t('format.locale')),
        message: failureMessage(error),
      })}
      customActions={retry}
    />
  );
};
