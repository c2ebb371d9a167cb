import type { InputBlock, KnownBlock, ModalView, PlainTextInput, StaticSelect } from '@slack/types';
import { z } from 'zod';
import { CARD_ACTIONS, type CardActionName, type Form, type FormField } from '../../../core/card.ts';
import { text } from '../../../core/text.ts';
import { LIMITS, sizeOf } from '../limits.ts';
import { plainOf, plainText } from './blocks.ts';
import { toParts, toPlain } from './parts.ts';
import type { SlackReader } from './reader.ts';

export const FORM_CALLBACK = 'form';

/** What a submission needs to know of the click that opened the form. It travels through the person's client. */
export interface FormState {
  readonly action: CardActionName;
  readonly value: string;
  readonly threadId: string;
  readonly channelId: string;
  /** Of the approval as it was shown where the click happened. */
  readonly shownDigest?: string;
  readonly interactionId: string;
}

const FORM_STATE = z.object({
  action: z.enum(CARD_ACTIONS),
  value: z.string(),
  threadId: z.string(),
  channelId: z.string(),
  shownDigest: z.string().optional(),
  interactionId: z.string(),
});

/** A dialog; every field is known by its name. */
export const renderForm = (form: Form, reader: SlackReader, state: FormState): ModalView => ({
  type: 'modal',
  callback_id: FORM_CALLBACK,
  private_metadata: JSON.stringify(state),
  title: plainOf(form.title, reader, LIMITS.viewTitle),
  submit: plainOf(form.submit, reader, LIMITS.viewButton),
  close: plainOf(text('page.cancel'), reader, LIMITS.viewButton),
  blocks: [...longTitle(form, reader), ...form.fields.map((field) => inputBlock(field, reader))],
});

/** A dialog's title is short; a longer one is said again in full. */
const longTitle = ({ title }: Form, reader: SlackReader): readonly KnownBlock[] => {
  const written = toPlain(toParts(title, reader), reader);
  const { viewTitle, sectionText } = LIMITS;
  if (sizeOf(written, viewTitle) <= viewTitle.max) return [];
  return [{ type: 'section', text: plainText(written, sectionText) }];
};

const inputBlock = (field: FormField, reader: SlackReader): InputBlock => ({
  type: 'input',
  block_id: field.name,
  label: plainOf(field.label, reader, LIMITS.inputLabel),
  optional: !field.required,
  element: field.kind === 'select' ? selectOf(field, reader) : inputOf(field),
});

const inputOf = ({ name, kind, required, maxLength }: FormField): PlainTextInput => ({
  type: 'plain_text_input',
  action_id: name,
  multiline: kind === 'multiline',
  ...(required ? { min_length: 1 } : {}),
  max_length: Math.min(maxLength ?? LIMITS.inputLength.max, LIMITS.inputLength.max),
});

/** An option whose value had to be cut would be another one. */
const selectOf = ({ name, options = [] }: FormField, reader: SlackReader): StaticSelect => ({
  type: 'static_select',
  action_id: name,
  options: options
    .filter(({ value }) => value !== '' && sizeOf(value, LIMITS.optionValue) <= LIMITS.optionValue.max)
    .slice(0, LIMITS.selectOptions.max)
    .map(({ value, label }) => ({ value, text: plainOf(label, reader, LIMITS.optionText) })),
});

/** null for what was not made by `renderForm`. */
export const readFormState = (metadata: unknown): FormState | null => {
  if (typeof metadata !== 'string') return null;
  try {
    const { shownDigest, ...state } = FORM_STATE.parse(JSON.parse(metadata));
    return shownDigest === undefined ? state : { ...state, shownDigest };
  } catch {
    return null;
  }
};

const FIELD = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
});
const SUBMITTED = z.object({
  state: z.object({ values: z.record(z.string(), z.record(z.string(), z.unknown())) }),
});

/** What was filled in, by field name; null when it is no submission of a form. A field left empty is an empty word. */
export const readFormValues = (view: unknown): Readonly<Record<string, string>> | null => {
  const submitted = SUBMITTED.safeParse(view);
  if (!submitted.success) return null;
  const fields = Object.entries(submitted.data.state.values).map(([name, elements]): [string, string] => {
    const { data } = FIELD.safeParse(elements[name]);
    return [name, data?.value ?? data?.selected_option?.value ?? ''];
  });
  return Object.fromEntries(fields);
};
