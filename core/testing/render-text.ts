import type { Card, CardButton, CardField, CardListRow, CardSection, Form, Notice } from '../card.ts';
import { formatDuration, formatText, formatTime, missingParams, type Reader } from '../messages/format.ts';
import type { Text } from '../text.ts';

/**
 * A card as plain text, for golden files and for asking what a person sees. `[*Approve*]` is the highlighted button,
 * `[+ …]` something folded, `(asks: …)` the dialog before a click counts.
 */
export const renderCard = (card: Card, reader: Reader): string => {
  const write = writer(reader);
  const now = (reader.now ?? new Date()).getTime();
  const head = [
    write(card.title),
    ...card.state.map(write),
    ...(card.since ? [formatDuration(now - Date.parse(card.since), reader.locale)] : []),
    ...(card.expiresAt ? [`⏱ ${formatTime(card.expiresAt, reader)}`] : []),
    ...(card.number ? [card.number] : []),
  ].join(' · ');
  const subtitle = (card.subtitle ?? []).map(write).join(' · ');
  return [
    `${card.sign} ${head}`,
    ...(subtitle ? [subtitle] : []),
    ...card.sections.flatMap((section) => renderSection(section, reader)),
    ...renderButtons(card.buttons, write),
  ]
    .flatMap((line) => line.split('\n'))
    .map((line, index) => (index === 0 ? line : `  ${line}`).trimEnd())
    .join('\n');
};

type Write = (text: Text) => string;

const writer =
  (reader: Reader): Write =>
  (text) => {
    const missing = missingParams(text, reader.locale);
    if (missing.length > 0) throw new Error(`a text lacks its values: ${missing.join(', ')}`);
    return formatText(text, reader);
  };

const renderSection = (section: CardSection, reader: Reader): readonly string[] => {
  const write = writer(reader);
  const since = (iso: string): string =>
    formatDuration((reader.now ?? new Date()).getTime() - Date.parse(iso), reader.locale);
  switch (section.kind) {
    case 'lines':
      return section.lines.map(write);
    case 'fields':
      return section.fields.map((field) => renderField(field, write));
    case 'answer':
      return ['---', write(section.text), '---'];
    case 'list':
      return section.rows.length === 0
        ? [write(section.empty)]
        : section.rows.map((row) => renderRow(row, write));
    case 'steps':
      return [
        ...(section.folded ? [`[+ ${write(section.folded)}]`] : []),
        ...(section.earlier ? [write(section.earlier)] : []),
        ...section.steps.map((step) =>
          [
            `${step.sign} ${write(step.name)}`,
            ...(step.summary ? [write(step.summary)] : []),
            ...(typeof step.durationMs === 'number' ? [formatDuration(step.durationMs, reader.locale)] : []),
            ...(step.since ? [since(step.since)] : []),
          ].join('   '),
        ),
      ];
  }
};

const renderField = (field: CardField, write: Write): string => {
  const folded = field.full === undefined ? '' : `   [+ ${field.size ? write(field.size) : '…'}]`;
  return `${write(field.label)}: ${write(field.value)}${folded}`;
};

const renderRow = (row: CardListRow, write: Write): string =>
  [
    `${row.sign} ${write(row.title)}`,
    ...row.meta.map(write),
    ...(row.button ? [renderButton(row.button, write)] : []),
  ].join(' · ');

const renderButton = ({ label, style }: CardButton, write: Write): string =>
  style === 'primary' ? `[*${write(label)}*]` : `[${write(label)}]`;

const renderButtons = (buttons: readonly CardButton[], write: Write): readonly string[] => [
  ...(buttons.length > 0 ? [buttons.map((button) => renderButton(button, write)).join(' ')] : []),
  ...buttons.flatMap(({ confirm }) =>
    confirm ? [`(asks: ${write(confirm.title)} ${write(confirm.body)} [${write(confirm.button)}])`] : [],
  ),
];

export const renderNotice = (notice: Notice, reader: Reader): string => {
  const write = writer(reader);
  const title = write(notice.text);
  const card = notice.card ? renderCard(notice.card, reader) : '';
  return [
    ...(card.includes(title) ? [] : [title]),
    ...renderButtons(notice.buttons ?? [], write),
    ...(card ? [card] : []),
  ].join('\n');
};

export const renderForm = (form: Form, reader: Reader): string => {
  const write = writer(reader);
  return [
    write(form.title),
    ...form.fields.map((field) => `${write(field.label)}${field.required ? ' *' : ''}`),
    `[${write(form.submit)}]`,
  ].join('\n');
};
