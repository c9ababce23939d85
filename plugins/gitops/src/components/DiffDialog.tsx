import { useEffect, useState } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Skeleton,
} from '@backstage/ui';
import {
  DiffResult,
  ObjectId,
  shortRevision,
} from '@sluice/plugin-gitops-common';
import { gitopsApiRef } from '../api';
import { failureMessage } from '../model/failureMessage';
import { objectName } from '../model/objectName';
import { gitopsTranslationRef } from '../translation';
import styles from './diff.module.css';

type Comparison =
  | { state: 'running' }
  | { state: 'done'; result: DiffResult }
  | { state: 'failed'; message: string };

function useComparison(id: ObjectId): Comparison {
  const api = useApi(gitopsApiRef);
  const [comparison, setComparison] = useState<Comparison>({
    state: 'running',
  });
  const { cluster, kind, namespace, name } = id;
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    setComparison({ state: 'running' });
    api.getDiff({ cluster, kind, namespace, name }, { signal }).then(
      result => signal.aborted || setComparison({ state: 'done', result }),
      error =>
        signal.aborted ||
        setComparison({
          state: 'failed',
          message: failureMessage(error),
        }),
    );
    return () => controller.abort();
  }, [api, cluster, kind, namespace, name]);
  return comparison;
}

const changeWords = {
  create: 'diff.create',
  update: 'diff.update',
  delete: 'diff.delete',
} as const;

type Change = DiffResult['changes'][number];

const ObjectChange = ({ change }: { change: Change }) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const object = [change.kind, change.namespace, change.name]
    .filter(Boolean)
    .join('/');
  return (
    <section className={styles.object}>
      <h3 className={styles.name}>
        <span className={styles.change} data-change={change.change}>
          {t(changeWords[change.change])}
        </span>
        <span>{object}</span>
      </h3>
      {change.fields.length > 0 && (
        <table className={styles.fields}>
          <caption className={styles.caption}>
            {t('diff.caption', { object })}
          </caption>
          <thead>
            <tr>
              <th scope="col">{t('diff.field')}</th>
              <th scope="col">{t('diff.live')}</th>
              <th scope="col">{t('diff.desired')}</th>
            </tr>
          </thead>
          <tbody>
            {change.fields.map(({ path, live, desired }) => (
              <tr key={path}>
                <th scope="row">{path}</th>
                <td data-label={t('diff.live')} className={styles.live}>
                  {live ?? <em>{t('diff.absent')}</em>}
                </td>
                <td data-label={t('diff.desired')} className={styles.desired}>
                  {desired ?? <em>{t('diff.absent')}</em>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};

const Differences = ({ result }: { result: DiffResult }) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const { changes, errors, unchanged, revision } = result;
  return (
    <>
      <p className={styles.summary}>
        {t('diff.revision', { revision: shortRevision(revision) })}
        {' · '}
        {changes.length === 0 && errors.length === 0
          ? t('diff.none')
          : t('diff.unchanged', { count: unchanged })}
      </p>
      {changes.map(change => (
        <ObjectChange
          key={[
            change.apiVersion,
            change.kind,
            change.namespace,
            change.name,
          ].join(' ')}
          change={change}
        />
      ))}
      {errors.length > 0 && (
        <section className={styles.object}>
          <h3 className={styles.name}>{t('diff.errors')}</h3>
          <ul className={styles.errors}>
            {errors.map(({ object, message }) => (
              <li key={object}>
                <strong>{object}</strong> {message}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
};

interface DiffDialogProps {
  id: ObjectId;
  onClose: () => void;
}

/** What a reconcile would change in the cluster, field by field. */
export const DiffDialog = ({ id, onClose }: DiffDialogProps) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const comparison = useComparison(id);
  return (
    <Dialog
      isOpen
      onOpenChange={open => (open ? undefined : onClose())}
      width="min(56rem, 96vw)"
    >
      <DialogHeader>{t('diff.title', { name: objectName(id) })}</DialogHeader>
      <DialogBody>
        {comparison.state === 'running' && (
          <div role="status" aria-label={t('diff.loading')}>
            <Skeleton width="40%" height={16} />
            <div className={styles.gap} />
            <Skeleton width="100%" height={96} />
          </div>
        )}
        {comparison.state === 'failed' && (
          <p role="alert" className={styles.failed}>
            {t('diff.failed', { message: comparison.message })}
          </p>
        )}
        {comparison.state === 'done' && (
          <Differences result={comparison.result} />
        )}
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          {t('diff.close')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
};
