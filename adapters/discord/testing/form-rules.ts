import { type Json, json, list, num, word } from './json.ts';
import type { FormProblem } from './world-refusal.ts';

type Say = (at: string, code: string, message: string) => void;
const V2 = 1 << 15;
/** Rows, sections, texts, thumbnails, galleries, files, lines, containers. */
const TOP_LEVEL = [1, 9, 10, 12, 13, 14, 17];
const INSIDE: Readonly<Record<number, readonly number[]>> = {
  1: [2, 3, 5, 6, 7, 8],
  9: [10],
  17: [1, 9, 10, 12, 13, 14],
};
const SELECTS = [3, 5, 6, 7, 8];

const collect = (check: (say: Say) => void): readonly FormProblem[] => {
  const found: FormProblem[] = [];
  check((at, code, message) => found.push({ at, code, message }));
  return found;
};

const isGiven = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

/** Between these lengths, or Discord says so. */
const length = (at: string, value: unknown, least: number, most: number, say: Say): void => {
  if (typeof value !== 'string' || (least > 0 && value.trim() === '')) {
    say(at, 'BASE_TYPE_REQUIRED', 'This field is required');
  } else if (value.length < least || value.length > most) {
    const code = value.length > most && least === 0 ? 'BASE_TYPE_MAX_LENGTH' : 'BASE_TYPE_BAD_LENGTH';
    say(at, code, `Must be between ${least} and ${most} in length.`);
  }
};

const count = (at: string, value: unknown, least: number, most: number, say: Say): void => {
  const size = Array.isArray(value) ? value.length : 0;
  if (size < least || size > most) {
    say(at, 'BASE_TYPE_BAD_LENGTH', `Must be between ${least} and ${most} in length.`);
  }
};

export const withNested = (component: Json): readonly Json[] => [
  component,
  ...[...list(component.components), component.accessory, component.component]
    .filter((one) => typeof one === 'object' && one !== null)
    .flatMap((one) => withNested(json(one))),
];

const oneComponent = (at: string, component: Json, allowed: readonly number[], say: Say): void => {
  const type = num(component.type);
  if (!allowed.includes(type)) {
    say(`${at}.type`, 'BASE_TYPE_CHOICES', `Value of field "type" must be one of (${allowed.join(', ')}).`);
    return;
  }
  if (type === 2) button(at, component, say);
  if (SELECTS.includes(type)) select(at, component, say);
  if (type === 4) input(at, component, say);
  if (type === 10) length(`${at}.content`, component.content, 1, 4_000, say);
  if (type === 1) {
    const inside = list(component.components);
    count(`${at}.components`, inside, 1, inside.some((one) => SELECTS.includes(num(one.type))) ? 1 : 5, say);
  }
  if (type === 9) {
    count(`${at}.components`, component.components, 1, 3, say);
    oneComponent(`${at}.accessory`, json(component.accessory), [2, 11], say);
  }
  if (type === 17) count(`${at}.components`, component.components, 1, 40, say);
  for (const [index, one] of list(component.components).entries()) {
    oneComponent(`${at}.components.${index}`, one, INSIDE[type] ?? [], say);
  }
};

const button = (at: string, { style, label, custom_id: id, url, emoji }: Json, say: Say): void => {
  if (label !== undefined) length(`${at}.label`, label, 0, 80, say);
  else if (!emoji) say(at, 'BUTTON_COMPONENT_INVALID', 'A button must have a label or an emoji');
  if (style === 5) {
    length(`${at}.url`, url, 1, 512, say);
    if (id !== undefined) say(at, 'BUTTON_COMPONENT_INVALID', 'A link button cannot have a custom id');
    if (typeof url === 'string' && !/^(https?|discord):\/\//.test(url)) {
      say(`${at}.url`, 'URL_TYPE_INVALID_SCHEME', 'Scheme must be one of (http, https, discord).');
    }
    return;
  }
  if (![1, 2, 3, 4].includes(num(style))) say(`${at}.style`, 'BASE_TYPE_CHOICES', 'Unknown style');
  length(`${at}.custom_id`, id, 1, 100, say);
};

const select = (at: string, component: Json, say: Say): void => {
  length(`${at}.custom_id`, component.custom_id, 1, 100, say);
  if (component.placeholder !== undefined) length(`${at}.placeholder`, component.placeholder, 0, 150, say);
  if (component.type !== 3) return;
  const options = list(component.options);
  count(`${at}.options`, options, 1, 25, say);
  for (const [index, option] of options.entries()) {
    length(`${at}.options.${index}.label`, option.label, 1, 100, say);
    length(`${at}.options.${index}.value`, option.value, 1, 100, say);
    if (option.description !== undefined && option.description !== null) {
      length(`${at}.options.${index}.description`, option.description, 0, 100, say);
    }
  }
  const values = options.map(({ value }) => value);
  if (new Set(values).size < values.length) {
    say(
      `${at}.options`,
      'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
      'The specified option value is already used',
    );
  }
};

const input = (at: string, component: Json, say: Say): void => {
  length(`${at}.custom_id`, component.custom_id, 1, 100, say);
  if (![1, 2].includes(num(component.style))) say(`${at}.style`, 'BASE_TYPE_CHOICES', 'Unknown style');
  if (component.value !== undefined) length(`${at}.value`, component.value, 0, 4_000, say);
  if (component.placeholder !== undefined) length(`${at}.placeholder`, component.placeholder, 0, 100, say);
};

const uniqueIds = (components: readonly Json[], say: Say): void => {
  const seen = new Set<string>();
  for (const id of components.flatMap(withNested).map(({ custom_id: one }) => word(one))) {
    if (id !== '' && seen.has(id)) {
      say('components', 'COMPONENT_CUSTOM_ID_DUPLICATED', `Component custom id cannot be duplicated: ${id}`);
    }
    seen.add(id);
  }
};

/** What Discord would refuse in a message; empty when it takes it. */
export const problemsOf = (message: Json): readonly FormProblem[] =>
  collect((say) => {
    const components = list(message.components);
    if (typeof message.content === 'string') length('content', message.content, 0, 2_000, say);
    if (message.nonce !== undefined) length('nonce', String(message.nonce), 0, 25, say);
    if (list(message.embeds).length > 10) count('embeds', message.embeds, 0, 10, say);
    if ((num(message.flags) & V2) !== 0) newComponents(message, components, say);
    else {
      count('components', components, 0, 5, say);
      for (const [index, one] of components.entries()) oneComponent(`components.${index}`, one, [1], say);
    }
    uniqueIds(components, say);
    const { users, roles, parse } = json(message.allowed_mentions);
    if (isGiven(users) && Array.isArray(parse) && parse.includes('users')) {
      say(
        'allowed_mentions',
        'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
        'parse:["users"] and users: [ids...] are mutually exclusive.',
      );
    }
    for (const [name, ids] of Object.entries({ users, roles })) {
      if (Array.isArray(ids)) count(`allowed_mentions.${name}`, ids, 0, 100, say);
    }
  });

const newComponents = (message: Json, components: readonly Json[], say: Say): void => {
  for (const field of ['content', 'embeds', 'sticker_ids', 'poll']) {
    const value = message[field];
    if (value !== undefined && value !== null && value !== '' && (isGiven(value) || !Array.isArray(value))) {
      say(
        field,
        'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
        `The '${field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
      );
    }
  }
  count('components', components, 1, 40, say);
  for (const [index, one] of components.entries()) oneComponent(`components.${index}`, one, TOP_LEVEL, say);
  const all = components.flatMap(withNested);
  if (all.length > 40) {
    say(
      'components',
      'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED',
      'The total number of components cannot exceed 40',
    );
  }
  const size = all.reduce((sum, { content }) => sum + word(content).length, 0);
  if (size > 4_000) {
    say(
      'components',
      'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
      'The displayable text size cannot exceed 4000 characters',
    );
  }
};

/** The same for a form. */
export const problemsOfModal = (modal: Json): readonly FormProblem[] =>
  collect((say) => {
    length('data.custom_id', modal.custom_id, 1, 100, say);
    length('data.title', modal.title, 1, 45, say);
    const components = list(modal.components);
    count('data.components', components, 1, 5, say);
    for (const [index, one] of components.entries()) modalPart(`data.components.${index}`, one, say);
    uniqueIds(components, say);
  });

const modalPart = (at: string, part: Json, say: Say): void => {
  if (part.type === 10) oneComponent(at, part, [10], say);
  else if (part.type === 1) {
    count(`${at}.components`, part.components, 1, 1, say);
    oneComponent(`${at}.components.0`, json(list(part.components)[0]), [4], say);
  } else if (part.type !== 18) {
    say(`${at}.type`, 'BASE_TYPE_CHOICES', 'Value of field "type" must be one of (1, 10, 18).');
  } else {
    length(`${at}.label`, part.label, 1, 45, say);
    if (part.description !== undefined) length(`${at}.description`, part.description, 0, 100, say);
    oneComponent(`${at}.component`, json(part.component), [3, 4, 5, 6, 7, 8, 19, 21, 22, 23], say);
  }
};

/** And for choices that complete what is typed. */
export const problemsOfChoices = (data: Json): readonly FormProblem[] =>
  collect((say) => {
    count('data.choices', data.choices, 0, 25, say);
    for (const [index, choice] of list(data.choices).entries()) {
      length(`data.choices.${index}.name`, choice.name, 1, 100, say);
      if (typeof choice.value === 'string') length(`data.choices.${index}.value`, choice.value, 0, 100, say);
    }
  });
