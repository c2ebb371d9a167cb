import type { Actor } from '../../../core/member.ts';
import { callName } from '../../../core/skill.ts';
import { taskNumber } from '../../../core/task.ts';
import type { DiscordGuild } from '../discord-guilds.ts';
import type { Inbound } from '../inbound.ts';
import type { DiscordIntakeDeps } from './intake.ts';

type Asked = Extract<Inbound, { readonly kind: 'autocomplete' }>;

export interface Choice {
  readonly name: string;
  readonly value: string;
}

const MOST = 25;
/** Of which those are shown that fit what was typed. */
const MOST_TASKS = 100;
const LONGEST = 100;

const cut = (words: string): string => (words.length > LONGEST ? `${words.slice(0, LONGEST - 1)}…` : words);
const choice = (value: string, about = ''): Choice => ({
  name: cut(about === '' ? value : `${value} – ${about.replace(/\s+/g, ' ')}`),
  value,
});

/** What can stand there, those first that begin as was typed. Whoever is not known here is offered nothing. */
export const completeOption = async (
  deps: DiscordIntakeDeps,
  guild: DiscordGuild | null,
  asked: Asked,
): Promise<readonly Choice[]> => {
  if (!guild) return [];
  const { tenantId, place } = guild;
  const member = await deps.chatStores.identities.memberOf(tenantId, place, asked.userId);
  const actor = member ? await deps.resolveActor(tenantId, member) : null;
  if (!actor) return [];
  const typed = asked.typed.trim().toLowerCase();
  const all = await choicesFor(deps, actor, asked);
  const begins = all.filter(({ value }) => value.toLowerCase().startsWith(typed));
  const contains = all.filter((one) => !begins.includes(one) && one.name.toLowerCase().includes(typed));
  // A longer value can't be sent: it has to be typed.
  return [...begins, ...contains].filter(({ value }) => value.length <= LONGEST).slice(0, MOST);
};

const choicesFor = async (
  { stores }: DiscordIntakeDeps,
  { tenantId, locale }: Actor,
  { option, options, typed }: Asked,
): Promise<readonly Choice[]> => {
  switch (option) {
    case 'target': {
      const { runbooks, actions } = await stores.catalogue.read(tenantId);
      return [
        ...runbooks.map(({ name, title }) => choice(name, title[locale])),
        ...actions.filter(({ enabled }) => enabled).map((action) => choice(callName(action))),
      ];
    }
    case 'arguments':
      return argumentsOf(await stores.catalogue.read(tenantId), String(options.target ?? ''), typed);
    case 'task': {
      const number = Number(/^(?:t-?)?(\d{1,9})$/i.exec(typed.trim())?.[1] ?? Number.NaN);
      const [{ items }, named] = await Promise.all([
        stores.tasks.list(tenantId, { limit: MOST_TASKS }),
        // However old it is.
        Number.isNaN(number) ? null : stores.tasks.byNumber(tenantId, number),
      ]);
      const others = items.filter(({ id }) => id !== named?.id);
      return [...(named ? [named] : []), ...others].map((task) =>
        choice(taskNumber(task.number), task.objective),
      );
    }
    case 'group':
      return (await stores.agents.groupNames(tenantId)).map((name) => choice(name));
    case 'agent':
      return (await stores.agents.list(tenantId)).map(({ name, description }) => choice(name, description));
    default:
      return [];
  }
};

/** The names that are not filled in yet, behind what was typed so far. */
const argumentsOf = (
  { runbooks, actions }: Awaited<ReturnType<DiscordIntakeDeps['stores']['catalogue']['read']>>,
  target: string,
  typed: string,
): readonly Choice[] => {
  const known =
    runbooks.find(({ name }) => name === target) ?? actions.find((action) => callName(action) === target);
  const names = Object.keys((known?.inputSchema.properties as Record<string, unknown> | undefined) ?? {});
  const before = typed.replace(/\S*$/, '');
  return names.filter((name) => !before.includes(`${name}=`)).map((name) => choice(`${before}${name}=`));
};
