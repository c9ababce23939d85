import { useId } from 'react';
import {
  RiFileSearchLine,
  RiPauseLine,
  RiPlayLine,
  RiRefreshLine,
} from '@remixicon/react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Tooltip, TooltipTrigger, VisuallyHidden } from '@backstage/ui';
import type { ActionView } from '../model/actionView';
import { gitopsTranslationRef } from '../translation';
import styles from './action.module.css';

const icons = {
  reconcile: RiRefreshLine,
  suspend: RiPauseLine,
  resume: RiPlayLine,
  diff: RiFileSearchLine,
};

export const verbWords = {
  reconcile: 'action.reconcile',
  suspend: 'action.suspend',
  resume: 'action.resume',
  diff: 'action.diff',
} as const;

interface ActionButtonProps {
  view: ActionView;
  variant: 'primary' | 'secondary' | 'tertiary';
  /** What it acts on, for those who do not see where the button stands. */
  target: string;
  onPress: () => void;
}

/**
 * An action, with the reason when it is not to be had. It stays focusable then, so that keyboard and screen reader reach the reason:
 * a button that is disabled for the browser swallows hover and focus.
 */
export const ActionButton = ({
  view,
  variant,
  target,
  onPress,
}: ActionButtonProps) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const id = useId();
  const { verb, enabled, waiting } = view;
  const Icon = icons[verb];
  const label = waiting ? t('action.requested') : t(verbWords[verb]);
  const reason = waiting
    ? t('action.requestedReason')
    : view.reason ?? t('action.notAllowed');
  const button = (
    <Button
      size="small"
      variant={variant}
      iconStart={
        <Icon
          size={16}
          aria-hidden
          className={waiting ? styles.spinning : undefined}
        />
      }
      aria-label={`${label}: ${target}`}
      aria-disabled={enabled ? undefined : true}
      aria-describedby={enabled ? undefined : id}
      className={enabled ? styles.button : styles.disabled}
      onPress={enabled ? onPress : undefined}
    >
      {label}
    </Button>
  );
  if (enabled) {
    return button;
  }
  return (
    <span className={styles.wrapper}>
      <TooltipTrigger delay={200}>
        {button}
        <Tooltip>{reason}</Tooltip>
      </TooltipTrigger>
      <VisuallyHidden id={id}>{reason}</VisuallyHidden>
    </span>
  );
};
