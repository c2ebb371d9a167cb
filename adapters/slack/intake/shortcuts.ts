import type { View } from '@slack/types';
import type { Actor } from '../../../core/member.ts';
import { formatText } from '../../../core/messages/format.ts';
import { PRIORITIES, type Priority } from '../../../core/task.ts';
import { text } from '../../../core/text.ts';
import type { Inbound } from '../inbound.ts';
import type { SlackWorkspace } from '../slack-workspaces.ts';
import type { SlackIntakeDeps } from './intake.ts';

type Shortcut = Extract<Inbound, { readonly kind: 'message_shortcut' | 'global_shortcut' }>;
type Submission = Extract<Inbound, { readonly kind: 'submission' }>;

export const SHORTCUT_FORM = 'new_task_form';
/** Longest text of one input. */
const INPUT_LENGTH = 3000;

interface Place {
  readonly channelId: string;
  readonly threadTs: string;
}

/** "Run as a task" with the message's own words, or an empty form from anywhere. */
export const openShortcutForm = async (
  { stores }: Pick<SlackIntakeDeps, 'stores'>,
  workspace: SlackWorkspace,
  actor: Actor,
  shortcut: Shortcut,
): Promise<void> => {
  const agents = (await stores.agents.list(workspace.tenantId)).filter(
    ({ backend }) => backend !== 'runbook',
  );
  const isMessage = shortcut.kind === 'message_shortcut';
  const place: Place | null = isMessage
    ? { channelId: shortcut.channelId, threadTs: shortcut.threadTs ?? shortcut.messageTs }
    : null;
  const view = drawForm(actor, {
    place,
    objective: isMessage ? shortcut.messageText.slice(0, INPUT_LENGTH) : '',
    agents: agents.map(({ name }) => name),
  });
  await workspace.api.call('views.open', { trigger_id: shortcut.triggerId, view });
};

const drawForm = (
  { locale }: Actor,
  form: { readonly place: Place | null; readonly objective: string; readonly agents: readonly string[] },
): View => {
  const words = (key: Parameters<typeof text>[0]): string =>
    formatText(text(key), { locale, timeZone: 'UTC' });
  const plain = (key: Parameters<typeof text>[0]) => ({ type: 'plain_text' as const, text: words(key) });
  const option = (value: string) => ({
    text: { type: 'plain_text' as const, text: value.slice(0, 75) },
    value,
  });
  return {
    type: 'modal',
    callback_id: SHORTCUT_FORM,
    private_metadata: JSON.stringify(form.place ?? {}),
    title: plain('slack.form.new_task'),
    submit: plain('slack.form.start'),
    close: plain('page.cancel'),
    blocks: [
      {
        type: 'input',
        block_id: 'objective',
        label: plain('slack.form.objective'),
        element: {
          type: 'plain_text_input',
          action_id: 'objective',
          multiline: true,
          max_length: INPUT_LENGTH,
          ...(form.objective ? { initial_value: form.objective } : {}),
        },
      },
      ...(form.agents.length > 0
        ? [
            {
              type: 'input' as const,
              block_id: 'agent',
              optional: true,
              label: plain('slack.form.agent'),
              element: {
                type: 'static_select' as const,
                action_id: 'agent',
                options: form.agents.slice(0, 100).map(option),
              },
            },
          ]
        : []),
      {
        type: 'input',
        block_id: 'priority',
        optional: true,
        label: plain('slack.form.priority'),
        element: { type: 'static_select', action_id: 'priority', options: PRIORITIES.map(option) },
      },
      ...(form.place
        ? []
        : [
            {
              type: 'input' as const,
              block_id: 'channel',
              optional: true,
              label: plain('slack.form.channel'),
              element: {
                type: 'conversations_select' as const,
                action_id: 'channel',
                default_to_current_conversation: true,
              },
            },
          ]),
    ],
  };
};

export interface AskedByForm {
  /** '': directly to who asked. */
  readonly channelId: string;
  readonly threadTs: string | null;
  readonly objective: string;
  readonly chosen: { readonly agent?: string; readonly priority?: Priority };
}

/** What the form said; null when the submission is of another form. */
export const readShortcut = ({ callbackId, privateMetadata, values }: Submission): AskedByForm | null => {
  if (callbackId !== SHORTCUT_FORM) return null;
  const place = readPlace(privateMetadata);
  const priority = PRIORITIES.find((name) => name === values.priority);
  return {
    channelId: place?.channelId ?? values.channel ?? '',
    threadTs: place?.threadTs ?? null,
    objective: values.objective ?? '',
    chosen: { ...(values.agent ? { agent: values.agent } : {}), ...(priority ? { priority } : {}) },
  };
};

const readPlace = (metadata: string): Place | null => {
  try {
    const { channelId, threadTs } = JSON.parse(metadata) as Partial<Place>;
    return typeof channelId === 'string' && typeof threadTs === 'string' ? { channelId, threadTs } : null;
  } catch {
    return null;
  }
};
