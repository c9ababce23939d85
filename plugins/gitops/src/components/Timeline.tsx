import { useEffect, useState } from 'react';
import {
  RiArrowGoBackLine,
  RiCheckLine,
  RiCloseLine,
  RiDeleteBinLine,
  RiHeartPulseLine,
  RiInformationLine,
  RiPauseLine,
  RiPlayLine,
  RiRefreshLine,
} from '@remixicon/react';
import { Entity, getCompoundEntityRef } from '@backstage/catalog-model';
import type { ErrorLike } from '@backstage/errors';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Card, CardBody, Skeleton } from '@backstage/ui';
import {
  EntityTimeline,
  TimelineEntry,
  shortRevision,
} from '@sluice/plugin-gitops-common';
import { gitopsApiRef } from '../api';
import { failureMessage } from '../model/failureMessage';
import { mergeEntries } from '../model/mergeEntries';
import { objectName } from '../model/objectName';
import { personName } from '../model/personName';
import { shortMessage } from '../model/shortMessage';
import { gitopsTranslationRef } from '../translation';
import { Ago } from './Ago';
import styles from './timeline.module.css';

const icons = {
  applied: RiCheckLine,
  failed: RiCloseLine,
  recovered: RiCheckLine,
  'drift-corrected': RiArrowGoBackLine,
  pruned: RiDeleteBinLine,
  suspended: RiPauseLine,
  resumed: RiPlayLine,
  'reconcile-requested': RiRefreshLine,
  health: RiHeartPulseLine,
  event: RiInformationLine,
};

const words = {
  applied: 'timeline.applied',
  failed: 'timeline.failure',
  recovered: 'timeline.recovered',
  'drift-corrected': 'timeline.driftCorrected',
  pruned: 'timeline.pruned',
  suspended: 'timeline.suspended',
  resumed: 'timeline.resumed',
  'reconcile-requested': 'timeline.requested',
  health: 'timeline.health',
  event: 'timeline.event',
} as const;

const Message = ({ message }: { message: string }) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const text = message.replace(/\b([\w./-]+@)?sha\d+:[0-9a-f]{40,}/g, hash =>
    shortRevision(hash),
  );
  const shown = shortMessage(text);
  if (shown === text) {
    return <p className={styles.message}>{text}</p>;
  }
  return (
    <div className={styles.message}>
      <p>{shown}</p>
      <details>
        <summary>{t('timeline.whole')}</summary>
        <p className={styles.whole}>{text}</p>
      </details>
    </div>
  );
};

const Entry = ({ entry }: { entry: TimelineEntry }) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const { type, severity, message, object, at, actor, count } = entry;
  const Icon = icons[type];
  return (
    <li className={styles.entry} data-severity={severity}>
      <span className={styles.mark}>
        <Icon size={14} aria-hidden />
      </span>
      <div className={styles.body}>
        <p className={styles.head}>
          <strong>{t(words[type])}</strong>
          <span className={styles.muted}>
            <Ago at={at} />
          </span>
          {actor && (
            <span className={styles.muted}>
              {t('timeline.actor', { actor: personName(actor) })}
            </span>
          )}
          {count !== undefined && count > 1 && (
            <span className={styles.muted}>
              {t('timeline.times', { number: String(count) })}
            </span>
          )}
        </p>
        <Message message={message} />
        <p className={styles.muted} title={objectName(object)}>
          {object.namespace}/{object.name} · {object.cluster}
        </p>
      </div>
    </li>
  );
};

interface TimelineProps {
  entity: Entity;
  timeline: EntityTimeline | undefined;
  error: ErrorLike | undefined;
}

/** What happened, newest first; older pages are fetched when they are asked for. */
export const Timeline = ({ entity, timeline, error }: TimelineProps) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const api = useApi(gitopsApiRef);
  const [older, setOlder] = useState<EntityTimeline>();
  const [loading, setLoading] = useState(false);
  const [failure, setFailure] = useState<string>();
  const { kind, namespace, name } = getCompoundEntityRef(entity);
  useEffect(() => setOlder(undefined), [kind, namespace, name]);

  const entries = mergeEntries(timeline?.entries ?? [], older?.entries ?? []);
  const cursor = older ? older.nextCursor : timeline?.nextCursor;

  const more = async () => {
    setLoading(true);
    setFailure(undefined);
    try {
      const page = await api.getTimeline({ kind, namespace, name }, { cursor });
      setOlder({
        entries: mergeEntries(older?.entries ?? [], page.entries),
        nextCursor: page.nextCursor,
      });
    } catch (cause) {
      setFailure(failureMessage(cause));
    } finally {
      setLoading(false);
    }
  };

  const message = failure ?? (error && failureMessage(error));
  return (
    <section className={styles.root} aria-label={t('timeline.title')}>
      <Card>
        <CardBody>
          <h2 className={styles.title}>{t('timeline.title')}</h2>
          {message && (
            <p role="alert" className={styles.failure}>
              {t('timeline.failed', { message })}
            </p>
          )}
          {!timeline && !error && <Skeleton width="100%" height={96} />}
          {timeline && entries.length === 0 && (
            <p className={styles.muted}>{t('timeline.none')}</p>
          )}
          {entries.length > 0 && (
            <ol className={styles.list}>
              {entries.map(entry => (
                <Entry key={entry.id} entry={entry} />
              ))}
            </ol>
          )}
          {cursor && (
            <Button
              size="small"
              variant="tertiary"
              isPending={loading}
              onPress={() => void more()}
            >
              {t('timeline.older')}
            </Button>
          )}
        </CardBody>
      </Card>
    </section>
  );
};
