import type { ReactNode } from 'react';
import type { CardButton, Notice } from '../../../core/card.ts';
import { Icon, Sign } from '../ui/icons.tsx';
import { Prose } from '../ui/prose.tsx';
import { useWords } from '../words/reader.tsx';
import { CardView } from './card.tsx';
import { ActionButton } from './card-buttons.tsx';

const TONE_SIGN = {
  neutral: '○',
  running: '◔',
  waiting: '⏸',
  success: '✓',
  danger: '✗',
  muted: '○',
} as const;

/** A private answer: for the person who clicked or asked, and nobody else. */
export const NoticeView = ({
  notice,
  onAction,
}: {
  notice: Notice;
  onAction(button: CardButton): Promise<void>;
}): ReactNode => {
  const { say, t } = useWords();
  const words = say(notice.text);
  return (
    <div className="notice" data-tone={notice.tone} data-card={notice.card ? true : undefined}>
      <p className="only-you">
        <Icon name="lock" size={13} /> {t('page.only_you')}
      </p>
      {notice.card && say(notice.card.title) === words ? null : (
        <div className="notice-line">
          <span className="sign notice-sign" data-tone={notice.tone}>
            <Sign sign={TONE_SIGN[notice.tone]} size={15} />
          </span>
          <p className="notice-text">
            <Prose text={words} />
          </p>
        </div>
      )}
      {notice.card && <CardView card={notice.card} onAction={onAction} />}
      {notice.buttons && notice.buttons.length > 0 && (
        <div className="card-buttons">
          {notice.buttons.map((button) => (
            <ActionButton key={`${button.action}:${button.value}`} button={button} onAction={onAction} />
          ))}
        </div>
      )}
    </div>
  );
};
