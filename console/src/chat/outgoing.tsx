import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { Outgoing } from '../data/outbox.ts';
import { useSession } from '../data/queries.ts';
import { problemText } from '../ui/problem.ts';
import { useWords } from '../words/reader.tsx';

interface OutgoingProps {
  readonly outgoing: Outgoing;
  onRetry(): void;
  onDiscard(): void;
}

/** What was just sent, at once; when it did not get through it stays, with what to do. */
export const OutgoingView = ({ outgoing, onRetry, onDiscard }: OutgoingProps): ReactNode => {
  const words = useWords();
  const { t } = words;
  const { member } = useSession();
  return (
    <div className="message">
      <div className="member-message" data-mine data-state={outgoing.error ? 'failed' : 'sending'}>
        <p className="member-name">
          {member.displayName} {!outgoing.error && <span>{t('page.sending')}</span>}
        </p>
        <p className="bubble">{outgoing.text}</p>
        {outgoing.error && (
          <div className="not-sent" role="alert">
            <p className="problem">{t('page.not_sent', { why: problemText(outgoing.error, words) })}</p>
            <div className="card-buttons">
              <Button className="button primary small" onPress={onRetry}>
                {t('page.send_again')}
              </Button>
              <Button className="button small" onPress={onDiscard}>
                {t('page.edit_it')}
              </Button>
            </div>
          </div>
        )}
      </div>
    </div>
  );
};
