import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import {
  ActionVerb,
  ComponentDelivery,
  ownerName,
} from '@sluice/plugin-gitops-common';
import { objectName } from '../model/objectName';
import { gitopsTranslationRef } from '../translation';
import { verbWords } from './ActionButton';
import { EntityLink } from './EntityLink';
import styles from './action.module.css';

const titles = {
  reconcile: 'confirm.reconcile',
  suspend: 'confirm.suspend',
  resume: 'confirm.resume',
} as const;

interface ConfirmDialogProps {
  delivery: ComponentDelivery;
  verb: Exclude<ActionVerb, 'diff'>;
  sending: boolean;
  error?: string;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Asks before an action is sent, and shows whom it affects. */
export const ConfirmDialog = ({
  delivery,
  verb,
  sending,
  error,
  onConfirm,
  onCancel,
}: ConfirmDialogProps) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const { shared, id } = delivery;
  return (
    <Dialog
      isOpen
      onOpenChange={open => (open ? undefined : onCancel())}
      width="min(30rem, 92vw)"
    >
      <DialogHeader>{t(titles[verb], { name: objectName(id) })}</DialogHeader>
      <DialogBody>
        {verb === 'suspend' && (
          <p className={styles.dialogText}>{t('confirm.suspendEffect')}</p>
        )}
        <p className={styles.dialogText}>
          {shared.length > 0
            ? t('confirm.affected', { count: shared.length })
            : t('confirm.alone')}
        </p>
        {shared.length > 0 && (
          <ul className={styles.affected}>
            {shared.map(({ title, owner, entityRef }) => (
              <li key={`${title} ${owner}`}>
                {entityRef ? (
                  <EntityLink entityRef={entityRef}>{title}</EntityLink>
                ) : (
                  <span>{title}</span>
                )}
                {owner && (
                  <span className={styles.owner}>
                    {t('confirm.ownedBy', { owner: ownerName(owner) })}
                  </span>
                )}
              </li>
            ))}
          </ul>
        )}
        {error && (
          <p role="alert" className={styles.error}>
            {error}
          </p>
        )}
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onCancel}>
          {t('confirm.cancel')}
        </Button>
        <Button
          variant="primary"
          destructive={verb === 'suspend'}
          isPending={sending}
          onPress={onConfirm}
        >
          {t(verbWords[verb])}
        </Button>
      </DialogFooter>
    </Dialog>
  );
};
