/** Yes, or why not. */
type There = true | string;

export interface Scenario {
  readonly what: string;
  readonly console: There;
  readonly slack: There;
  readonly discord: There;
}

const ALL = { console: true, slack: true, discord: true } as const;
const CHATS = { slack: true, discord: true } as const;
const ONE_PAGE = 'the web chat is one page: everything in it is said to the bot';

/** What people do and see, and on which platform a test shows it. `scenario(id, …)` in a test's title ties the two. */
export const SCENARIOS = {
  mention: {
    what: 'A mention starts a task: one live card, its steps, its answer',
    ...ALL,
  },
  words: { what: 'A request as it is typed, or in a direct message', ...ALL },
  command: {
    what: 'A slash command starts a task in a thread of its own',
    ...CHATS,
    console: 'typed like any words',
  },
  choices: {
    what: 'Choices while a command is typed',
    console: true,
    slack: 'Slack has none for slash commands; a typing error is met with what was meant',
    discord: true,
  },
  typo: {
    what: 'A typing error is met with what was meant, and a button that runs it',
    ...ALL,
  },
  menu: {
    what: 'A message of somebody else becomes a task by its menu',
    ...CHATS,
    console: 'has no such menu',
  },
  'menu-thread': {
    what: 'What became a task by its menu is answered in that message’s thread',
    slack: true,
    discord: 'in a thread of its own, which hangs from its card',
    console: 'has no such menu',
  },
  form: {
    what: 'A form from anywhere',
    slack: true,
    discord: 'Discord has no shortcuts outside of messages and commands; `/task` has the same fields',
    console: 'has none: `/task` is typed',
  },
  home: {
    what: 'A page of what waits for me',
    console: 'the pages Tasks and Approvals',
    slack: true,
    discord: 'Discord has no page for an app; `/tasks` and `/approvals` show the same',
  },
  assistant: {
    what: 'An assistant pane that greets and suggests',
    console: 'an empty thread suggests',
    slack: true,
    discord: 'Discord has none',
  },
  'follow-up': { what: 'Words in the thread of a running task reach it', ...ALL },
  stop: { what: 'A task is stopped from its card, and says by whom', ...ALL },
  'approve-twice': { what: 'Two decide at once: one counts, both are told, no button is left', ...ALL },
  reject: { what: 'Rejected with a reason: it does not run, and everybody sees why', ...ALL },
  refused: { what: 'The requester and strangers can’t decide, and are told privately', ...ALL },
  late: { what: 'A click on what was decided long ago is answered', ...ALL },
  expiry: { what: 'An approval nobody answers expires, and says so', ...ALL, discord: true },
  copies: {
    what: 'An approval is copied to the approvals channel, and ends there, too',
    slack: true,
    discord: true,
    console: 'the page Approvals shows them all',
  },
  direct: {
    what: 'Who must decide and is not there gets the card directly',
    slack: true,
    discord:
      'who sees a channel can’t be asked without reading everybody; people of the thread are called by name',
    console: 'the page Approvals shows them all',
  },
  'both-platforms': {
    what: 'An approval shown in Slack and in Discord is decided once, and ends in both',
    ...CHATS,
    console: 'shows every approval in any case',
  },
  closed: {
    what: 'A place that is closed for good while a task runs: a direct message, or a note in the trace',
    ...CHATS,
    console: 'its threads are not closed',
  },
  redelivery: { what: 'The same message or click again is one task, one decision', ...ALL },
  stranger: {
    what: 'Somebody unknown is told so kindly, and starts nothing',
    ...CHATS,
    console: 'nobody gets in without signing in',
  },
  silence: { what: 'Nothing comes of talk that is not for the bot', ...CHATS, console: ONE_PAGE },
  trace: { what: 'The trace of every task has no gap and no duplicate', ...ALL },
  storms: {
    what: 'Limits, faults, broken connections, deleted messages: the end is shown, nothing runs twice',
    ...CHATS,
    console: 'shows rows of the database; a lost connection is in `reconnect`',
  },
  reconnect: { what: 'A lost connection loses nothing', ...ALL },
  crash: {
    what: 'A process killed in the middle loses and repeats nothing',
    console: true,
    slack: true,
    discord: true,
  },
} as const satisfies Readonly<Record<string, Scenario>>;

export type ScenarioId = keyof typeof SCENARIOS;

/** The title of a test that shows this scenario. */
export const scenario = (_id: ScenarioId, title: string): string => title;
