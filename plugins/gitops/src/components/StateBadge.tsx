import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Health, SyncState } from '@sluice/plugin-gitops-common';
import { LaneState, healthLook, stateLook } from '../model/stateLook';
import { gitopsTranslationRef } from '../translation';
import { ShapeIcon } from './ShapeIcon';
import styles from './state.module.css';

const words = {
  Ready: 'state.ready',
  Progressing: 'state.progressing',
  Waiting: 'state.waiting',
  Suspended: 'state.suspended',
  Failed: 'state.failed',
  Retrying: 'state.retrying',
  Unknown: 'state.unknown',
  NotDelivered: 'state.notDelivered',
} as const;

/** The word for a state in the reader's language. */
export function useStateWord(): (state: LaneState) => string {
  const { t } = useTranslationRef(gitopsTranslationRef);
  return state => t(words[state]);
}

/** A state as word, shape and colour. */
export const StateBadge = ({ state }: { state: LaneState }) => {
  const word = useStateWord();
  const { shape, tone } = stateLook(state);
  return (
    <span className={styles.badge} data-tone={tone} data-shape={shape}>
      <ShapeIcon shape={shape} size={16} />
      {word(state)}
    </span>
  );
};

const healthWords = {
  ok: 'health.ok',
  progressing: 'health.progressing',
  degraded: 'health.degraded',
  unknown: 'health.unknown',
} as const;

/** Health as word, shape and colour, without a frame. */
export const HealthWord = ({ health }: { health: Health }) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const { shape, tone } = healthLook(health);
  return (
    <span className={styles.word} data-tone={tone}>
      <ShapeIcon shape={shape} size={14} />
      {t(healthWords[health])}
    </span>
  );
};

const syncWords = {
  synced: 'sync.synced',
  behind: 'sync.behind',
  blocked: 'sync.blocked',
  paused: 'sync.paused',
  unknown: 'sync.unknown',
} as const;

const syncStates = {
  synced: 'Ready',
  behind: 'Progressing',
  blocked: 'Failed',
  paused: 'Suspended',
  unknown: 'Unknown',
} as const;

/** Whether what runs is what Git says, as word, shape and colour. */
export const SyncWord = ({ sync }: { sync: SyncState }) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const { shape, tone } = stateLook(syncStates[sync]);
  return (
    <span className={styles.word} data-tone={tone}>
      <ShapeIcon shape={shape} size={14} />
      {t(syncWords[sync])}
    </span>
  );
};
