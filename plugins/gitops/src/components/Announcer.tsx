import { useEffect, useRef, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { VisuallyHidden } from '@backstage/ui';
import type { EntityDeliveries } from '@sluice/plugin-gitops-common';
import { stateChanges } from '../model/stateChanges';
import { gitopsTranslationRef } from '../translation';
import { useStateWord } from './StateBadge';

/** Tells screen readers, politely, which environments changed their state. */
export const Announcer = ({
  deliveries,
}: {
  deliveries: EntityDeliveries | undefined;
}) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const word = useStateWord();
  const before = useRef<EntityDeliveries>();
  const [text, setText] = useState('');
  useEffect(() => {
    const changes =
      before.current && deliveries
        ? stateChanges(before.current, deliveries)
        : [];
    before.current = deliveries;
    if (changes.length > 0) {
      setText(
        changes
          .map(({ environment, state, sentence }) =>
            t('state.changed', { environment, state: word(state), sentence }),
          )
          .join(' '),
      );
    }
  }, [deliveries, t, word]);
  return <VisuallyHidden role="status">{text}</VisuallyHidden>;
};
