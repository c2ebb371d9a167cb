import { memo, type ReactNode } from 'react';
import type { Card, CardButton } from '../../../core/card.ts';
import type { ConsoleMessage } from '../../../core/ports/stores.ts';
import { CardView } from '../card/card.tsx';
import { NoticeView } from '../card/notice.tsx';
import { sendAction } from '../data/actions.ts';
import { useSession } from '../data/queries.ts';
import { useWords } from '../words/reader.tsx';

interface MessageProps {
  readonly threadKey: string;
  readonly message: ConsoleMessage;
}

/** One message of the thread; redrawn only when it is written again. */
export const MessageView = memo(({ threadKey, message }: MessageProps): ReactNode => {
  const { t } = useWords();
  const { body, author, slot } = message;
  const act = (card?: Card) => (button: CardButton) =>
    sendAction({ threadKey, slot, action: button.action, value: button.value, ...(card ? { card } : {}) });
  if (body.kind === 'notice') {
    return (
      <li className="message">
        <NoticeView notice={body.notice} onAction={act(body.notice.card)} />
      </li>
    );
  }
  if (body.kind === 'card') {
    return (
      <li className="message">
        <CardView card={body.card} onAction={act(body.card)} />
        {message.visibleTo !== null && <p className="only-you">{t('page.only_you')}</p>}
      </li>
    );
  }
  if (body.kind === 'form') return null;
  return (
    <li className="message">
      {author.kind === 'member' ? (
        <MemberText
          name={author.displayName}
          memberId={author.memberId}
          text={body.text}
          at={message.createdAt}
        />
      ) : (
        <p className="bot-text">{body.text}</p>
      )}
    </li>
  );
});

const MemberText = ({
  name,
  memberId,
  text,
  at,
}: {
  name: string;
  memberId: string;
  text: string;
  at: string;
}): ReactNode => {
  const { absolute } = useWords();
  const { member } = useSession();
  return (
    <div className="member-message" data-mine={memberId === member.id || undefined}>
      <p className="member-name">
        {name} <time dateTime={at}>{absolute(at)}</time>
      </p>
      <p className="bubble">{text}</p>
    </div>
  );
};
