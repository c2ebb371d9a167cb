import { type ReactNode, useEffect } from 'react';
import { Link } from 'wouter';
import { isErrorCode } from '../../../core/errors.ts';
import { isTerminal, taskNumber } from '../../../core/task.ts';
import type { TraceStep } from '../../../core/trace.ts';
import { Counting } from '../card/time.tsx';
import { useTask, useTaskApprovals, useTrace } from '../data/queries.ts';
import type { TaskRow } from '../data/rows.ts';
import { LoadError } from '../shell/states.tsx';
import { Folded, LongText, useTextSize } from '../ui/folded.tsx';
import { Icon, Sign } from '../ui/icons.tsx';
import { Prose } from '../ui/prose.tsx';
import { useWords } from '../words/reader.tsx';
import { Decisions } from './decisions.tsx';
import { taskLook } from './status.tsx';
import { StopButton } from './stop-button.tsx';
import { Timeline } from './timeline.tsx';

export const TaskPage = ({ id }: { id: string }): ReactNode => {
  const { t } = useWords();
  const { data: task, error, refetch } = useTask(id);
  const { data: steps } = useTrace(id);
  const { data: approvals } = useTaskApprovals(id);
  useEffect(() => {
    document.title = `${task ? `${taskNumber(task.number)} ${task.objective}` : id} · Countersign`;
  }, [task, id]);
  if (!task) return error ? <LoadError error={error} onRetry={() => void refetch()} /> : null;
  return (
    <div className="page">
      <Link className="back" href="/tasks">
        <Icon name="back" size={16} /> {t('page.tasks')}
      </Link>
      <TaskHead task={task} steps={steps ?? []} />
      {steps && (
        <section className="panel" aria-labelledby="timeline">
          <h2 id="timeline">{t('page.timeline')}</h2>
          <Timeline task={task} steps={steps} approvals={approvals ?? []} />
        </section>
      )}
      {approvals && approvals.length > 0 && (
        <section className="panel" aria-labelledby="decisions">
          <h2 id="decisions">{t('page.decisions')}</h2>
          <Decisions approvals={approvals} />
        </section>
      )}
      <TaskFacts task={task} />
    </div>
  );
};

/** The same first lines as on the card in the thread, and the whole answer. */
const TaskHead = ({ task, steps }: { task: TaskRow; steps: readonly TraceStep[] }): ReactNode => {
  const { t, duration } = useWords();
  const { sign, tone } = taskLook(task.status);
  const started = task.startedAt ?? task.createdAt;
  const waited = steps.reduce((sum, step) => sum + (isWaiting(step) ? (step.durationMs ?? 0) : 0), 0);
  return (
    <article className="card" data-large data-kind="task" data-tone={tone} aria-labelledby="task-title">
      <header className="card-header">
        <span className="sign" data-tone={tone}>
          <Sign sign={sign} size={20} />
        </span>
        <div className="card-heading">
          <h1 className="card-title" id="task-title">
            {task.objective}
          </h1>
          <p className="card-state">
            <span className="state-word">{t('page.task_status', { status: task.status })}</span>
            {task.completedAt ? (
              <span>{duration(Date.parse(task.completedAt) - Date.parse(started))}</span>
            ) : (
              <Counting since={started} />
            )}
            {waited > 0 && <span>{t('page.of_it_waiting', { duration: duration(waited) })}</span>}
          </p>
          <p className="card-subtitle">
            <span>{t('page.asked_by', { name: task.requestedBy.displayName })}</span>
            {task.runbook && <span>{task.runbook}</span>}
            {task.agent && <span>{task.agent.name}</span>}
          </p>
        </div>
        <span className="card-number">{taskNumber(task.number)}</span>
      </header>
      <TaskOutcome task={task} />
      <footer className="card-buttons">
        {!isTerminal(task.status) && <StopButton task={task} />}
        {task.threadKey && (
          <Link className="button" href={`/chat/${task.threadKey}`}>
            {t('page.open_thread')}
          </Link>
        )}
      </footer>
    </article>
  );
};

const isWaiting = (step: TraceStep): boolean =>
  ['approval_granted', 'approval_rejected', 'approval_expired'].includes(step.stepType);

const TaskOutcome = ({ task }: { task: TaskRow }): ReactNode => {
  const { t, say } = useWords();
  const { error, output } = task;
  const failure =
    error && isErrorCode(error.code) ? say({ t: `error.${error.code}`, p: error.params }) : null;
  return (
    <>
      {failure && <p className="lines problem">{failure}</p>}
      {output && (
        <section aria-label={t('page.answer')}>
          <div className="answer">
            <Prose text={output} />
          </div>
        </section>
      )}
    </>
  );
};

const TaskFacts = ({ task }: { task: TaskRow }): ReactNode => {
  const { t, number, money, absolute } = useWords();
  const sizeOf = useTextSize();
  const args =
    task.arguments && Object.keys(task.arguments).length > 0 ? JSON.stringify(task.arguments, null, 2) : null;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('page.started'), task.startedAt ? absolute(task.startedAt) : t('page.not_yet')],
    [t('page.ended'), task.completedAt ? absolute(task.completedAt) : t('page.not_yet')],
    [t('page.tokens'), number(task.tokensUsed)],
    [t('page.cost'), task.cost === null ? t('page.unknown') : money(task.cost)],
    [t('page.confidence'), task.confidence === null ? t('page.unknown') : number(task.confidence)],
    [t('page.workflow'), <code key="workflow">{task.workflowId}</code>],
  ];
  return (
    <section className="panel" aria-labelledby="facts">
      <h2 id="facts">{t('page.facts')}</h2>
      <dl className="facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {args && (
        <Folded label={t('page.arguments_size', { size: sizeOf(args) })}>
          <LongText text={args} />
        </Folded>
      )}
    </section>
  );
};
