import { createCommands } from '../../adapters/discord/commands.ts';
import { LIMITS as DISCORD_LIMITS } from '../../adapters/discord/limits.ts';
import { renderCard as drawOnDiscord } from '../../adapters/discord/render/render-card.ts';
import { LIMITS as SLACK_LIMITS } from '../../adapters/slack/limits.ts';
import { createManifest } from '../../adapters/slack/manifest.ts';
import { renderCard as drawOnSlack } from '../../adapters/slack/render/render-card.ts';
import type { Card } from '../../core/card.ts';
import { COMMANDS } from '../../core/command.ts';
import { sampleApprovalCards, sampleLists, sampleTaskCards } from '../../core/testing/sample-cards.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';

const mark = (there: true | string): string => (there === true ? 'yes' : there);
const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => [
  `| ${head.join(' | ')} |`,
  `|${head.map(() => '---|').join('')}`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];

/** `docs/parity.md`: what each platform has, or why it has not. */
export const parityPage = (): string =>
  [
    '# What each platform has',
    '',
    'Made by `npm run parity` from the code and the tests; a difference that is not on this page fails the tests.',
    '',
    '## What people do, and see',
    '',
    ...table(
      ['', 'web chat', 'Slack', 'Discord'],
      Object.values(SCENARIOS).map((one: Scenario) => [
        one.what,
        mark(one.console),
        mark(one.slack),
        mark(one.discord),
      ]),
    ),
    '',
    '## Commands',
    '',
    'Typed on the web chat, and behind a mention everywhere.',
    '',
    ...table(['command', 'Slack', 'Discord', 'options offered on Discord'], commandRows()),
    '',
    '## Cards',
    '',
    'The same content in the same order; how much of it fits into one message differs.',
    '',
    ...table(['card', 'Slack: blocks, buttons', 'Discord: components, buttons'], cardRows()),
    '',
    '## Limits',
    '',
    'What is over a limit is split, cut with a mark, or becomes a file.',
    '',
    ...table(['Slack', 'at most'], limitRows(SLACK_LIMITS)),
    '',
    ...table(['Discord', 'at most'], limitRows(DISCORD_LIMITS)),
    '',
  ].join('\n');

const commandRows = (): readonly (readonly string[])[] => {
  const onSlack = JSON.stringify(createManifest({ name: 'Countersign', publicUrl: null }));
  const onDiscord = createCommands();
  return COMMANDS.map(({ name }) => {
    const discord = onDiscord.find((command) => command.name === name);
    const options = discord && 'options' in discord ? (discord.options ?? []) : [];
    return [
      `\`/${name}\``,
      onSlack.includes(`"/${name}"`) ? 'yes' : '`/countersign` only',
      discord ? 'yes' : 'no',
      options.map((option) => option.name).join(', '),
    ];
  });
};

type Json = Readonly<Record<string, unknown>>;

/** Every object in it that has a type. */
const typed = (value: unknown): readonly Json[] => {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(typed);
  return 'type' in value ? [value as Json, ...inside] : inside;
};

const cardRows = (): readonly (readonly string[])[] => {
  const cards: Readonly<Record<string, Card>> = {
    ...sampleTaskCards(),
    ...sampleApprovalCards(),
    ...sampleLists(),
  };
  return Object.entries(cards).map(([name, card]) => {
    const slack = drawOnSlack(card, { locale: 'en', timeZone: 'UTC', publicUrl: 'http://page' }, 'key');
    const discord = drawOnDiscord(card, { locale: 'en', publicUrl: 'http://page' });
    const pressed = typed(slack.blocks).filter(({ type }) => type === 'button').length;
    const parts = typed(discord.components);
    const clicked = parts.filter(({ type, style }) => type === 2 && style !== 5).length;
    return [name, `${slack.blocks.length}, ${pressed}`, `${parts.length}, ${clicked}`];
  });
};

const limitRows = (
  limits: Readonly<Record<string, { readonly max: number; readonly unit: string }>>,
): readonly (readonly string[])[] =>
  Object.entries(limits).map(([name, { max, unit }]) => [
    name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
    `${max} ${unit}`,
  ]);
