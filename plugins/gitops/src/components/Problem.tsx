import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Explanation, ownerName } from '@sluice/plugin-gitops-common';
import { gitopsTranslationRef } from '../translation';
import { EntityLink } from './EntityLink';
import styles from './problem.module.css';

interface ProblemProps {
  explanation: Explanation;
  /** The page has said it elsewhere. */
  quiet?: boolean;
}

/**
 * What is the case in one sentence, with cause, owner and next step for those who scan; the original message is one click away.
 */
export const Problem = ({ explanation, quiet }: ProblemProps) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const { severity, sentence, cause, owner, nextStep, location, raw } =
    explanation;
  const facts = !quiet && severity !== 'ok' && severity !== 'info';
  return (
    <div className={styles.root} data-severity={quiet ? 'ok' : severity}>
      <p className={styles.sentence}>{sentence}</p>
      {facts && (
        <dl className={styles.facts}>
          {cause && (
            <div>
              <dt>{t('problem.cause')}</dt>
              <dd>{cause}</dd>
            </div>
          )}
          {location && (
            <div>
              <dt>{t('problem.location')}</dt>
              <dd className={styles.code}>
                {location.line
                  ? t('problem.line', {
                      file: location.file,
                      line: String(location.line),
                    })
                  : location.file}
              </dd>
            </div>
          )}
          {owner && (
            <div>
              <dt>{t('problem.owner')}</dt>
              <dd>
                <EntityLink entityRef={owner}>{ownerName(owner)}</EntityLink>
              </dd>
            </div>
          )}
          {nextStep && (
            <div>
              <dt>{t('problem.nextStep')}</dt>
              <dd>{nextStep}</dd>
            </div>
          )}
        </dl>
      )}
      {raw && (
        <details className={styles.details}>
          <summary>{t('problem.raw')}</summary>
          <pre className={styles.raw}>{raw}</pre>
        </details>
      )}
    </div>
  );
};
