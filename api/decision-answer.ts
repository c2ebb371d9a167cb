import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Approval } from '../core/approval.ts';
import type { DecisionAnswer } from '../core/decision.ts';
import { noticeFor } from '../core/notices.ts';
import { callerOf } from './plugins/auth.ts';
import { refuse } from './problem.ts';
import { type decisionAnswer, toApprovalBody } from './schemas/approval.ts';
import { toPersonBody } from './schemas/common.ts';
import { localeOf, say } from './words.ts';

type Kind = DecisionAnswer['kind'];

/** What counted is an answer; what did not is a problem, with the same code the button's private answer has. */
const STATUS: Readonly<Record<Kind, number>> = {
  accepted: 200,
  more_needed: 200,
  already_said: 200,
  recorded: 202,
  already_decided: 409,
  changed: 409,
  own_request: 403,
  not_entitled: 403,
  expired: 410,
  withdrawn: 410,
  reason_required: 422,
};

const factsOf = (answer: DecisionAnswer): Record<string, unknown> => {
  switch (answer.kind) {
    case 'already_decided':
      return { decided: answer.status, by: toPersonBody(answer.by), at: answer.at, reason: answer.reason };
    case 'withdrawn':
      return { by: answer.by && toPersonBody(answer.by), at: answer.at };
    case 'expired':
      return { at: answer.at };
    default:
      return {};
  }
};

/** Says what became of a decision. */
export const answerDecision = (
  request: FastifyRequest,
  reply: FastifyReply,
  { answer, approval }: { readonly answer: DecisionAnswer; readonly approval: Approval },
): FastifyReply => {
  const status = STATUS[answer.kind];
  const { text } = noticeFor(answer, approval, callerOf(request).actor.memberId);
  switch (answer.kind) {
    case 'accepted':
    case 'more_needed':
    case 'already_said':
    case 'recorded': {
      const body: z.infer<typeof decisionAnswer> = {
        outcome: answer.kind,
        message: say(text, localeOf(request)),
        ...('need' in answer ? { have: answer.have, need: answer.need } : {}),
        approval: toApprovalBody(approval),
      };
      return reply.code(status).send(body);
    }
    default:
      return refuse(request, reply, {
        status,
        code: answer.kind,
        text,
        more: { outcome: answer.kind, ...factsOf(answer) },
      });
  }
};
