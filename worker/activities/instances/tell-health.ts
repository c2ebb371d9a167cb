import type { Card } from '../../../core/card.ts';
import { AppError } from '../../../core/errors.ts';
import { text } from '../../../core/text.ts';
import type { ActivityDeps } from '../deps.ts';
import type { InstanceChatActivities } from './types.ts';

/** A card of its own for each change, where the instance was last asked for. */
export const createTellHealth =
  ({ stores, chats }: Pick<ActivityDeps, 'stores' | 'chats'>): InstanceChatActivities['tellHealth'] =>
  async ({ tenantId, instanceId, thread, report, at }) => {
    const chat = chats.get(thread.platform);
    if (!chat) throw new AppError('chat_unavailable', { platform: thread.platform });
    const instance = await stores.instances.byId(tenantId, instanceId);
    if (!instance) throw new AppError('not_found');
    const { name } = instance;
    const { failure } = report;
    const card: Card = {
      kind: 'notice',
      tone: report.healthy ? 'success' : 'danger',
      sign: report.healthy ? '✓' : '✗',
      title: text(report.healthy ? 'instance.well' : 'instance.ill', { name }),
      state: [text('approval.at', { at: { at } })],
      sections: failure ? [{ kind: 'lines', lines: [text(`error.${failure.code}`, failure.params)] }] : [],
      buttons: [],
    };
    await chat.publish(tenantId, thread, `message:instance-health:${instanceId}:${at}`, card);
  };
