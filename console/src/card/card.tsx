import { type ReactNode, useId } from 'react';
import type { Card, CardButton } from '../../../core/card.ts';
import { Sign } from '../ui/icons.tsx';
import { useNow } from '../words/now.ts';
import { useWords } from '../words/reader.tsx';
import { CardButtons } from './card-buttons.tsx';
import { CardSections } from './card-sections.tsx';

export interface CardViewProps {
  readonly card: Card;
  /** On a page of its own: larger, folds open. */
  readonly large?: boolean;
  /** Carries a click out; resolves when the server has answered, rejects with what went wrong. */
  onAction(button: CardButton): Promise<void>;
}

/** The neutral card as this page draws it. All words come from the card or the catalogue. */
export const CardView = ({ card, large = false, onAction }: CardViewProps): ReactNode => {
  const titleId = useId();
  return (
    <article
      className="card"
      data-tone={card.tone}
      data-kind={card.kind}
      data-large={large || undefined}
      aria-labelledby={titleId}
    >
      <CardHeader card={card} titleId={titleId} large={large} />
      <CardSections card={card} large={large} onAction={onAction} />
      <CardButtons card={card} large={large} onAction={onAction} />
    </article>
  );
};

const CardHeader = ({ card, titleId, large }: { card: Card; titleId: string; large: boolean }): ReactNode => {
  const { say } = useWords();
  const Title = large ? 'h1' : 'h3';
  // A list or a help has no state that a sign could say.
  const plain = card.tone === 'neutral' && card.state.length === 0;
  return (
    <header className="card-header" data-plain={plain || undefined}>
      {!plain && (
        <span className="sign" data-tone={card.tone}>
          <Sign sign={card.sign} size={large ? 20 : 16} />
        </span>
      )}
      <div className="card-heading">
        <Title className="card-title" id={titleId}>
          {say(card.title)}
        </Title>
        <p className="card-state">
          {card.state.map((word, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: words have no identity but their place
            <span key={index} className={index === 0 ? 'state-word' : undefined}>
              {say(word)}
            </span>
          ))}
          {card.since && <Counting since={card.since} />}
          {card.expiresAt && <Expiry at={card.expiresAt} />}
        </p>
        {card.subtitle && card.subtitle.length > 0 && (
          <p className="card-subtitle">
            {card.subtitle.map((word, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: words have no identity but their place
              <span key={index}>{say(word)}</span>
            ))}
          </p>
        )}
      </div>
      {card.number && <span className="card-number">{card.number}</span>}
    </header>
  );
};

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
      {relative(at, now)}
    </time>
  );
};
