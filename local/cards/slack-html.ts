import { unescapeText } from '../../adapters/slack/render/escape.ts';
import type { SlackMessage } from '../../adapters/slack/render/render-card.ts';
import { escapeHtml } from './html.ts';

type Json = Readonly<Record<string, unknown>>;

const objects = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);
const words = (value: unknown): string => (typeof value === 'string' ? value : '');

const moment = (seconds: number, format: string): string => {
  const at = new Date(seconds * 1000);
  const time = at.toLocaleTimeString('en', { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' });
  const day = at.toLocaleDateString('en', {
    month: 'short',
    day: 'numeric',
    year: 'numeric',
    timeZone: 'UTC',
  });
  return format.replace(/\{date_[a-z_]+\}/, day).replace('{time}', time);
};

/** The little of Slack's markup that we use: links and moments. */
const mrkdwn = (written: string): string =>
  written
    .split(/(<[^<>]*>)/)
    .map((piece) => {
      const date = /^<!date\^(-?\d+)\^([^|]*)\|/.exec(piece);
      if (date) return escapeHtml(moment(Number(date[1]), date[2] ?? ''));
      const link = /^<(https?:[^|>]*)\|?([^>]*)>$/.exec(piece);
      if (link)
        return `<a href="${escapeHtml(link[1] ?? '')}">${escapeHtml(unescapeText(link[2] ?? ''))}</a>`;
      return escapeHtml(unescapeText(piece));
    })
    .join('');

const textHtml = (text: unknown): string => {
  const { type, text: written } = (text ?? {}) as Json;
  return type === 'mrkdwn' ? mrkdwn(words(written)) : escapeHtml(unescapeText(words(written)));
};

const TAGS = { bold: 'b', italic: 'i', code: 'code' } as const;

const richHtml = (element: Json): string => {
  const inner = escapeHtml(words(element.text));
  switch (element.type) {
    case 'link':
      return `<a href="${escapeHtml(words(element.url))}">${inner}</a>`;
    case 'date':
      return `<span>${escapeHtml(moment(Number(element.timestamp), words(element.format)))}</span>`;
    case 'user':
    case 'usergroup':
      return `<span class="s-mention">@${escapeHtml(words(element.user_id ?? element.usergroup_id))}</span>`;
    default: {
      const style = (element.style ?? {}) as Readonly<Record<string, boolean>>;
      const tags = Object.entries(TAGS).flatMap(([look, tag]) => (style[look] ? [tag] : []));
      return tags.reduce((html, tag) => `<${tag}>${html}</${tag}>`, inner);
    }
  }
};

const richBlock = (element: Json): string => {
  const inner = objects(element.elements).map(richHtml).join('');
  return element.type === 'rich_text_preformatted'
    ? `<pre>${inner}</pre>`
    : `<div class="s-rich">${inner}</div>`;
};

const buttonHtml = (button: Json): string => {
  const confirm = (button.confirm ?? null) as Json | null;
  const asks = confirm
    ? `<span class="s-asks">asks: <b>${textHtml(confirm.title)}</b> ${textHtml(confirm.text)} [${textHtml(confirm.confirm)}] [${textHtml(confirm.deny)}]</span>`
    : '';
  return `<span class="s-button ${escapeHtml(words(button.style))}">${textHtml(button.text)}</span>${asks}`;
};

const inputHtml = (block: Json): string => {
  const element = (block.element ?? {}) as Json;
  const options = objects(element.options).map((option) => textHtml(option.text));
  const inside = options.length > 0 ? `${options.join(' / ')} ▾` : '';
  const big = element.multiline ? ' big' : '';
  return `<label>${textHtml(block.label)}${block.optional ? ' <i>(optional)</i>' : ''}</label><div class="s-input${big}">${inside}</div>`;
};

const blockHtml = (block: Json): string => {
  switch (block.type) {
    case 'rich_text':
      return objects(block.elements).map(richBlock).join('');
    case 'header':
      return `<h4>${textHtml(block.text)}</h4>`;
    case 'section': {
      const side = block.accessory ? `<div>${buttonHtml(block.accessory as Json)}</div>` : '';
      return `<div class="s-section"><div class="s-rich">${textHtml(block.text)}</div>${side}</div>`;
    }
    case 'context':
      return `<div class="s-context">${objects(block.elements)
        .map((part) => `<span>${textHtml(part)}</span>`)
        .join('')}</div>`;
    case 'actions':
      return `<div class="s-actions">${objects(block.elements).map(buttonHtml).join('')}</div>`;
    case 'input':
      return inputHtml(block);
    default:
      return '<hr>';
  }
};

const blocksHtml = (blocks: readonly unknown[]): string =>
  objects(blocks)
    .map((block) => `<div class="s-block">${blockHtml(block)}</div>`)
    .join('');

const said = (inner: string, isBelow: boolean): string =>
  `<div class="s-message${isBelow ? ' below' : ''}"><div class="s-face">✓</div><div class="s-body"><div class="s-who"><b>Countersign</b> <span class="s-app">APP</span> <span>10:15 AM</span></div>${inner}</div></div>`;

/** A message about as Slack draws it, with what goes below it. */
export const slackMessageHtml = (message: SlackMessage): string =>
  [
    said(blocksHtml(message.blocks), false),
    ...message.more.map((part) => said(blocksHtml(part.blocks), true)),
    ...(message.file
      ? [
          said(
            `<div class="s-file">${escapeHtml(message.file.name)} · ${message.file.content.length} characters</div>`,
            true,
          ),
        ]
      : []),
  ].join('');

/** A dialog or the app's home. */
export const slackViewHtml = (view: object): string => {
  const { type, title, submit, close, blocks } = view as Json;
  if (type === 'home') return `<div class="s-view">${blocksHtml(objects(blocks))}</div>`;
  const buttons = [close, submit].map((text, index) =>
    buttonHtml({ text, style: index === 1 ? 'primary' : '' }),
  );
  return `<div class="s-view s-modal"><h4>${textHtml(title)}</h4>${blocksHtml(objects(blocks))}<div class="s-actions">${buttons.join('')}</div></div>`;
};

export const SLACK_STYLE = `
.slack { font: 15px/1.47 Lato, "Slack-Lato", "Helvetica Neue", Arial, sans-serif; color: #1d1c1d; background: #fff; border: 1px solid #ddd; border-radius: 8px; padding: 8px 0; }
.slack a { color: #1264a3; text-decoration: none; }
.slack b { font-weight: 900; }
.s-message { display: flex; gap: 8px; padding: 8px 20px; }
.s-message.below { margin-left: 28px; border-left: 2px solid #eee; }
.s-face { flex: none; width: 36px; height: 36px; border-radius: 6px; background: #1d3557; color: #fff; display: grid; place-items: center; font-weight: 900; }
.s-body { min-width: 0; flex: 1; max-width: 600px; }
.s-who span { font-size: 12px; color: #616061; }
.s-who .s-app { background: #eee; border-radius: 2px; font-size: 10px; font-weight: 700; padding: 1px 3px; }
.s-block { margin: 4px 0 8px; }
.s-rich { white-space: pre-wrap; overflow-wrap: anywhere; }
.slack code { font: 12px Monaco, Menlo, monospace; color: #c01343; background: #f6f6f6; border: 1px solid #e2e2e2; border-radius: 3px; padding: 1px 3px; }
.slack pre { font: 12px/1.5 Monaco, Menlo, monospace; background: #f6f6f6; border: 1px solid #e2e2e2; border-radius: 4px; padding: 8px; margin: 4px 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.slack hr { border: 0; border-top: 1px solid #ddd; margin: 8px 0; }
.slack h4 { font-size: 18px; font-weight: 900; margin: 8px 0; }
.s-section { display: flex; gap: 16px; justify-content: space-between; align-items: flex-start; }
.s-context { display: flex; flex-wrap: wrap; gap: 2px 8px; font-size: 13px; color: #616061; }
.s-actions { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.s-button { display: inline-block; max-width: 220px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; border: 1px solid #bbb; border-radius: 4px; padding: 4px 12px; font-weight: 700; background: #fff; }
.s-button.primary { background: #007a5a; border-color: #007a5a; color: #fff; }
.s-button.danger { background: #e01e5a; border-color: #e01e5a; color: #fff; }
.s-asks { font-size: 12px; color: #616061; flex-basis: 100%; order: 9; }
.s-mention { background: #e8f5fa; color: #1264a3; border-radius: 3px; padding: 0 2px; }
.s-file { border: 1px solid #ddd; border-radius: 8px; padding: 10px 14px; display: inline-block; }
.s-view { padding: 4px 20px; }
.s-modal { max-width: 520px; margin: auto; }
.s-modal label { font-weight: 700; }
.s-input { border: 1px solid #999; border-radius: 4px; min-height: 34px; padding: 6px 10px; color: #616061; }
.s-input.big { min-height: 90px; }
`;
