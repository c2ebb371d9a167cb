import type { Card, CardActionName } from '../../../core/card.ts';
import { post } from './http.ts';
import { newId } from './uuid.ts';

/** Clicks of this tab: a dialog opens here only when it answers one of them. */
const mine = new Set<string>();

export const isMine = (interactionId: string): boolean => mine.has(interactionId);
export const forget = (interactionId: string): void => void mine.delete(interactionId);

export interface ChatAction {
  readonly threadKey: string;
  readonly slot: string;
  readonly action: CardActionName;
  /** Opaque id, from the button. */
  readonly value: string;
  readonly values?: Readonly<Record<string, string>>;
  /** The card that was on the screen when it was clicked. */
  readonly card?: Card;
}

/** Carries a click out. Its answer comes as a message, for this member alone. */
export const sendAction = async ({ card, ...action }: ChatAction): Promise<void> => {
  const interactionId = newId();
  mine.add(interactionId);
  await post('/console/api/actions', {
    ...action,
    interactionId,
    ...(card?.digest === undefined ? {} : { shownDigest: card.digest }),
  });
};
