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
import { escapeHtml } from './html.ts';
import { SLACK_STYLE, slackMessageHtml, slackViewHtml } from './slack-html.ts';

interface Sample {
  readonly name: string;
  readonly slack: string;
  readonly console: string;
}

const STYLE = `
body { margin: 0; font: 14px/1.4 system-ui, sans-serif; background: #f4f4f6; color: #222; }
main { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 12px 24px; max-width: 1400px; margin: 0 auto; padding: 24px; }
h1, h2, h3 { grid-column: 1 / -1; margin: 12px 0 0; }
h3 { font-size: 13px; font-weight: 600; color: #555; }
.side { min-width: 0; align-self: start; }
main > .side.console { background: #fff; border: 1px solid #ddd; border-radius: 8px; padding: 12px; color-scheme: light; min-height: 0; }
main > .side.console:empty { visibility: hidden; }
.text { white-space: pre-wrap; }
@media (max-width: 900px) { main { grid-template-columns: minmax(0, 1fr); } }
`;

/** Every sample twice, as Slack draws it and as the page draws it, in one file that needs nothing else. */
export const cardsPage = (locale: Locale): Promise<string> =>
  withConsole(NOW, ({ draw, style }) => {
    const reader = { locale, timeZone: 'UTC', publicUrl: 'https://countersign.example', now: NOW };
    const one = ([name, shown]: readonly [string, Card | Notice]): Sample => ({
      name,
      slack: slackMessageHtml(
        'sections' in shown ? renderCard(shown, reader, name) : renderNotice(shown, reader, name),
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
        console: `<div class="text">${escapeHtml(renderFormAsText(form, reader))}</div>`,
      })),
      Home: [{ name: 'home of the app', slack: slackViewHtml(home), console: '' }],
    };
    return pageOf(groups, style, locale);
  });

const pageOf = (
  groups: Readonly<Record<string, readonly Sample[]>>,
  style: string,
  locale: Locale,
): string => {
  const body = Object.entries(groups).flatMap(([title, samples]) => [
    `<h2>${escapeHtml(title)}</h2>`,
    ...samples.map(
      ({ name, slack, console }) =>
        `<h3>${escapeHtml(name)}</h3><div class="side slack">${slack}</div><div class="side console">${console}</div>`,
    ),
  ]);
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Cards</title><style>${STYLE}${SLACK_STYLE}${style}</style></head>
<body><main><h1>Cards: on Slack, and on the page</h1>
${body.join('\n')}
</main></body></html>
`;
};
