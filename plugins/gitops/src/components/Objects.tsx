import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { DeliveredObject } from '@sluice/plugin-gitops-common';
import { gitopsTranslationRef } from '../translation';
import { HealthWord } from './StateBadge';
import styles from './objects.module.css';

/** Objects up to which the list is open from the start. */
const openUpTo = 6;

interface ObjectsProps {
  objects: DeliveredObject[];
  environment: string;
}

/** The component's own objects and how each is doing. */
export const Objects = ({ objects, environment }: ObjectsProps) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  if (objects.length === 0) {
    return null;
  }
  const ill = objects.some(({ health }) => health !== 'ok');
  return (
    <details
      className={styles.root}
      open={objects.length <= openUpTo || ill || undefined}
    >
      <summary>{t('objects.title', { count: objects.length })}</summary>
      <table className={styles.table}>
        <caption className={styles.hidden}>
          {t('objects.caption', { environment })}
        </caption>
        <thead className={styles.hidden}>
          <tr>
            <th scope="col">{t('objects.kind')}</th>
            <th scope="col">{t('objects.name')}</th>
            <th scope="col">{t('objects.ready')}</th>
            <th scope="col">{t('objects.health')}</th>
          </tr>
        </thead>
        <tbody>
          {objects.map(
            ({
              apiVersion,
              kind,
              namespace,
              name,
              health,
              message,
              replicas,
            }) => (
              <tr key={[apiVersion, kind, namespace, name].join(' ')}>
                <td className={styles.kind}>{kind}</td>
                <th scope="row" className={styles.name}>
                  {namespace && (
                    <span className={styles.namespace}>{namespace}/</span>
                  )}
                  {name}
                  {message && <p className={styles.message}>{message}</p>}
                </th>
                <td className={styles.replicas}>
                  {replicas &&
                    t('objects.replicas', {
                      ready: String(replicas.ready),
                      desired: String(replicas.desired),
                    })}
                </td>
                <td className={styles.health}>
                  <HealthWord health={health} />
                </td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </details>
  );
};
