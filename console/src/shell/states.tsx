import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { Link } from 'wouter';
import { HttpError } from '../data/http.ts';
import { problemText } from '../ui/problem.ts';
import { useWords } from '../words/reader.tsx';

/** A whole page with one thing to say. */
export const Blank = ({ title, children }: { title: string; children: ReactNode }): ReactNode => (
  <div className="blank">
    <h1>{title}</h1>
    {children}
  </div>
);

export const SignedOut = (): ReactNode => {
  const { t } = useWords();
  return (
    <main className="alone">
      <Blank title={t('page.signed_out_title')}>
        <p>{t('page.signed_out_body')}</p>
        <p className="quiet">{t('page.signed_out_hint')}</p>
      </Blank>
    </main>
  );
};

export const NotFound = (): ReactNode => {
  const { t } = useWords();
  return (
    <Blank title={t('page.not_found_title')}>
      <p>{t('page.not_found_body')}</p>
      <Link className="button" href="/chat">
        {t('page.go_to_chat')}
      </Link>
    </Blank>
  );
};

/** For content that could not be read; what is on the screen already stays there. */
export const LoadError = ({ error, onRetry }: { error: unknown; onRetry: () => void }): ReactNode => {
  const words = useWords();
  if (error instanceof HttpError && error.status === 404) return <NotFound />;
  return (
    <div className="load-error" role="alert">
      <p className="problem">{problemText(error, words)}</p>
      <Button className="button" onPress={onRetry}>
        {words.t('page.try_again')}
      </Button>
    </div>
  );
};
