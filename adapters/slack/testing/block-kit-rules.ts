/**
 * Slack's rules for messages and views, written down a second time and apart from the renderer, so that a mistake in one
 * of the two is seen. Every answer is a list of what is wrong, each with the place where it is.
 */

type Json = Readonly<Record<string, unknown>>;
type Say = (at: string, problem: string) => void;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Slack counts a text as it is sent, so `&amp;` is five. */
const lengthIn = (at: string, value: unknown, least: number, most: number, say: Say): void => {
  if (typeof value !== 'string') {
    say(at, 'is not a text');
    return;
  }
  if (value.length < least) say(at, `has ${value.length} characters, at least ${least}`);
  if (value.length > most) say(at, `has ${value.length} characters, at most ${most}`);
};

const countIn = (at: string, value: unknown, least: number, most: number, say: Say): readonly unknown[] => {
  if (!Array.isArray(value)) say(at, 'is not a list');
  const found = list(value);
  if (found.length < least || found.length > most) {
    say(at, `has ${found.length} entries, ${least} to ${most} are allowed`);
  }
  return found;
};

const unique = (at: string, values: readonly unknown[], say: Say): void => {
  const known = values.filter((value) => typeof value === 'string');
  if (new Set(known).size < known.length) say(at, `are not unique: ${known.join(', ')}`);
};

/** What may stand between `<` and `>`; anything else that looks like it is data which was not escaped. */
const MARKUP =
  /^(https?:\/\/[^\s|<>]+(\|[^<>]*)?|@[UW][A-Z0-9]+|!subteam\^S[A-Z0-9]+|!date\^-?\d+\^[^<>|]+\|[^<>]*)$/;

const markupIn = (at: string, value: unknown, say: Say): void => {
  if (typeof value !== 'string') return;
  const rest = value.replaceAll(/<([^<>]*)>/g, (whole, inner: string) => {
    if (!MARKUP.test(inner)) say(at, `holds ${whole}, which Slack would read as markup`);
    return '';
  });
  if (/[<>]/.test(rest)) say(at, 'holds an unescaped < or >');
  if (/&(?!(amp|lt|gt);)/.test(rest)) say(at, 'holds an unescaped &');
};

const halves = (at: string, value: string, say: Say): void => {
  if (!value.isWellFormed()) say(at, 'holds half a character');
};

const textIn = (
  at: string,
  value: unknown,
  most: number,
  say: Say,
  kinds: readonly string[] = ['plain_text'],
): void => {
  if (!isObject(value)) {
    say(at, 'is not a text object');
    return;
  }
  if (!kinds.includes(String(value.type))) say(at, `is ${String(value.type)}, not ${kinds.join(' or ')}`);
  lengthIn(at, value.text, 1, most, say);
  if (typeof value.text === 'string') {
    markupIn(at, value.text, say);
    if (value.type === 'plain_text' && value.text.includes('<')) say(at, 'holds markup in a plain text');
    halves(at, value.text, say);
  }
};

const STYLES = [undefined, 'primary', 'danger'];

const buttonIn = (at: string, button: Json, say: Say): void => {
  textIn(`${at}.text`, button.text, 75, say);
  lengthIn(`${at}.action_id`, button.action_id, 1, 255, say);
  if (button.value !== undefined) lengthIn(`${at}.value`, button.value, 1, 2000, say);
  if (button.url !== undefined) lengthIn(`${at}.url`, button.url, 1, 3000, say);
  if (!STYLES.includes(button.style as string)) say(`${at}.style`, `is ${String(button.style)}`);
  if (button.confirm === undefined) return;
  const confirm = isObject(button.confirm) ? button.confirm : {};
  textIn(`${at}.confirm.title`, confirm.title, 100, say);
  textIn(`${at}.confirm.text`, confirm.text, 300, say);
  textIn(`${at}.confirm.confirm`, confirm.confirm, 30, say);
  textIn(`${at}.confirm.deny`, confirm.deny, 30, say);
};

const selectIn = (at: string, select: Json, say: Say): void => {
  lengthIn(`${at}.action_id`, select.action_id, 1, 255, say);
  const options = countIn(`${at}.options`, select.options, 1, 100, say);
  for (const [index, option] of options.entries()) {
    const one = isObject(option) ? option : {};
    textIn(`${at}.options[${index}].text`, one.text, 75, say);
    lengthIn(`${at}.options[${index}].value`, one.value, 1, 150, say);
  }
};

const inputIn = (at: string, input: Json, say: Say): void => {
  lengthIn(`${at}.action_id`, input.action_id, 1, 255, say);
  for (const name of ['min_length', 'max_length']) {
    const value = input[name];
    if (value !== undefined && (typeof value !== 'number' || value < 0 || value > 3000)) {
      say(`${at}.${name}`, `is ${String(value)}`);
    }
  }
};

/** Parts of rich text and what each must have. */
const RICH: Readonly<Record<string, (at: string, part: Json, say: Say) => void>> = {
  text: (at, part, say) => {
    lengthIn(at, part.text, 1, 3000, say);
    halves(at, String(part.text), say);
  },
  link: (at, part, say) => {
    lengthIn(`${at}.url`, part.url, 1, 3000, say);
    if (!URL.canParse(String(part.url))) say(`${at}.url`, 'is no address');
    lengthIn(`${at}.text`, part.text, 1, 3000, say);
  },
  date: (at, part, say) => {
    if (!Number.isInteger(part.timestamp)) say(`${at}.timestamp`, 'is not whole seconds');
    lengthIn(`${at}.format`, part.format, 1, 255, say);
    lengthIn(`${at}.fallback`, part.fallback, 1, 255, say);
  },
  user: (at, part, say) => {
    if (!/^[UW][A-Z0-9]+$/.test(String(part.user_id))) say(at, 'names nobody');
  },
  usergroup: (at, part, say) => {
    if (!/^S[A-Z0-9]+$/.test(String(part.usergroup_id))) say(at, 'names no group');
  },
};

const richTextIn = (at: string, block: Json, say: Say): void => {
  let words = 0;
  for (const [index, element] of countIn(`${at}.elements`, block.elements, 1, 1000, say).entries()) {
    const here = `${at}.elements[${index}]`;
    const section = isObject(element) ? element : {};
    if (!['rich_text_section', 'rich_text_preformatted'].includes(String(section.type))) {
      say(here, `is ${String(section.type)}`);
    }
    for (const [place, part] of countIn(`${here}.elements`, section.elements, 1, 1000, say).entries()) {
      const one = isObject(part) ? part : {};
      const rule = RICH[String(one.type)];
      if (rule) rule(`${here}.elements[${place}]`, one, say);
      else say(`${here}.elements[${place}]`, `is ${String(one.type)}`);
      words += String(one.text ?? '').length;
    }
  }
  if (words > 3000) say(at, `has ${words} characters, at most 3000`);
};

const sectionIn = (at: string, block: Json, say: Say): void => {
  if (block.text === undefined && block.fields === undefined) say(at, 'has neither text nor fields');
  if (block.text !== undefined) textIn(`${at}.text`, block.text, 3000, say, ['plain_text', 'mrkdwn']);
  if (block.fields !== undefined) {
    for (const [index, field] of countIn(`${at}.fields`, block.fields, 1, 10, say).entries()) {
      textIn(`${at}.fields[${index}]`, field, 2000, say, ['plain_text', 'mrkdwn']);
    }
  }
  if (isObject(block.accessory)) elementIn(`${at}.accessory`, block.accessory, say);
};

const elementIn = (at: string, element: Json, say: Say): void => {
  if (element.type === 'button') buttonIn(at, element, say);
  else if (element.type === 'static_select') selectIn(at, element, say);
  else if (element.type === 'plain_text_input') inputIn(at, element, say);
  else say(at, `is ${String(element.type)}`);
};

const BLOCKS: Readonly<Record<string, (at: string, block: Json, say: Say) => void>> = {
  divider: () => undefined,
  header: (at, block, say) => textIn(`${at}.text`, block.text, 150, say),
  section: sectionIn,
  rich_text: richTextIn,
  context: (at, block, say) => {
    for (const [index, part] of countIn(`${at}.elements`, block.elements, 1, 10, say).entries()) {
      textIn(`${at}.elements[${index}]`, part, 2000, say, ['plain_text', 'mrkdwn']);
    }
  },
  actions: (at, block, say) => {
    for (const [index, part] of countIn(`${at}.elements`, block.elements, 1, 25, say).entries()) {
      elementIn(`${at}.elements[${index}]`, isObject(part) ? part : {}, say);
    }
  },
  input: (at, block, say) => {
    textIn(`${at}.label`, block.label, 2000, say);
    elementIn(`${at}.element`, isObject(block.element) ? block.element : {}, say);
  },
};

/** All blocks of a message may be this long together, as seen by those who ran into `msg_blocks_too_long`. */
const ALL_BLOCKS = 13_200;

const blocksIn = (value: unknown, most: number, kinds: readonly string[], say: Say): readonly Json[] => {
  const blocks = countIn('blocks', value, 1, most, say).map((block) => (isObject(block) ? block : {}));
  for (const [index, block] of blocks.entries()) {
    const at = `blocks[${index}]`;
    const rule = kinds.includes(String(block.type)) ? BLOCKS[String(block.type)] : undefined;
    if (rule) rule(at, block, say);
    else say(at, `is ${String(block.type)}`);
    if (block.block_id !== undefined) lengthIn(`${at}.block_id`, block.block_id, 1, 255, say);
  }
  unique(
    'block ids',
    blocks.map((block) => block.block_id),
    say,
  );
  return blocks;
};

const elementsOf = (block: Json): readonly Json[] =>
  [...(block.type === 'actions' ? list(block.elements) : []), block.accessory, block.element].filter(
    isObject,
  );

const MESSAGE_BLOCKS = ['divider', 'header', 'section', 'rich_text', 'context', 'actions'];

/** What Slack would refuse or show wrongly in a message, its further messages included; empty when all is well. */
export const checkMessage = (message: {
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly more?: readonly unknown[];
}): readonly string[] => {
  const problems: string[] = [];
  const say: Say = (at, problem) => problems.push(`${at} ${problem}`);
  if (message.text.trim() === '') say('text', 'is empty');
  if (Buffer.byteLength(message.text) > 4000)
    say('text', `has ${Buffer.byteLength(message.text)} bytes, at most 4000`);
  markupIn('text', message.text, say);
  halves('text', message.text, say);
  const blocks = blocksIn(message.blocks, 50, MESSAGE_BLOCKS, say);
  const ids = blocks.flatMap(elementsOf).map((element) => element.action_id);
  unique('action ids', ids, say);
  if (!String(blocks[0]?.block_id).startsWith('cs:')) say('blocks[0].block_id', 'does not begin with cs:');
  const size = JSON.stringify(message.blocks).length;
  if (size > ALL_BLOCKS) say('blocks', `take ${size} characters, at most ${ALL_BLOCKS}`);
  const below = (message.more ?? []).flatMap((part, index) =>
    checkMessage(part as typeof message).map((problem) => `more[${index}] ${problem}`),
  );
  return [...problems, ...below];
};

const HOME_BLOCKS = MESSAGE_BLOCKS;
const MODAL_BLOCKS = [...MESSAGE_BLOCKS, 'input'];

/** The same for a dialog or the app's home. */
export const checkView = (view: object): readonly string[] => {
  const {
    type,
    blocks,
    title,
    submit,
    close,
    private_metadata: metadata,
    callback_id: callback,
  } = view as Json;
  const problems: string[] = [];
  const say: Say = (at, problem) => problems.push(`${at} ${problem}`);
  if (type !== 'modal' && type !== 'home') say('type', `is ${String(type)}`);
  const found = blocksIn(blocks, 100, type === 'modal' ? MODAL_BLOCKS : HOME_BLOCKS, say);
  const ids = found.filter((block) => block.type !== 'input').flatMap(elementsOf);
  unique(
    'action ids',
    ids.map((element) => element.action_id),
    say,
  );
  if (metadata !== undefined) lengthIn('private_metadata', metadata, 0, 3000, say);
  if (callback !== undefined) lengthIn('callback_id', callback, 1, 255, say);
  if (type === 'modal') {
    textIn('title', title, 24, say);
    if (found.some((block) => block.type === 'input') || submit !== undefined)
      textIn('submit', submit, 24, say);
    if (close !== undefined) textIn('close', close, 24, say);
  }
  return problems;
};
