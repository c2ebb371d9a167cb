/**
 * Discord's rules for messages and dialogs, written down a second time and apart from the renderer and from the
 * library's builders, which check neither totals nor plain JSON. Every answer is a list of what is wrong, each with the
 * place where it is.
 */

type Json = Readonly<Record<string, unknown>>;
type Say = (at: string, problem: string) => void;
type Rule = (at: string, component: Json, say: Say) => void;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objects = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.map((one) => (isObject(one) ? one : {})) : [];

const lengthIn = (at: string, value: unknown, least: number, most: number, say: Say): void => {
  if (typeof value !== 'string') {
    say(at, 'is not a text');
    return;
  }
  if (value.length < least) say(at, `has ${value.length} characters, at least ${least}`);
  if (value.length > most) say(at, `has ${value.length} characters, at most ${most}`);
  if (least > 0 && value.trim() === '') say(at, 'is blank');
  if (!value.isWellFormed()) say(at, 'holds half a character');
};

const countIn = (at: string, value: unknown, least: number, most: number, say: Say): readonly Json[] => {
  if (!Array.isArray(value)) say(at, 'is not a list');
  const found = objects(value);
  if (found.length < least || found.length > most) {
    say(at, `has ${found.length} entries, ${least} to ${most} are allowed`);
  }
  return found;
};

/** What Discord itself makes names, dates and links of; anything else that looks like it is data that was not escaped. */
const OURS = /<@&?\d{1,20}>|<t:-?\d{1,13}:[Rf]>|(?<!\\)\[[^[\]\n]+\]\(https?:\/\/[^\s()<>]+\)/g;
/** A block of code, or code within a line. */
const CODE = /```\n[\s\S]*?\n```|(?<![\\`])(`{1,2})(?!`)[^\n]*?[^`]\1(?!`)/g;

const markupIn = (at: string, written: string, say: Say): void => {
  if (/@(everyone|here|[!&]?\d)/i.test(written.replaceAll(OURS, ''))) say(at, 'could call somebody');
  // A letter in place of what is all right: what stands before and after it stays apart.
  const rest = written
    .replaceAll(CODE, 'x')
    .replaceAll(OURS, 'x')
    .replaceAll(/\\[^\p{L}\p{N}\s]/gu, 'x');
  for (const [what, pattern] of Object.entries(UNESCAPED)) {
    const found = pattern.exec(rest);
    if (found) say(at, `holds ${what}: ${rest.slice(Math.max(0, found.index - 20), found.index + 20)}`);
  }
};

const UNESCAPED: Readonly<Record<string, RegExp>> = {
  'an unescaped bracket': /[<[\]]/,
  'an open code': /`/,
  'a spoiler or a stroke': /[|~]/,
  'an emoji by name': /:[^\s:]+:/,
  'an address': /\w:\/\//,
  'a heading, a quote or a list': /^[^\S\n]*([#>+]|-(?!# )|\d+\.)/m,
};

const textDisplay: Rule = (at, { content }, say) => {
  lengthIn(`${at}.content`, content, 1, 4000, say);
  if (typeof content === 'string') markupIn(`${at}.content`, content, say);
};

const LINK = 5;
const button: Rule = (at, { style, label, custom_id: customId, url, emoji }, say) => {
  if (![1, 2, 3, 4, LINK].includes(Number(style))) say(`${at}.style`, `is ${String(style)}`);
  if (label !== undefined || emoji === undefined) lengthIn(`${at}.label`, label, 1, 80, say);
  if (style === LINK) {
    lengthIn(`${at}.url`, url, 1, 512, say);
    if (customId !== undefined) say(at, 'has both an id and an address');
    return;
  }
  lengthIn(`${at}.custom_id`, customId, 1, 100, say);
  if (url !== undefined) say(at, 'has both an id and an address');
};

const stringSelect: Rule = (at, select, say) => {
  lengthIn(`${at}.custom_id`, select.custom_id, 1, 100, say);
  if (select.placeholder !== undefined) lengthIn(`${at}.placeholder`, select.placeholder, 0, 150, say);
  const options = countIn(`${at}.options`, select.options, 1, 25, say);
  for (const [index, { label, value }] of options.entries()) {
    lengthIn(`${at}.options[${index}].label`, label, 1, 100, say);
    lengthIn(`${at}.options[${index}].value`, value, 1, 100, say);
  }
  unique(
    `${at}.options`,
    options.map(({ value }) => value),
    say,
  );
};

const textInput: Rule = (at, input, say) => {
  lengthIn(`${at}.custom_id`, input.custom_id, 1, 100, say);
  if (input.style !== 1 && input.style !== 2) say(`${at}.style`, `is ${String(input.style)}`);
  const { min_length: least = 0, max_length: most = 4000 } = input;
  if (typeof least !== 'number' || least < 0 || least > 4000) say(`${at}.min_length`, `is ${String(least)}`);
  if (typeof most !== 'number' || most < 1 || most > 4000) say(`${at}.max_length`, `is ${String(most)}`);
  if (Number(least) > Number(most)) say(at, 'asks for more than it takes');
};

const unique = (at: string, values: readonly unknown[], say: Say): void => {
  const known = values.filter((value) => typeof value === 'string');
  if (new Set(known).size < known.length) say(at, `are not unique: ${known.join(', ')}`);
};

const actionRow: Rule = (at, row, say) => {
  const inside = objects(row.components);
  const most = inside.some(({ type }) => type === 2) ? 5 : 1;
  childrenIn(at, countIn(`${at}.components`, row.components, 1, most, say), [2, 3], say);
};

const section: Rule = (at, { components, accessory }, say) => {
  childrenIn(at, countIn(`${at}.components`, components, 1, 3, say), [10], say);
  if (!isObject(accessory)) say(`${at}.accessory`, 'is missing');
  else childrenIn(`${at}.accessory`, [accessory], [2, 11], say);
};

const separator: Rule = (at, { divider, spacing }, say) => {
  if (divider !== undefined && typeof divider !== 'boolean') say(`${at}.divider`, 'is not yes or no');
  if (spacing !== undefined && spacing !== 1 && spacing !== 2) say(`${at}.spacing`, `is ${String(spacing)}`);
};

const container: Rule = (at, { components, accent_color: colour }, say) => {
  const isColour = Number.isInteger(colour) && Number(colour) >= 0 && Number(colour) <= 0xffffff;
  if (colour !== undefined && colour !== null && !isColour) say(`${at}.accent_color`, 'is no colour');
  childrenIn(at, countIn(`${at}.components`, components, 1, 39, say), [1, 9, 10, 14], say);
};

const label: Rule = (at, component, say) => {
  lengthIn(`${at}.label`, component.label, 1, 45, say);
  if (component.description !== undefined) lengthIn(`${at}.description`, component.description, 1, 100, say);
  if (!isObject(component.component)) say(at, 'labels nothing');
  else childrenIn(`${at}.component`, [component.component], [3, 4], say);
};

const RULES: Readonly<Record<number, Rule>> = {
  1: actionRow,
  2: button,
  3: stringSelect,
  4: textInput,
  9: section,
  10: textDisplay,
  14: separator,
  17: container,
  18: label,
};

const childrenIn = (at: string, components: readonly Json[], types: readonly number[], say: Say): void => {
  for (const [index, component] of components.entries()) {
    const here = `${at}[${index}]`;
    const type = Number(component.type);
    const rule = types.includes(type) ? RULES[type] : undefined;
    if (rule) rule(here, component, say);
    else say(here, `may not be of type ${String(component.type)}`);
  }
};

/** It and all that is in it. */
const withNested = (component: Json): readonly Json[] => [
  component,
  ...[...objects(component.components), component.accessory, component.component]
    .filter(isObject)
    .flatMap(withNested),
];

const totalsIn = (components: readonly Json[], say: Say): void => {
  const all = components.flatMap(withNested);
  if (all.length > 40) say('components', `are ${all.length} with nested ones, at most 40`);
  const size = all.reduce((sum, { content, label: written }) => {
    const texts = [content, written].filter((one) => typeof one === 'string');
    return sum + texts.join('').length;
  }, 0);
  if (size > 4000) say('components', `hold ${size} characters, at most 4000`);
  unique(
    'custom ids',
    all.map(({ custom_id: id }) => id),
    say,
  );
};

const ASKED = /<@(&?)(\d{1,20})>/g;

/** What is called in the texts is what may be called. */
const mentionsIn = (components: readonly Json[], mentions: unknown, say: Say): void => {
  const { users = [], roles = [] } = (isObject(mentions) ? mentions : {}) as {
    users?: readonly string[];
    roles?: readonly string[];
  };
  if (users.length > 100 || roles.length > 100) say('mentions', 'are more than 100');
  const shown = components.flatMap(withNested).map(({ content }) => String(content ?? ''));
  for (const [whole, role, id = ''] of shown.flatMap((words) => [...words.matchAll(ASKED)])) {
    if (!(role ? roles : users).includes(id)) say('mentions', `do not allow ${whole}`);
  }
};

/** What Discord would refuse or show wrongly in a message of components, its further messages included. */
export const checkMessage = (message: {
  readonly components: readonly unknown[];
  readonly mentions?: unknown;
  readonly more?: readonly unknown[];
}): readonly string[] => {
  const problems: string[] = [];
  const say: Say = (at, problem) => problems.push(`${at} ${problem}`);
  const components = countIn('components', message.components, 1, 40, say);
  childrenIn('components', components, [1, 9, 10, 14, 17], say);
  totalsIn(components, say);
  mentionsIn(components, message.mentions, say);
  const below = (message.more ?? []).flatMap((part, index) =>
    checkMessage(part as typeof message).map((problem) => `more[${index}] ${problem}`),
  );
  return [...problems, ...below];
};

/** The same for a dialog. */
export const checkModal = (modal: object): readonly string[] => {
  const { custom_id: customId, title, components } = modal as Json;
  const problems: string[] = [];
  const say: Say = (at, problem) => problems.push(`${at} ${problem}`);
  lengthIn('custom_id', customId, 1, 100, say);
  lengthIn('title', title, 1, 45, say);
  const parts = countIn('components', components, 1, 5, say);
  childrenIn('components', parts, [10, 18], say);
  totalsIn(parts, say);
  if (parts.every(({ type }) => type !== 18)) say('components', 'ask for nothing');
  return problems;
};
