import { type ReactNode, useId } from 'react';
import type { Card, CardButton } from '../../../core/card.ts';
import { Sign } from '../ui/icons.tsx';
import { useWords } from '../words/reader.tsx';
import { CardButtons } from './card-buttons.tsx';
import { CardSections } from './card-sections.tsx';
import { Counting, Expiry } from './time.tsx';

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
