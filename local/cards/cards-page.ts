import {
  renderCard as renderDiscordCard,
  renderNotice as renderDiscordNotice,
} from '../../adapters/discord/render/render-card.ts';
import { confirmForm, renderForm as renderDiscordForm } from '../../adapters/discord/render/render-form.ts';
import { renderCard, renderNotice } from '../../adapters/slack/render/render-card.ts';
import { renderForm } from '../../adapters/slack/render/render-form.ts';
import { renderHome } from '../../adapters/slack/render/render-home.ts';
import type { Card, Notice } from '../../core/card.ts';
import type { Locale } from '../../core/member.ts';
import { renderForm as renderFormAsText } from '../../core/testing/render-text.ts';
import {
  sampleApprovalCards,
  sampleForms,
  sampleLists,
  sampleNotices,
  sampleTaskCards,
} from '../../core/testing/sample-cards.ts';
import { NOW } from '../../core/testing/samples.ts';
import { withConsole } from './console-html.ts';
import { DISCORD_STYLE, discordMessageHtml, discordModalHtml } from './discord-html.ts';
import { escapeHtml } from './html.ts';
import { SLACK_STYLE, slackMessageHtml, slackViewHtml } from './slack-html.ts';

interface Sample {
  readonly name: string;
  readonly slack: string;
  readonly discord: string;
  readonly console: string;
}

const STYLE = `
body { margin: 0; font: 14px/1.4 system-ui, sans-serif; background: #f4f4f6; color: #222; }
main { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 12px 24px; max-width: 2000px; margin: 0 auto; padding: 24px; }
h1, h2, h3 { grid-column: 1 / -1; margin: 12px 0 0; }
h3 { font-size: 13px; font-weight: 600; color: #555; }
.side { min-width: 0; align-self: start; }
main > .side.console { background: #fff; border: 1px solid #ddd; border-radius: 8px; padding: 12px; color-scheme: light; min-height: 0; }
main > .side.console:empty { visibility: hidden; }
.text { white-space: pre-wrap; }
@media (max-width: 1100px) { main { grid-template-columns: minmax(0, 1fr); } }
`;

/** Every sample as Slack draws it, as Discord does and as the page does, in one file that needs nothing else. */
export const cardsPage = (locale: Locale): Promise<string> =>
  withConsole(NOW, ({ draw, style }) => {
    const reader = { locale, timeZone: 'UTC', publicUrl: 'https://countersign.example', now: NOW };
    const one = ([name, shown]: readonly [string, Card | Notice]): Sample => ({
      name,
      slack: slackMessageHtml(
        'sections' in shown ? renderCard(shown, reader, name) : renderNotice(shown, reader, name),
      ),
      discord: discordMessageHtml(
        'sections' in shown ? renderDiscordCard(shown, reader) : renderDiscordNotice(shown, reader),
        NOW,
      ),
      console: draw(shown, locale),
    });
    const state = { threadId: 't', channelId: 'C1', interactionId: 'i' };
    const { approvals, tasks, noTasks } = sampleLists();
    const home = renderHome({ waiting: approvals, running: noTasks, recent: tasks }, reader);
    const groups: Readonly<Record<string, readonly Sample[]>> = {
      Tasks: Object.entries(sampleTaskCards()).map(one),
      Approvals: Object.entries(sampleApprovalCards()).map(one),
      Lists: Object.entries(sampleLists()).map(one),
      'Private answers': Object.entries(sampleNotices()).map(one),
      Forms: Object.entries(sampleForms()).map(([name, form]) => ({
        name,
        slack: slackViewHtml(renderForm(form, reader, { ...state, action: form.action, value: form.value })),
        discord: discordModalHtml(renderDiscordForm(form, { threadId: 't' }, reader), NOW),
        console: `<div class="text">${escapeHtml(renderFormAsText(form, reader))}</div>`,
      })),
      'Only on Slack': [{ name: 'home of the app', slack: slackViewHtml(home), discord: '', console: '' }],
      'Only on Discord': Object.values(sampleApprovalCards())
        .flatMap(({ buttons }) => buttons)
        .flatMap(({ action, value, confirm }) => (confirm ? [{ action, value, confirm }] : []))
        .map(({ confirm, ...asked }) => ({
          name: 'before what cannot be undone',
          slack: '',
          discord: discordModalHtml(confirmForm(asked, reader, confirm), NOW),
          console: '',
        })),
    };
    return pageOf(groups, style, locale);
  });

const side = (platform: 'slack' | 'discord', html: string): string =>
  `<div class="side ${html === '' ? '' : platform}">${html}</div>`;

const pageOf = (
  groups: Readonly<Record<string, readonly Sample[]>>,
  style: string,
  locale: Locale,
): string => {
  const body = Object.entries(groups).flatMap(([title, samples]) => [
    `<h2>${escapeHtml(title)}</h2>`,
    ...samples.map(
      ({ name, slack, discord, console }) =>
        `<h3>${escapeHtml(name)}</h3>${side('slack', slack)}${side('discord', discord)}<div class="side console">${console}</div>`,
    ),
  ]);
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Cards</title><style>${STYLE}${SLACK_STYLE}${DISCORD_STYLE}${style}</style></head>
<body><main><h1>Cards: on Slack, on Discord, and on the page</h1>
${body.join('\n')}
</main></body></html>
`;
};
