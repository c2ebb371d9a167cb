import { ComponentType, TextInputStyle } from 'discord.js';
import type { Actor, Locale } from '../../../core/member.ts';
import { formatText } from '../../../core/messages/format.ts';
import { PRIORITIES, type Priority } from '../../../core/task.ts';
import { text } from '../../../core/text.ts';
import type { Inbound } from '../inbound.ts';
import type { DiscordIntakeDeps } from './intake.ts';

type MessageCommand = Extract<Inbound, { readonly kind: 'message_command' }>;
type Submission = Extract<Inbound, { readonly kind: 'submission' }>;

/** Longest text of one input. */
const INPUT_LENGTH = 4000;
const MOST_OPTIONS = 25;
const FORM_ID = /^run:(\d{1,20})$/;

/** "Run as a task" with the message's own words. */
export const drawTaskForm = async (
  { stores }: Pick<DiscordIntakeDeps, 'stores'>,
  actor: Actor,
  command: MessageCommand,
) => {
  const agents = (await stores.agents.list(actor.tenantId)).filter(({ backend }) => backend !== 'runbook');
  return drawForm(actor.locale, {
    messageId: command.messageId,
    objective: command.messageText.slice(0, INPUT_LENGTH),
    agents: agents.map(({ name }) => name).slice(0, MOST_OPTIONS),
  });
};

interface TaskForm {
  readonly messageId: string;
  readonly objective: string;
  readonly agents: readonly string[];
}

const drawForm = (locale: Locale, { messageId, objective, agents }: TaskForm) => {
  const words = (key: Parameters<typeof text>[0]): string =>
    formatText(text(key), { locale, timeZone: 'UTC' });
  const select = (id: string, key: Parameters<typeof text>[0], values: readonly string[]) => ({
    type: ComponentType.Label,
    label: words(key),
    component: {
      type: ComponentType.StringSelect,
      custom_id: id,
      required: false,
      min_values: 0,
      max_values: 1,
      options: values.map((value) => ({ label: value.slice(0, 100), value: value.slice(0, 100) })),
    },
  });
  return {
    custom_id: `run:${messageId}`,
    title: words('discord.form.new_task'),
    components: [
      {
        type: ComponentType.Label,
        label: words('discord.form.objective'),
        component: {
          type: ComponentType.TextInput,
          custom_id: 'objective',
          style: TextInputStyle.Paragraph,
          max_length: INPUT_LENGTH,
          required: true,
          ...(objective ? { value: objective } : {}),
        },
      },
      ...(agents.length > 0 ? [select('agent', 'discord.form.agent', agents)] : []),
      select('priority', 'discord.form.priority', PRIORITIES),
    ],
  };
};

export interface AskedByForm {
  /** The message it is about. */
  readonly messageId: string;
  readonly objective: string;
  readonly chosen: { readonly agent?: string; readonly priority?: Priority };
}

/** What the form said; null when the submission is of another form. */
export const readTaskForm = ({ customId, values }: Submission): AskedByForm | null => {
  const messageId = FORM_ID.exec(customId)?.[1];
  if (!messageId) return null;
  const priority = PRIORITIES.find((name) => name === values.priority);
  return {
    messageId,
    objective: values.objective ?? '',
    chosen: { ...(values.agent ? { agent: values.agent } : {}), ...(priority ? { priority } : {}) },
  };
};
