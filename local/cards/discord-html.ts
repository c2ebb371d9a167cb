import type { DiscordMessage } from '../../adapters/discord/render/render-card.ts';
import { escapeHtml } from './html.ts';

type Json = Readonly<Record<string, unknown>>;

const objects = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);
const words = (value: unknown): string => (typeof value === 'string' ? value : '');

const moment = (seconds: number, style: string, now: Date): string => {
  const at = new Date(seconds * 1000);
  if (style !== 'R')
    return at.toLocaleString('en', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  const minutes = Math.round((at.getTime() - now.getTime()) / 60_000);
  const format = new Intl.RelativeTimeFormat('en');
  if (Math.abs(minutes) < 1)
    return format.format(Math.round((at.getTime() - now.getTime()) / 1000), 'second');
  return Math.abs(minutes) < 60
    ? format.format(minutes, 'minute')
    : format.format(Math.round(minutes / 60), 'hour');
};

/** The little of Discord's markdown that we use, each with how it is drawn. */
const RULES: readonly (readonly [RegExp, (found: readonly string[], now: Date) => string])[] = [
  [/^```\n([\s\S]*?)\n```/, ([, code = '']) => `<pre>${escapeHtml(code)}</pre>`],
  [/^(`{1,2})([^`\n](?:.*?[^`])?)\1(?!`)/, ([, , code = '']) => `<code>${escapeHtml(code)}</code>`],
  [/^\\([^\p{L}\p{N}\s])/u, ([, mark = '']) => escapeHtml(mark)],
  [/^\*\*((?:\\[\s\S]|[^\\])+?)\*\*/, ([, inner = ''], now) => `<b>${markdown(inner, now)}</b>`],
  [/^_((?:\\[\s\S]|[^\\_])+?)_/, ([, inner = ''], now) => `<i>${markdown(inner, now)}</i>`],
  [
    /^\[([^[\]\n]+)\]\((https?:\/\/[^\s()<>]+)\)/,
    ([, inner = '', url = ''], now) => `<a href="${escapeHtml(url)}">${markdown(inner, now)}</a>`,
  ],
  [
    /^<t:(-?\d+):([Rf])>/,
    ([, seconds, style = ''], now) => `<span class="d-time">${moment(Number(seconds), style, now)}</span>`,
  ],
  [/^<@&?(\d+)>/, ([, id = '']) => `<span class="d-mention">@${id}</span>`],
  [/^(?:[\p{L}\p{N} ]+|[\s\S])/u, ([plain = '']) => escapeHtml(plain)],
];

const markdown = (written: string, now: Date): string => {
  let html = '';
  for (let rest = written; rest !== ''; ) {
    const [found, draw] =
      RULES.map(([rule, one]) => [rule.exec(rest), one] as const).find(([hit]) => hit) ?? [];
    if (!found || !draw) break;
    html += draw(found, now);
    rest = rest.slice(found[0].length);
  }
  return html;
};

/** Small words are a matter of the line. */
const textHtml = (content: unknown, now: Date): string =>
  `<div class="d-text">${markdown(words(content), now)
    .split('\n')
    .map((line) => (line.startsWith('-# ') ? `<small>${line.slice(3)}</small>` : line))
    .join('\n')}</div>`;

const BUTTON_STYLES = ['', 'primary', 'plain', 'success', 'danger', 'link'];

const buttonHtml = ({ style, label, custom_id: customId }: Json): string => {
  const asks = words(customId).startsWith('q') ? ' <i>asks first</i>' : '';
  return `<span class="d-button ${BUTTON_STYLES[Number(style)] ?? ''}">${escapeHtml(words(label))}</span>${asks}`;
};

const fieldHtml = (component: Json): string => {
  const options = objects(component.options).map((option) => escapeHtml(words(option.label)));
  const big = component.style === 2 ? ' big' : '';
  return `<div class="d-input${big}">${options.length > 0 ? `${options.join(' / ')} ▾` : ''}</div>`;
};

const componentHtml = (component: Json, now: Date): string => {
  const inside = objects(component.components);
  switch (component.type) {
    case 1:
      return `<div class="d-row">${inside.map(buttonHtml).join('')}</div>`;
    case 9:
      return `<div class="d-section"><div>${inside.map((one) => componentHtml(one, now)).join('')}</div><div>${buttonHtml((component.accessory ?? {}) as Json)}</div></div>`;
    case 10:
      return textHtml(component.content, now);
    case 14:
      return '<hr>';
    case 17: {
      const colour = Number(component.accent_color).toString(16).padStart(6, '0');
      return `<div class="d-container" style="border-left-color: #${colour}">${inside.map((one) => componentHtml(one, now)).join('')}</div>`;
    }
    case 18: {
      const field = (component.component ?? {}) as Json;
      const must = field.required ? ' <b class="d-must">*</b>' : '';
      return `<label>${escapeHtml(words(component.label))}${must}</label>${fieldHtml(field)}`;
    }
    default:
      return '';
  }
};

const said = (inner: string): string =>
  `<div class="d-message"><div class="d-face">✓</div><div class="d-body"><div class="d-who"><b>Countersign</b> <span class="d-app">APP</span> <span>10:15</span></div>${inner}</div></div>`;

/** A message about as Discord draws it, with what goes below it. */
export const discordMessageHtml = ({ components, more, file }: DiscordMessage, now: Date): string =>
  [
    said(
      objects(components)
        .map((one) => componentHtml(one, now))
        .join(''),
    ),
    ...more.map((part) => discordMessageHtml(part, now)),
    ...(file
      ? [said(`<div class="d-file">${escapeHtml(file.name)} · ${file.content.length} characters</div>`)]
      : []),
  ].join('');

export const discordModalHtml = (modal: object, now: Date): string => {
  const { title, components } = modal as Json;
  const parts = objects(components).map((one) => componentHtml(one, now));
  return `<div class="d-modal"><h4>${escapeHtml(words(title))}</h4>${parts.join('')}<div class="d-row end"><span class="d-button">Cancel</span><span class="d-button primary">Submit</span></div></div>`;
};

export const DISCORD_STYLE = `
.discord { font: 16px/1.375 "gg sans", "Noto Sans", "Helvetica Neue", Arial, sans-serif; color: #dbdee1; background: #313338; border-radius: 8px; padding: 8px 0; }
.discord a { color: #00a8fc; text-decoration: none; }
.d-message { display: flex; gap: 16px; padding: 6px 16px; }
.d-face { flex: none; width: 40px; height: 40px; border-radius: 50%; background: #1d3557; color: #fff; display: grid; place-items: center; font-weight: 700; }
.d-body { min-width: 0; flex: 1; }
.d-who b { color: #f2f3f5; }
.d-who span { font-size: 12px; color: #949ba4; }
.d-who .d-app { background: #5865f2; color: #fff; border-radius: 3px; font-size: 10px; padding: 1px 4px; }
.d-container { background: #2b2d31; border: 1px solid #3f4147; border-left: 4px solid; border-radius: 8px; padding: 12px 16px; margin-top: 4px; max-width: 600px; display: grid; gap: 8px; }
.d-text { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 14px; }
.discord small { color: #949ba4; font-size: 12px; }
.discord code { font: 12px Consolas, Menlo, monospace; background: #1e1f22; border-radius: 4px; padding: 1px 4px; }
.discord pre { font: 12px/1.4 Consolas, Menlo, monospace; background: #1e1f22; border: 1px solid #3f4147; border-radius: 4px; padding: 8px; margin: 4px 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.discord hr { width: 100%; border: 0; border-top: 1px solid #3f4147; margin: 2px 0; }
.d-time { background: #3f4147; border-radius: 3px; padding: 0 2px; }
.d-mention { background: #3c4270; color: #c9cdfb; border-radius: 3px; padding: 0 2px; }
.d-section { display: flex; gap: 16px; justify-content: space-between; align-items: center; }
.d-row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; font-size: 12px; color: #949ba4; }
.d-row.end { justify-content: flex-end; margin-top: 12px; }
.d-button { display: inline-block; white-space: nowrap; border-radius: 8px; padding: 5px 14px; font-size: 14px; font-weight: 500; background: #4e5058; color: #fff; }
.d-button.primary { background: #5865f2; }
.d-button.success { background: #248046; }
.d-button.danger { background: #da373c; }
.d-file { background: #2b2d31; border: 1px solid #3f4147; border-radius: 8px; padding: 10px 14px; display: inline-block; }
.d-modal { max-width: 440px; margin: auto; padding: 12px 20px; }
.d-modal h4 { font-size: 20px; color: #f2f3f5; margin: 4px 0 8px; }
.d-modal label { display: block; font-size: 14px; font-weight: 600; color: #f2f3f5; margin-top: 10px; }
.d-must { color: #fa777c; }
.d-input { background: #1e1f22; border: 1px solid #3f4147; border-radius: 6px; min-height: 22px; padding: 8px 12px; margin-top: 4px; color: #949ba4; font-size: 14px; }
.d-input.big { min-height: 80px; }
`;
