import { RiLoopLeftLine } from '@remixicon/react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { RunningImage } from '@sluice/plugin-gitops-common';
import { imageView } from '../model/imageView';
import { gitopsTranslationRef } from '../translation';
import styles from './images.module.css';

/** The images that run; those that are still on their way say so. */
export const Images = ({ images }: { images: RunningImage[] }) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  if (images.length === 0) {
    return <span className={styles.muted}>{t('images.none')}</span>;
  }
  return (
    <ul className={styles.list}>
      {images.map(image => {
        const { repository, version } = imageView(image);
        return (
          <li key={`${image.container} ${image.image}`} title={image.image}>
            <span className={styles.repository}>{repository}</span>
            <span className={styles.version}>{version}</span>
            {!image.rolledOut && (
              <span className={styles.rolling}>
                <RiLoopLeftLine size={14} aria-hidden />
                {t('images.rolling')}
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
};
