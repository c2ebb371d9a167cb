import type { Approval } from './approval.ts';
import { approvalNumber } from './approval.ts';
import { approvalsSoFar, whoText } from './approval-card.ts';
import type { Notice, Tone } from './card.ts';
import type { DecisionAnswer } from './decision.ts';
import type { AppError } from './errors.ts';
import { callName } from './skill.ts';
import { type Text, text } from './text.ts';

const TONES: Readonly<Record<DecisionAnswer['kind'], Tone>> = {
  accepted: 'success',
  more_needed: 'success',
  already_decided: 'neutral',
  already_said: 'neutral',
  not_entitled: 'danger',
  own_request: 'danger',
  expired: 'muted',
  withdrawn: 'muted',
  changed: 'danger',
  reason_required: 'danger',
  recorded: 'waiting',
};

/** The private answer to a click on an approval. */
export const noticeFor = (answer: DecisionAnswer, approval: Approval, clickerId?: string): Notice => ({
  tone: TONES[answer.kind],
  text: sentence(answer, approval, clickerId),
  ...(answer.kind === 'changed'
    ? {
        buttons: [
          {
            action: 'approval_details',
            value: approval.id,
            label: text('card.button.details'),
            style: 'plain',
          } as const,
        ],
      }
    : {}),
});

const sentence = (answer: DecisionAnswer, approval: Approval, clickerId?: string): Text => {
  const action = callName(approval.subject);
  const who = whoText(approval.requirement);
  const number = approvalNumber(approval.number);
  const requester = approval.requestedBy.displayName;
  switch (answer.kind) {
    case 'accepted':
      return text(`notice.accepted.${answer.verdict}`, { action, requester });
    case 'more_needed':
      return text('notice.more_needed', {
        have: answer.have,
        need: answer.need,
        missing: answer.need - Math.max(answer.have, approvalsSoFar(approval)),
        who,
      });
    case 'already_said':
      return text('notice.already_said', { at: { at: answer.at }, have: answer.have, need: answer.need });
    case 'already_decided':
      // Twice the same click, or an answer that got lost the first time.
      if (answer.by.memberId === clickerId) {
        return text(`notice.decided_by_you.${answer.status}`, { at: { at: answer.at } });
      }
      return text(`notice.already_decided.${answer.status}`, {
        by: answer.by.displayName,
        at: { at: answer.at },
        reason: answer.reason ?? '',
      });
    case 'not_entitled':
      return text('notice.not_entitled', { who, number });
    case 'own_request':
      return text('notice.own_request', { who });
    case 'expired':
      return text('notice.expired', { at: { at: answer.at } });
    case 'withdrawn':
      return text('notice.withdrawn', { by: answer.by?.displayName ?? '', at: { at: answer.at } });
    case 'changed':
      return text('notice.changed', { number });
    case 'reason_required':
      return text('notice.reason_required', { requester });
    case 'recorded':
      return text('notice.recorded');
  }
};

/** The private answer to something that was refused or failed. */
export const noticeForError = (error: Pick<AppError, 'code' | 'params'>): Notice => ({
  tone: 'danger',
  text: text(`error.${error.code}`, error.params),
});
