import { type CSSProperties, type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { type Approval, approvalNumber } from '../../../core/approval.ts';
import { isErrorCode } from '../../../core/errors.ts';
import { isTerminal } from '../../../core/task.ts';
import { viewStep } from '../../../core/task-fold.ts';
import type { TextParam } from '../../../core/text.ts';
import type { TraceStep } from '../../../core/trace.ts';
import { Counting } from '../card/time.tsx';
import { useWholeOutput } from '../data/queries.ts';
import type { TaskRow } from '../data/rows.ts';
import { Folded, LongText, useTextSize } from '../ui/folded.tsx';
import { Sign } from '../ui/icons.tsx';
import { problemText } from '../ui/problem.ts';
import { useNow } from '../words/now.ts';
import { useWords } from '../words/reader.tsx';
import { stepLook } from './step-look.ts';

interface TimelineProps {
  readonly task: TaskRow;
  readonly steps: readonly TraceStep[];
  readonly approvals: readonly Approval[];
}

/** One row per step; its bar shows when in the task it ran and how long. */
export const Timeline = ({ task, steps, approvals }: TimelineProps): ReactNode => {
  const { t } = useWords();
  const now = useNow();
  const last = steps.at(-1);
  if (!last) return <p className="empty-note">{t('page.no_steps')}</p>;
  const from = Math.min(Date.parse(task.startedAt ?? task.createdAt), ...steps.map(startOf));
  const waits = !isTerminal(task.status) && last.stepType === 'approval_requested';
  const to = Math.max(from + 1, ...steps.map((step) => Date.parse(step.at)), waits ? now : 0);
  return (
    <ol className="timeline">
      {steps.map((step) => (
        <TimelineStep
          key={step.stepOrder}
          task={task}
          step={step}
          isOpen={waits && step === last}
          approval={approvals.find(({ id }) => id === step.details.approvalId)}
          bar={{
            from: (startOf(step) - from) / (to - from),
            to: waits && step === last ? 1 : (Date.parse(step.at) - from) / (to - from),
          }}
        />
      ))}
    </ol>
  );
};

/** A row is written when its step is over. */
const startOf = (step: TraceStep): number => Date.parse(step.at) - (step.durationMs ?? 0);

interface StepProps {
  readonly task: TaskRow;
  readonly step: TraceStep;
  /** It waits still. */
  readonly isOpen: boolean;
  readonly approval: Approval | undefined;
  readonly bar: { readonly from: number; readonly to: number };
}

/** Ended by the task's own span, the last row would be a bar over everything. */
const ENDS: readonly string[] = ['completed', 'failed', 'cancelled'];

const TimelineStep = ({ task, step, isOpen, approval, bar }: StepProps): ReactNode => {
  const { t, duration, say } = useWords();
  const { sign, tone } = stepLook(step, isOpen);
  const isEnd = ENDS.includes(step.stepType);
  // Through the style object, which a content security policy allows; as an attribute it would not be.
  const position = { '--from': bar.from, '--to': bar.to } as CSSProperties;
  return (
    <li className="timeline-step" data-tone={tone}>
      <div className="timeline-row">
        <span className="sign" data-tone={tone}>
          <Sign sign={sign} size={14} />
        </span>
        <span className="timeline-name">
          <span className="step-name">{say(viewStep(step).name)}</span>
          {step.details.summary && <span className="step-summary">{say(step.details.summary)}</span>}
        </span>
        {!isEnd && (
          <span className="bar-track" aria-hidden="true">
            <span className="bar" style={position} />
          </span>
        )}
        <span className="step-time">
          {isOpen ? (
            <Counting since={step.at} />
          ) : (
            step.durationMs !== null && !isEnd && duration(step.durationMs)
          )}
        </span>
      </div>
      <StepBody task={task} step={step} />
      {approval && step.stepType === 'approval_requested' && (
        <p className="row-meta">
          <Link href={`/approvals/${approvalNumber(approval.number)}`}>
            {t('page.open_approval', { number: approvalNumber(approval.number) })}
          </Link>
        </p>
      )}
    </li>
  );
};

const StepBody = ({ task, step }: { task: TaskRow; step: TraceStep }): ReactNode => {
  const words = useWords();
  const { t, say, number, money } = words;
  const sizeOf = useTextSize();
  const { details } = step;
  const input =
    details.arguments && Object.keys(details.arguments).length > 0
      ? JSON.stringify(details.arguments, null, 2)
      : null;
  const code = details.failure?.code;
  const said = typeof details.message === 'string' ? details.message : null;
  const spent = details.tokens !== undefined && details.tokens > 0;
  return (
    <div className="step-body">
      {details.why && <p className="quiet">{t('page.step_why', { why: details.why })}</p>}
      {said && <p className="answer">{said}</p>}
      {details.reason && <q>{details.reason}</q>}
      {isErrorCode(code) && (
        <p className="problem">
          {say({
            t: `error.${code}`,
            p: (details.failure?.params ?? {}) as Readonly<Record<string, TextParam>>,
          })}
        </p>
      )}
      <div className="folds">
        {input && (
          <Folded label={t('page.input_size', { size: sizeOf(input) })}>
            <LongText text={input} />
          </Folded>
        )}
        {details.output !== undefined && details.output !== '' && <StepOutput task={task} step={step} />}
      </div>
      {spent && (
        <p className="row-meta">
          <span>{t('page.tokens_used', { tokens: number(details.tokens ?? 0) })}</span>
          <span>{details.cost == null ? t('page.cost_unknown') : money(details.cost)}</span>
        </p>
      )}
    </div>
  );
};

/** A cut output is read whole when somebody opens it. */
const StepOutput = ({ task, step }: { task: TaskRow; step: TraceStep }): ReactNode => {
  const words = useWords();
  const { t, bytes } = words;
  const sizeOf = useTextSize();
  const [open, setOpen] = useState(false);
  const { output = '', cut = false, outputBytes } = step.details;
  const { data: whole, error } = useWholeOutput(task.id, step.stepOrder, open && cut);
  const size = cut && outputBytes !== undefined ? bytes(outputBytes) : sizeOf(output);
  return (
    <Folded label={t('page.output_size', { size })} onOpen={() => setOpen(true)}>
      {error && cut && (
        <p className="problem" role="alert">
          {t('page.only_first_part')} {problemText(error, words)}
        </p>
      )}
      <LongText text={whole ?? output} />
    </Folded>
  );
};
