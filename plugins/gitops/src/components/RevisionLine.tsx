import { RiArrowRightLine, RiGitCommitLine } from '@remixicon/react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import type { ComponentDelivery, Revision } from '@sluice/plugin-gitops-common';
import { revisionView } from '../model/revisionView';
import { gitopsTranslationRef } from '../translation';
import { Ago } from './Ago';
import styles from './revision.module.css';

const Short = ({ revision }: { revision: Revision }) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const { short, url, text } = revisionView(revision);
  return url ? (
    <Link
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={t('revision.open', { short })}
      className={styles.hash}
      title={text}
    >
      {short}
    </Link>
  ) : (
    <span className={styles.hash} title={text}>
      {short}
    </span>
  );
};

interface RevisionLineProps {
  delivery: ComponentDelivery;
  /** Says less, to fit a row. */
  dense?: boolean;
}

/** The commit that runs, and the one that comes next when it is another. */
export const RevisionLine = ({ delivery, dense }: RevisionLineProps) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const { applied, latest } = delivery;
  if (!applied && !latest) {
    return <span className={styles.muted}>{t('revision.none')}</span>;
  }
  const view = applied && revisionView(applied);
  const next = latest && latest.text !== applied?.text ? latest : undefined;
  return (
    <span className={styles.line} data-dense={dense || undefined}>
      <RiGitCommitLine size={16} aria-hidden className={styles.icon} />
      {applied ? (
        <Short revision={applied} />
      ) : (
        <span className={styles.muted}>{t('revision.none')}</span>
      )}
      {next && (
        <span
          className={styles.next}
          title={t('revision.newer', { short: revisionView(next).short })}
        >
          <RiArrowRightLine size={14} aria-hidden />
          <Short revision={next} />
          {!dense && <span className={styles.muted}>{t('revision.next')}</span>}
        </span>
      )}
      {view?.message && (
        <span className={styles.message} title={view.message}>
          {view.message}
        </span>
      )}
      {view?.author && (
        <span className={styles.author}>
          {t('revision.by', { author: view.author })}
        </span>
      )}
      {view?.committedAt && (
        <span className={styles.muted}>
          <Ago at={view.committedAt} />
        </span>
      )}
    </span>
  );
};
