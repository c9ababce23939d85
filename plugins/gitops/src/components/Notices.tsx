import type { ReactNode } from 'react';
import {
  RiCloudOffLine,
  RiLockLine,
  RiPlugLine,
  RiStopCircleLine,
  RiTimeLine,
} from '@remixicon/react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { EntityDeliveries } from '@sluice/plugin-gitops-common';
import { Notice, notices } from '../model/notices';
import { gitopsTranslationRef } from '../translation';
import { Since } from './Ago';
import styles from './notices.module.css';

const icons = {
  unreachable: RiCloudOffLine,
  forbidden: RiLockLine,
  connecting: RiPlugLine,
  stopped: RiStopCircleLine,
  waiting: RiTimeLine,
};

function useNoticeText(): (notice: Notice) => ReactNode {
  const { t } = useTranslationRef(gitopsTranslationRef);
  return ({ kind, title, since, holder }) => {
    const cluster = title;
    switch (kind) {
      case 'unreachable':
        return (
          <>
            {t('notice.unreachable', { cluster, since: <Since at={since} /> })}{' '}
            {t('notice.unreachableEffect')}
          </>
        );
      case 'forbidden':
        return t('notice.forbidden', { cluster });
      case 'connecting':
        return t('notice.connecting', { cluster });
      case 'stopped':
        return (
          <>
            {t('notice.stopped', { cluster, since: <Since at={since} /> })}{' '}
            {t('notice.stoppedEffect')}
          </>
        );
      default:
        return (
          <>
            {t('notice.waiting', { cluster })}{' '}
            {holder && t('notice.waitingHolder', { holder })}
          </>
        );
    }
  };
}

/** What is the matter with whole clusters, one line each, so that no lane has to look broken for it. */
export const Notices = ({ deliveries }: { deliveries: EntityDeliveries }) => {
  const text = useNoticeText();
  const list = notices(deliveries);
  return (
    <div role="status" className={styles.region}>
      {list.length > 0 && (
        <ul className={styles.list}>
          {list.map(notice => {
            const Icon = icons[notice.kind];
            return (
              <li
                key={notice.cluster}
                className={styles.notice}
                data-kind={notice.kind}
              >
                <Icon size={16} aria-hidden className={styles.icon} />
                <div className={styles.text}>
                  <p>{text(notice)}</p>
                  {notice.message && (
                    <p className={styles.detail}>{notice.message}</p>
                  )}
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
};
