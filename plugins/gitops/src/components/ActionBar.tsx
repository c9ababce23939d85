import { useState } from 'react';
import {
  useAnalytics,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { VisuallyHidden } from '@backstage/ui';
import {
  ActionVerb,
  ComponentDelivery,
  formatObjectId,
} from '@sluice/plugin-gitops-common';
import { gitopsApiRef } from '../api';
import type { EntityFeed, EntityFeedState } from '../feed/entityFeed';
import { ActionView, actionViews } from '../model/actionView';
import { failureMessage } from '../model/failureMessage';
import { objectName } from '../model/objectName';
import { gitopsTranslationRef } from '../translation';
import { ActionButton, verbWords } from './ActionButton';
import { ConfirmDialog } from './ConfirmDialog';
import { DiffDialog } from './DiffDialog';
import styles from './action.module.css';

type WriteVerb = Exclude<ActionVerb, 'diff'>;

interface ActionBarProps {
  delivery: ComponentDelivery;
  environment: string;
  feed: EntityFeed;
  state: EntityFeedState;
  /** Offers the primary action alone. */
  primaryOnly?: boolean;
}

/** The actions of a delivery, with the dialogs that they open. */
export const ActionBar = ({
  delivery,
  environment,
  feed,
  state,
  primaryOnly,
}: ActionBarProps) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const api = useApi(gitopsApiRef);
  const analytics = useAnalytics();
  const [open, setOpen] = useState<ActionVerb>();
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<string>();
  const [announcement, setAnnouncement] = useState('');

  const request = state.requests.get(formatObjectId(delivery.id));
  const views = actionViews(delivery, request);
  const name = objectName(delivery.id);

  const send = async (verb: WriteVerb) => {
    setSending(true);
    setError(undefined);
    analytics.captureEvent('click', `gitops.${verb}`);
    try {
      feed.acted(await api.act(delivery.id, verb));
      setOpen(undefined);
      setAnnouncement(
        t('action.announced', { verb: t(verbWords[verb]), name }),
      );
    } catch (cause) {
      setError(
        t('action.failed', {
          message: failureMessage(cause),
        }),
      );
    } finally {
      setSending(false);
    }
  };

  const press = ({ verb, confirm }: ActionView) => {
    setError(undefined);
    if (verb === 'diff') {
      analytics.captureEvent('click', 'gitops.diff');
      setOpen(verb);
    } else if (confirm === 'never') {
      void send(verb);
    } else {
      setOpen(verb);
    }
  };

  const shown = primaryOnly ? views.slice(0, 1) : views;
  return (
    <div>
      <div
        role="group"
        aria-label={t('action.group', { name: `${name}, ${environment}` })}
        className={styles.bar}
      >
        {shown.map((view, index) => (
          <ActionButton
            key={view.verb}
            view={view}
            variant={index === 0 ? 'secondary' : 'tertiary'}
            target={environment}
            onPress={() => press(view)}
          />
        ))}
      </div>
      <VisuallyHidden role="status">{announcement}</VisuallyHidden>
      {error && !open && (
        <p role="alert" className={styles.error}>
          {error}
        </p>
      )}
      {open === 'diff' && (
        <DiffDialog id={delivery.id} onClose={() => setOpen(undefined)} />
      )}
      {open && open !== 'diff' && (
        <ConfirmDialog
          delivery={delivery}
          verb={open}
          sending={sending}
          error={error}
          onConfirm={() => void send(open)}
          onCancel={() => setOpen(undefined)}
        />
      )}
    </div>
  );
};
