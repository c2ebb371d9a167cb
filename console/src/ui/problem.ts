import { HttpError } from '../data/http.ts';
import type { Words } from '../words/reader.tsx';

/** What happened, what it means, what to do: for a request that did not go through. */
export const problemText = (error: unknown, { t }: Words): string => {
  if (!(error instanceof HttpError)) return t('page.error_unexpected', { status: 0 });
  if (error.status === 0) return t('page.error_unreachable');
  return error.detail ?? t('page.error_unexpected', { status: error.status });
};
