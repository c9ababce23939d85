import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useNow } from '../feed/useNow';
import { relativeTime } from '../model/relativeTime';
import { gitopsTranslationRef } from '../translation';

/** How long ago an RFC 3339 time was; the whole time on hover. Nothing when it is not a time. */
export const Ago = ({ at }: { at: string | undefined }) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const now = useNow();
  const time = at ? Date.parse(at) : NaN;
  if (Number.isNaN(time)) {
    return null;
  }
  const locale = t('format.locale');
  return (
    <time dateTime={at} title={new Date(time).toLocaleString(locale)}>
      {relativeTime(time, now, locale)}
    </time>
  );
};

/** The time of day of an RFC 3339 time, with the day when it was another, and how long ago that was. */
export const Since = ({ at }: { at: string }) => {
  const { t } = useTranslationRef(gitopsTranslationRef);
  const time = new Date(at);
  const today = new Date().toDateString() === time.toDateString();
  return (
    <>
      {time.toLocaleString(t('format.locale'), {
        hour: 'numeric',
        minute: '2-digit',
        ...(today ? {} : { month: 'short', day: 'numeric' }),
      })}{' '}
      (<Ago at={at} />)
    </>
  );
};
