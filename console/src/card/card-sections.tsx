import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type {
  Card,
  CardButton,
  CardField,
  CardListRow,
  CardSection,
  CardStep,
  Tone,
} from '../../../core/card.ts';
import { Folded, LongText, useTextSize } from '../ui/folded.tsx';
import { Sign } from '../ui/icons.tsx';
import { Prose } from '../ui/prose.tsx';
import { useWords } from '../words/reader.tsx';
import { ActionButton } from './card-buttons.tsx';
import { Counting } from './time.tsx';

interface SectionsProps {
  readonly card: Card;
  readonly large: boolean;
  onAction(button: CardButton): Promise<void>;
}

export const CardSections = ({ card, large, onAction }: SectionsProps): ReactNode =>
  card.sections.map((section, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a section is its place in the card
    <Section key={index} card={card} section={section} large={large} onAction={onAction} />
  ));

const Section = (props: SectionsProps & { section: CardSection }): ReactNode => {
  const { section } = props;
  switch (section.kind) {
    case 'lines':
      return <Lines lines={section.lines} />;
    case 'fields':
      return <Fields fields={section.fields} open={props.large} />;
    case 'steps':
      return <Steps section={section} />;
    case 'answer':
      return <Answer section={section} />;
    case 'list':
      return <List section={section} onAction={props.onAction} />;
  }
};

const Lines = ({ lines }: { lines: Extract<CardSection, { kind: 'lines' }>['lines'] }): ReactNode => {
  const { say } = useWords();
  return (
    <div className="lines">
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        <p key={index}>
          <Prose text={say(line)} />
        </p>
      ))}
    </div>
  );
};

const Fields = ({ fields, open }: { fields: readonly CardField[]; open: boolean }): ReactNode => {
  const { say, t } = useWords();
  return (
    <dl className="fields">
      {fields.map((field, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: fields have no identity but their place
        <div className="field-row" key={index}>
          <dt>{say(field.label)}</dt>
          <dd>
            <span className="field-value">{say(field.value)}</span>
            {field.full !== undefined && (
              <Folded
                open={open}
                label={field.size ? t('page.show_all_size', { size: say(field.size) }) : t('page.show_all')}
              >
                <LongText text={field.full} />
              </Folded>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
};

const Steps = ({ section }: { section: Extract<CardSection, { kind: 'steps' }> }): ReactNode => {
  const { say } = useWords();
  const list = (
    <>
      {section.earlier && <p className="earlier">{say(section.earlier)}</p>}
      <ol className="steps">
        {section.steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the list
          <Step key={index} step={step} />
        ))}
      </ol>
    </>
  );
  return section.folded ? <Folded label={say(section.folded)}>{list}</Folded> : list;
};

const Step = ({ step }: { step: CardStep }): ReactNode => {
  const { say, t, duration } = useWords();
  return (
    <li className="step" data-tone={step.tone}>
      <span className="sign" data-tone={step.tone}>
        <Sign sign={step.sign} size={14} />
        <span className="sr-only">{t('page.step_sign', { sign: SIGN_WORD[step.sign] })}</span>
      </span>
      <span className="step-name">{say(step.name)}</span>
      <span className="step-summary">{step.summary && say(step.summary)}</span>
      <span className="step-time">
        {step.since ? (
          <Counting since={step.since} />
        ) : (
          step.durationMs !== undefined && step.durationMs !== null && duration(step.durationMs)
        )}
      </span>
    </li>
  );
};

/** What a sign means, for who cannot see it; the words are in the catalogue. */
export const SIGN_WORD = {
  '✓': 'done',
  '✗': 'failed',
  '◔': 'running',
  '⏸': 'waiting',
  '○': 'to_do',
  '⊘': 'stopped',
} as const satisfies Record<CardStep['sign'], string>;

const LONG_ANSWER = 6000;

const Answer = ({ section }: { section: Extract<CardSection, { kind: 'answer' }> }): ReactNode => {
  const { say, t } = useWords();
  const sizeOf = useTextSize();
  const words = say(section.text);
  if (words.length <= LONG_ANSWER)
    return (
      <div className="answer">
        <Prose text={words} />
      </div>
    );
  return (
    <>
      <div className="answer">{words.slice(0, LONG_ANSWER / 2)}…</div>
      <Folded label={t('page.show_all_size', { size: sizeOf(words) })}>
        <LongText text={words} />
      </Folded>
    </>
  );
};

const List = ({
  section,
  onAction,
}: {
  section: Extract<CardSection, { kind: 'list' }>;
  onAction(button: CardButton): Promise<void>;
}): ReactNode => {
  const { say } = useWords();
  if (section.rows.length === 0) return <p className="lines">{say(section.empty)}</p>;
  return (
    <ul className="card-list">
      {section.rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place in the list
        <Row key={index} row={row} onAction={onAction} />
      ))}
    </ul>
  );
};

/** Rows carry a sign only; its colour repeats it. */
const SIGN_TONE: Readonly<Record<string, Tone>> = {
  '✓': 'success',
  '✗': 'danger',
  '◔': 'running',
  '⏸': 'waiting',
  '▲': 'waiting',
  '⊘': 'muted',
};

const Row = ({
  row,
  onAction,
}: {
  row: CardListRow;
  onAction(button: CardButton): Promise<void>;
}): ReactNode => {
  const { say } = useWords();
  return (
    <li className="card-list-row">
      <span className="sign" data-tone={SIGN_TONE[row.sign] ?? 'neutral'}>
        <Sign sign={row.sign} size={14} />
      </span>
      <span className="row-words">
        {row.href ? (
          <Link className="row-title" href={row.href}>
            {say(row.title)}
          </Link>
        ) : (
          <span className="row-title">{say(row.title)}</span>
        )}
        {row.meta.length > 0 && (
          <span className="row-meta">
            {row.meta.map((word, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: words have no identity but their place
              <span key={index}>{say(word)}</span>
            ))}
          </span>
        )}
      </span>
      {row.button && <ActionButton button={row.button} onAction={onAction} small />}
    </li>
  );
};
