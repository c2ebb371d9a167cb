import { until } from '../../../local/testing/until.ts';
import { type Json, json, list } from './json.ts';
import { type Acted, type ActOver, channelFor, messageFor, type PersonTools } from './person-tools.ts';
import { type DiscordField, type DiscordModal, toModal, toSeen } from './seen-in-discord.ts';
import type { OpenModal } from './world-interactions.ts';

export interface ClickOver extends ActOver {
  /** Sent in place of the button's own. */
  readonly customId?: string;
}

type Ref = { readonly messageId: string };

const fits = (pattern: string | RegExp, label: string): boolean =>
  typeof pattern === 'string' ? label === pattern : pattern.test(label);

export const pressing = (tools: PersonTools) => {
  const { core, interactions, userId } = tools;
  const act = (at: Ref, data: Json, over: ClickOver): Promise<Acted> => {
    const source = messageFor(tools, at);
    const channel = channelFor(tools, source.channelId);
    return interactions.start({
      type: 3,
      userId,
      channel,
      source,
      data: { ...data, ...(over.customId ? { custom_id: over.customId } : {}), ...over.data },
      over: over.payload ?? {},
    });
  };
  return {
    click: async (at: Ref, label: string | RegExp, over: ClickOver = {}): Promise<Acted> => {
      const { buttons } = toSeen(core.state, messageFor(tools, at));
      const button = buttons.find((one) => fits(label, one.label));
      if (!button) throw new Error(`no button ${label}: ${buttons.map((one) => one.label).join(', ')}`);
      if (button.url) throw new Error(`${button.label} opens ${button.url}`);
      if (button.disabled) throw new Error(`${button.label} is greyed out`);
      return act(at, { component_type: 2, custom_id: button.customId }, over);
    },
    /** Without looking for a button: what a client that is not Discord's could send. */
    press: async (at: Ref, customId: string, over: ClickOver = {}): Promise<Acted> =>
      act(at, { component_type: 2, custom_id: customId }, over),
    choose: async (
      at: Ref,
      placeholder: string | RegExp,
      labels: string | readonly string[],
      over: ClickOver = {},
    ): Promise<Acted> => {
      const { selects } = toSeen(core.state, messageFor(tools, at));
      const select = selects.find((one) => fits(placeholder, one.placeholder));
      if (!select)
        throw new Error(`no list ${placeholder}: ${selects.map((one) => one.placeholder).join(', ')}`);
      const values = [labels].flat().map((label) => optionValue(select.options, label));
      return act(at, { component_type: 3, custom_id: select.customId, values }, over);
    },
  };
};

const optionValue = (
  options: readonly { readonly label: string; readonly value: string }[],
  wanted: string,
): string => {
  const option = options.find(({ label, value }) => label === wanted || value === wanted);
  if (!option) throw new Error(`no choice ${wanted}: ${options.map(({ label }) => label).join(', ')}`);
  return option.value;
};

export const forms = (tools: PersonTools) => {
  const { core, interactions, userId } = tools;
  const open = (): readonly OpenModal[] => interactions.modals.filter((one) => one.userId === userId);
  const close = (one: OpenModal): void => {
    const at = interactions.modals.indexOf(one);
    if (at >= 0) interactions.modals.splice(at, 1);
  };
  const top = (): OpenModal => {
    const found = open().at(-1);
    if (!found) throw new Error('no form is open');
    return found;
  };
  return {
    modal: (words: string | RegExp = ''): Promise<DiscordModal> =>
      until(
        `a form ${words}`,
        () => {
          const seen = toModal(core.state, top().modal);
          return (typeof words === 'string' ? seen.text.includes(words) : words.test(seen.text)) && seen;
        },
        10_000,
      ),
    modals: (): readonly DiscordModal[] => open().map(({ modal }) => toModal(core.state, modal)),
    closeModal(): void {
      close(top());
    },
    submit: async (
      values: Readonly<Record<string, string | readonly string[]>>,
      over: ActOver = {},
    ): Promise<Acted> => {
      const opened = top();
      const { modal, sourceId, channelId } = opened;
      const seen = toModal(core.state, modal);
      for (const name of Object.keys(values)) {
        if (!seen.fields.some(({ label, customId }) => label === name || customId === name)) {
          throw new Error(`no field ${name}: ${seen.fields.map(({ label }) => label).join(', ')}`);
        }
      }
      const components = list(modal.components).map((part, index) => fill(part, index, seen, values));
      close(opened);
      return interactions.start({
        type: 5,
        userId,
        channel: channelFor(tools, channelId),
        source: core.state.messages.get(sourceId ?? '') ?? null,
        data: { custom_id: seen.customId, components, ...over.data },
        over: over.payload ?? {},
      });
    },
  };
};

const fill = (
  part: Json,
  index: number,
  { fields }: DiscordModal,
  values: Readonly<Record<string, string | readonly string[]>>,
): Json => {
  const id = index * 2 + 1;
  if (part.type === 10) return { type: 10, id };
  const inner = part.type === 18 ? json(part.component) : json(list(part.components)[0]);
  const field = fields.find(({ customId }) => customId === inner.custom_id);
  if (!field) return { type: part.type, id };
  const entered = enter(field, values[field.label] ?? values[field.customId] ?? field.value);
  const filled = { type: field.type, id: id + 1, custom_id: field.customId, ...entered };
  return part.type === 18 ? { type: 18, id, component: filled } : { type: 1, id, components: [filled] };
};

const TEXT_INPUT = 4;

/** As Discord's client sends it; throws when it would not let the form go. */
const enter = (field: DiscordField, given: string | readonly string[]): Json => {
  const { label, required, maxLength, options } = field;
  if (field.type === TEXT_INPUT) {
    const value = String(given);
    if (required && value === '') throw new Error(`the field ${label} is required`);
    if (value.length > maxLength) throw new Error(`the field ${label} takes ${maxLength} characters`);
    return { value };
  }
  const wanted = [given].flat().filter((one) => one !== '');
  if (required && wanted.length === 0) throw new Error(`the field ${label} is required`);
  return { values: options.length > 0 ? wanted.map((one) => optionValue(options, one)) : wanted };
};
