import {
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  type APIStringSelectComponent,
  type APITextDisplayComponent,
  type APITextInputComponent,
  ComponentType,
  TextInputStyle,
} from 'discord.js';
import type { CardActionName, CardButton, Form, FormField } from '../../../core/card.ts';
import type { ThreadRef } from '../../../core/task.ts';
import { text } from '../../../core/text.ts';
import { fitTo, LIMITS } from '../limits.ts';
import { label, textDisplay } from './components.ts';
import { toCustomId, toFormId } from './custom-id.ts';
import { escapeText, writtenCost } from './escape.ts';
import { plainOf } from './parts.ts';
import type { DiscordReader } from './reader.ts';

export { readFormId } from './custom-id.ts';

export type DiscordModal = APIModalInteractionResponseCallbackData;

/** A dialog; every field is known by its name. */
export const renderForm = (
  form: Form,
  { threadId }: Pick<ThreadRef, 'threadId'>,
  reader: DiscordReader,
): DiscordModal => {
  const { action, value, shownDigest } = form;
  const customId = toFormId({ action, value, threadId, ...(shownDigest ? { shownDigest } : {}) });
  if (customId === null) throw new RangeError(`no dialog can be about ${action} of ${value}`);
  const fields = form.fields.map((field) => labelOf(field, reader));
  return {
    custom_id: customId,
    title: label(form.title, reader, LIMITS.modalTitle),
    components: [...longTitle(form, reader), ...fields].slice(0, LIMITS.modalParts.max),
  };
};

/** A dialog's title is short; a longer one is said again in full where there is room. */
const longTitle = ({ title, fields }: Form, reader: DiscordReader): readonly APITextDisplayComponent[] => {
  const written = plainOf(title, reader);
  if (written.length <= LIMITS.modalTitle.max || fields.length >= LIMITS.modalParts.max) return [];
  return [sentence(written)];
};

const LONGEST = { max: 1_000, unit: 'characters' } as const;
const sentence = (written: string): APITextDisplayComponent =>
  textDisplay(/\S/.test(written) ? escapeText(fitTo(written, LONGEST, writtenCost)) : '…');

/** What does not fit into a label stands below it. */
const labelOf = (field: FormField, reader: DiscordReader): APILabelComponent => {
  const isLong = plainOf(field.label, reader).length > LIMITS.labelText.max;
  return {
    type: ComponentType.Label,
    label: label(field.label, reader, LIMITS.labelText),
    ...(isLong ? { description: label(field.label, reader, LIMITS.labelDescription) } : {}),
    component: field.kind === 'select' ? selectOf(field, reader) : inputOf(field),
  };
};

const inputOf = ({ name, kind, required, maxLength }: FormField): APITextInputComponent => ({
  type: ComponentType.TextInput,
  custom_id: name,
  style: kind === 'multiline' ? TextInputStyle.Paragraph : TextInputStyle.Short,
  required,
  ...(required ? { min_length: 1 } : {}),
  max_length: Math.min(maxLength ?? LIMITS.inputLength.max, LIMITS.inputLength.max),
});

/** An option whose value had to be cut would be another one. */
const selectOf = (
  { name, required, options = [] }: FormField,
  reader: DiscordReader,
): APIStringSelectComponent => ({
  type: ComponentType.StringSelect,
  custom_id: name,
  required,
  options: options
    .filter(({ value }) => value !== '' && value.length <= LIMITS.optionValue.max)
    .slice(0, LIMITS.selectOptions.max)
    .map((option) => ({ value: option.value, label: label(option.label, reader, LIMITS.optionLabel) })),
});

/** The one field of a dialog that asks whether a click was meant. */
const CONFIRM_FIELD = 'confirm';

const GENERAL: NonNullable<CardButton['confirm']> = {
  title: text('discord.confirm.title'),
  body: text('discord.confirm.body'),
  button: text('discord.confirm.button'),
};

/**
 * Asked before a click counts; its submission counts as the click. Without the words of the button, in general ones: an
 * id has no room for them.
 */
export const confirmForm = (
  asked: { readonly action: CardActionName; readonly value: string; readonly shownDigest?: string },
  reader: DiscordReader,
  { title, body, button } = GENERAL,
): DiscordModal => {
  const customId = toCustomId(asked.action, asked.value, asked.shownDigest, { kind: 'confirmed' });
  if (customId === null) throw new RangeError(`no dialog can be about ${asked.action} of ${asked.value}`);
  const choice: APIStringSelectComponent = {
    type: ComponentType.StringSelect,
    custom_id: CONFIRM_FIELD,
    required: true,
    options: [{ value: 'yes', label: label(button, reader, LIMITS.optionLabel) }],
  };
  const head = plainOf(title, reader);
  const said = plainOf(body, reader);
  return {
    custom_id: customId,
    title: label(title, reader, LIMITS.modalTitle),
    components: [
      sentence(head.length > LIMITS.modalTitle.max ? `${head}\n${said}` : said),
      {
        type: ComponentType.Label,
        label: label(text('discord.confirm.label'), reader, LIMITS.labelText),
        component: choice,
      },
    ],
  };
};
