import type { ReactNode } from 'react';
import { useNow } from '../words/now.ts';
import { useWords } from '../words/reader.tsx';

/** Counts up from a moment; a clock that is a little off never shows less than nothing. */
export const Counting = ({ since }: { since: string }): ReactNode => {
  const { duration } = useWords();
  const seconds = Math.max(0, Math.floor((useNow() - Date.parse(since)) / 1000));
  return <span className="counting">{duration(seconds * 1000)}</span>;
};

export const Expiry = ({ at }: { at: string }): ReactNode => {
  const { t, relative, absolute } = useWords();
  const now = useNow();
  const params = { relative: relative(at, now), absolute: absolute(at) };
  return (
    <time dateTime={at}>{Date.parse(at) > now ? t('page.expires', params) : t('page.expired', params)}</time>
  );
};

/** `3 min ago`, with the whole of it on hover. */
export const Ago = ({ at }: { at: string }): ReactNode => {
  const { relative, absolute } = useWords();
  const now = useNow();
  return (
    <time dateTime={at} title={absolute(at)}>
      {relative(at, Math.max(now, Date.parse(at)))}
    </time>
  );
};
