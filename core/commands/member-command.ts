import { ROLES, type Role } from '../member.ts';
import { GROUP_NAME } from '../requirement.ts';
import { text } from '../text.ts';
import { nearest, splitWords, type Word } from '../words.ts';
import { accept, type CommandResult, mistake } from './command-result.ts';

/** What an admin can do with people, by their names. */
export type MemberAction =
  | { readonly kind: 'list' }
  | { readonly kind: 'add'; readonly person: string; readonly role: Role; readonly email: string | null }
  | { readonly kind: 'role'; readonly person: string; readonly role: Role }
  | {
      readonly kind: 'link';
      readonly person: string;
      /** The chat platform's own id of the user. */
      readonly user: string;
      readonly workspace: string | null;
    }
  | { readonly kind: 'unlink'; readonly person: string; readonly workspace: string | null }
  /** Domains whose confirmed addresses link people; null: show them. */
  | { readonly kind: 'email'; readonly domains: readonly string[] | null }
  | { readonly kind: 'group_list' }
  | { readonly kind: 'group_add'; readonly group: string; readonly source: string }
  | { readonly kind: 'group_remove'; readonly group: string }
  | { readonly kind: 'group_join' | 'group_leave'; readonly group: string; readonly person: string };

/** The names a person may have meant. */
export interface KnownNames {
  readonly members: readonly string[];
  readonly groups: readonly string[];
}

export const MEMBER_ACTIONS = ['list', 'add', 'role', 'link', 'unlink', 'email', 'group'] as const;
const GROUP_ACTIONS = ['list', 'add', 'remove', 'join', 'leave'] as const;

const OPTION = /^(role|email|workspace|slack_usergroup|discord_role):(.+)$/s;
/** As chats write a mention, or the bare id: Slack's begin with U or W, Discord's are numbers. */
const PLATFORM_USER = /^(?:<@!?([A-Z0-9]{1,30})(?:\|[^>]*)?>|@?([UW][A-Z0-9]{1,30}|\d{15,21}))$/;
const USERGROUP = /^(?:<!subteam\^(S[A-Z0-9]{1,30})(?:\|[^>]*)?>|(S[A-Z0-9]{1,30}))$/;
const ROLE = /^(?:<?@&(\d{15,21})>?|(\d{15,21}))$/;
const MAX_NAME = 80;

/** The words behind the action, and what makes a whole line of other words in their place. */
interface Given {
  readonly before: string;
  readonly plain: readonly Word[];
  readonly options: Readonly<Record<string, string>>;
  readonly optionWords: readonly string[];
  readonly known: KnownNames | null;
}

const quoted = (name: string): string => (/\s/.test(name) ? `"${name}"` : name);

/** The line again with these words before its options. */
const lineOf = ({ before, optionWords }: Given, ...words: readonly string[]): string =>
  [before, ...words, ...optionWords].join(' ');

const writeAs = (example: string): CommandResult => mistake(text('command.write_as', { example }));

const toGiven = (before: string, words: readonly Word[], known: KnownNames | null): Given => {
  const options: Record<string, string> = {};
  const plain: Word[] = [];
  const optionWords: string[] = [];
  for (const word of words) {
    const [, name, value] = OPTION.exec(word.value) ?? [];
    if (name && value) {
      options[name] = value;
      optionWords.push(word.typed);
    } else plain.push(word);
  }
  return { before, plain, options, optionWords, known };
};

/** `/member …`. With `known`, a name that nobody has is a mistake with the nearest one. */
export const parseMember = (rest: string, known: KnownNames | null): CommandResult => {
  const [first, ...words] = splitWords(rest);
  if (!first)
    return mistake(text('member.needs_action', { actions: MEMBER_ACTIONS.join(', ') }), '/member list');
  const typed = first.value.toLowerCase();
  const action = MEMBER_ACTIONS.find((name) => name === typed);
  if (!action) return unknownAction('/member', first, words, MEMBER_ACTIONS);
  if (action === 'group') return parseGroup(words, known);
  const given = toGiven(`/member ${action}`, words, known);
  switch (action) {
    case 'list':
      return accept({ name: 'member', action: { kind: 'list' } });
    case 'add':
      return parseAdd(given);
    case 'role':
      return parseRole(given);
    case 'link':
      return parseLink(given);
    case 'email':
      return parseEmail(words);
    case 'unlink':
      return withPerson(given, given.plain, (person) =>
        accept({ name: 'member', action: { kind: 'unlink', person, ...workspaceOf(given) } }),
      );
  }
};

const unknownAction = (
  before: string,
  first: Word,
  words: readonly Word[],
  actions: readonly string[],
): CommandResult => {
  const near = nearest(first.value.toLowerCase(), actions);
  return mistake(
    text('member.unknown_action', { action: `${before} ${first.value}`, actions: actions.join(', ') }),
    near ? [before, near, ...words.map((word) => word.typed)].join(' ') : null,
  );
};

const workspaceOf = ({ options }: Given): { readonly workspace: string | null } => ({
  workspace: options.workspace ?? null,
});

/** All these words are one name, also without quotes. */
const nameOf = (words: readonly Word[]): string =>
  words
    .map((word) => word.value)
    .join(' ')
    .replace(/^@/, '')
    .trim();

const sameWord = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const withPerson = (
  given: Given,
  words: readonly Word[],
  then: (person: string) => CommandResult,
  around: { readonly before?: readonly string[]; readonly after?: readonly string[] } = {},
): CommandResult => {
  const name = nameOf(words);
  if (name === '') return writeAs(lineOf(given, ...(around.before ?? []), 'Ana', ...(around.after ?? [])));
  if (given.known === null || given.known.members.some((member) => sameWord(member, name))) return then(name);
  const near = nearest(name, given.known.members);
  return mistake(
    text('error.member_unknown', { name }),
    near ? lineOf(given, ...(around.before ?? []), quoted(near), ...(around.after ?? [])) : null,
  );
};

/** `then` with the role, or what is wrong with it; `line` makes the line with another one in its place. */
const withRole = (
  word: string,
  line: (role: Role) => string,
  then: (role: Role) => CommandResult,
): CommandResult => {
  const role = ROLES.find((name) => name === word.toLowerCase());
  if (role) return then(role);
  const near = nearest(word.toLowerCase(), ROLES);
  return mistake(text('member.bad_role', { role: word }), near ? line(near) : null);
};

/** As a chat makes a link of it: `<mailto:ana@example.org|ana@example.org>`. */
const MAIL_LINK = /^<mailto:([^|>]+)(?:\|[^>]*)?>$/;

const parseAdd = (given: Given): CommandResult => {
  const person = nameOf(given.plain);
  if (person === '' || person.length > MAX_NAME) return writeAs('/member add "Ana Lima" role:approver');
  const { role = 'requester', email: typed } = given.options;
  const email = typed === undefined ? null : (MAIL_LINK.exec(typed)?.[1] ?? typed);
  if (email !== null && !/^[^\s@]+@[^\s@]+$/.test(email)) {
    return mistake(text('member.bad_email', { email }));
  }
  const line = (right: Role): string =>
    ['/member add', quoted(person), `role:${right}`, ...(email ? [`email:${email}`] : [])].join(' ');
  return withRole(role, line, (right) =>
    accept({ name: 'member', action: { kind: 'add', person, role: right, email } }),
  );
};

const parseRole = (given: Given): CommandResult => {
  const inOption = given.options.role;
  const words = inOption === undefined ? given.plain.slice(0, -1) : given.plain;
  const role = inOption ?? given.plain.at(-1)?.value;
  if (role === undefined || words.length === 0) return writeAs('/member role Ana approver');
  const name = nameOf(words);
  return withRole(
    role,
    (right) => `/member role ${quoted(name)} ${right}`,
    (right) =>
      withPerson(
        { ...given, optionWords: [] },
        words,
        (person) => accept({ name: 'member', action: { kind: 'role', person, role: right } }),
        { after: [right] },
      ),
  );
};

const parseLink = (given: Given): CommandResult => {
  const last = given.plain.at(-1);
  const words = given.plain.slice(0, -1);
  if (!last || words.length === 0) return writeAs('/member link Ana U012AB3CD');
  const [, mentioned, bare] = PLATFORM_USER.exec(last.value) ?? [];
  const user = mentioned ?? bare;
  if (user === undefined) return mistake(text('member.bad_user', { user: last.value }));
  return withPerson(
    given,
    words,
    (person) => accept({ name: 'member', action: { kind: 'link', person, user, ...workspaceOf(given) } }),
    { after: [last.typed] },
  );
};

const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
/** As a chat makes a link of a name with dots: `<http://example.org|example.org>`. */
const WEB_LINK = /^<https?:\/\/[^|>]*\|([^>]+)>$/;

const parseEmail = (words: readonly Word[]): CommandResult => {
  const typed = words
    .flatMap(({ value }) => value.split(','))
    .map((word) => (WEB_LINK.exec(word)?.[1] ?? word).replace(/^@/, '').toLowerCase())
    .filter((word) => word !== '');
  const accepted = (domains: readonly string[] | null): CommandResult =>
    accept({ name: 'member', action: { kind: 'email', domains } });
  if (typed.length === 0) return accepted(null);
  if (typed.length === 1 && typed[0] === 'off') return accepted([]);
  const wrong = typed.find((word) => !DOMAIN.test(word));
  return wrong === undefined ? accepted(typed) : mistake(text('member.bad_domain', { domain: wrong }));
};

const parseGroup = (words: readonly Word[], known: KnownNames | null): CommandResult => {
  const [first, ...more] = words;
  if (!first) return accept({ name: 'member', action: { kind: 'group_list' } });
  const action = GROUP_ACTIONS.find((name) => name === first.value.toLowerCase());
  if (!action) return unknownAction('/member group', first, more, GROUP_ACTIONS);
  if (action === 'list') return accept({ name: 'member', action: { kind: 'group_list' } });
  const given = toGiven(`/member group ${action}`, more, known);
  if (action === 'add') return parseGroupAdd(given);
  const [, ...people] = given.plain;
  if (action === 'remove') {
    return withGroup(given, [], (group) =>
      accept({ name: 'member', action: { kind: 'group_remove', group } }),
    );
  }
  return withGroup(given, people, (group) =>
    withPerson(
      given,
      people,
      (person) =>
        accept({
          name: 'member',
          action: { kind: action === 'join' ? 'group_join' : 'group_leave', group, person },
        }),
      { before: [group] },
    ),
  );
};

const groupOf = (word: Word | undefined): string => (word?.value ?? '').replace(/^@/, '').toLowerCase();

const withGroup = (
  given: Given,
  people: readonly Word[],
  then: (group: string) => CommandResult,
): CommandResult => {
  const group = groupOf(given.plain[0]);
  if (group === '') return writeAs(`${given.before} ops`);
  if (given.known === null || given.known.groups.includes(group)) return then(group);
  const near = nearest(group, given.known.groups);
  const line = near ? lineOf(given, near, ...people.map((word) => word.typed)) : null;
  return mistake(text('member.group.unknown', { group }), line);
};

const parseGroupAdd = (given: Given): CommandResult => {
  const [first, second] = given.plain;
  const group = groupOf(first);
  if (group === '') return writeAs('/member group add ops');
  if (!GROUP_NAME.test(group)) return mistake(text('member.bad_group', { group }));
  const outside = given.options.slack_usergroup ?? given.options.discord_role ?? second?.value;
  if (outside === undefined)
    return accept({ name: 'member', action: { kind: 'group_add', group, source: 'manual' } });
  const source = sourceOf('slack_usergroup', USERGROUP, outside) ?? sourceOf('discord_role', ROLE, outside);
  if (source === null) return mistake(text('member.bad_usergroup', { usergroup: outside }));
  return accept({ name: 'member', action: { kind: 'group_add', group, source } });
};

/** Where a chat keeps the group's people, by its mention or its bare id; null: it is none of this kind. */
const sourceOf = (
  kind: 'slack_usergroup' | 'discord_role',
  pattern: RegExp,
  words: string,
): string | null => {
  const [, mentioned, bare] = pattern.exec(words) ?? [];
  const id = mentioned ?? bare;
  return id === undefined ? null : `${kind}:${id}`;
};
