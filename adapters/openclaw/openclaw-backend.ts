import { AppError } from '../../core/errors.ts';
import type { Locale } from '../../core/member.ts';
import type { AgentBackend, Turn } from '../../core/ports/agent-backend.ts';
import type { GatewayTarget } from '../../core/ports/instance-gateway.ts';
import { type Text, text } from '../../core/text.ts';
import { runAgentTurn } from './agent-turn.ts';
import type { OpenClawGateways } from './create-gateways.ts';
import { toMessage } from './to-message.ts';

export interface OpenClawBackendDeps {
  readonly gateways: Pick<OpenClawGateways, 'connect'>;
  /** The tenant's instance, opened for this turn; an error of ours when there is none that runs. */
  readonly targetOf: (tenantId: string) => Promise<GatewayTarget | AppError>;
  readonly format: (text: Text, locale: Locale) => string;
}

/** Everything of one turn follows from the task and how far it is, so that a repeat finds the run it began. */
export const turnKey = ({ task, exchanges }: Turn): string => `${task.id}.${exchanges.length + 1}`;

/** The agent inside the tenant's OpenClaw as a mind. A session for each turn: what it must know is in its message. */
export const createOpenClawBackend = ({ gateways, targetOf, format }: OpenClawBackendDeps): AgentBackend => ({
  kind: 'openclaw',
  remote: true,
  next: async (turn, { signal }) => {
    const target = await targetOf(turn.task.tenantId);
    if (target instanceof AppError) throw target;
    const key = turnKey(turn);
    const answer = await runAgentTurn((abort) => gateways.connect(target, abort), {
      key,
      sessionKey: `agent:main:countersign:${key}`,
      message: toMessage(turn),
      signal,
    });
    const output = answer.text.trim() || format(text('minds.no_words'), turn.locale);
    return { type: 'final', output, usage: answer.usage };
  },
});
