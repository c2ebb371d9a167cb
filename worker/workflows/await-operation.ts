import {
  CancellationScope,
  condition,
  defineSignal,
  getExternalWorkflowHandle,
  log,
} from '@temporalio/workflow';
import {
  CANCEL_OPERATION_SIGNAL,
  OPERATION_REPORT_SIGNAL,
  type OperationReport,
} from '../../core/contract/instance-workflow.ts';
import { raw, type Text, text } from '../../core/text.ts';
import type { RunCallResult } from '../activities/types.ts';
import { nowIso, nowMs, type TaskRun, writeSteps } from './run-context.ts';
import { addStep } from './task-run.ts';

export const operationReportSignal = defineSignal<[OperationReport]>(OPERATION_REPORT_SIGNAL);

type GoesOn = NonNullable<RunCallResult['goesOn']>;

export interface OperationEnd {
  readonly result: RunCallResult;
  /** One line about what is there now. */
  readonly summary: Text;
}

/** Longer than any operation with all that may be before it in the line. */
const LONGEST = '6h';

/**
 * Waits for an operation that was handed over, and shows its steps as they come. A stop is passed on and then waited
 * for: what the operation had begun is undone first. Its time does not count as this task's work.
 */
export const awaitOperation = (run: TaskRun, goesOn: GoesOn): Promise<OperationEnd> =>
  CancellationScope.nonCancellable(async () => {
    const { state } = run;
    const since = nowMs();
    let passedOn = false;
    try {
      for (;;) {
        const came = await condition(
          () => nextReport(run, goesOn) !== undefined || (state.stop !== null && !passedOn),
          LONGEST,
        );
        if (!came) return unknownEnd(nowMs() - since);
        if (state.stop !== null && !passedOn) {
          passedOn = true;
          await passStopOn(goesOn);
          continue;
        }
        const news = takeReport(run, goesOn);
        if (news?.kind === 'ended') return toEnd(news, nowMs() - since);
        if (news) await show(run, news);
      }
    } finally {
      state.current = null;
      state.exemptMs = (state.exemptMs ?? 0) + nowMs() - since;
    }
  });

const nextReport = ({ state }: TaskRun, { operationId }: GoesOn): OperationReport | undefined =>
  state.reports?.find((news) => news.operationId === operationId);

const takeReport = (run: TaskRun, goesOn: GoesOn): OperationReport | undefined => {
  const news = nextReport(run, goesOn);
  run.state.reports = (run.state.reports ?? []).filter((other) => other !== news);
  return news;
};

const passStopOn = async ({ workflowId, operationId }: GoesOn): Promise<void> => {
  try {
    await getExternalWorkflowHandle(workflowId).signal(CANCEL_OPERATION_SIGNAL, { operationId });
  } catch (error) {
    // It ended in the same moment: its own report says how.
    log.info('nothing left to stop', { error: String(error) });
  }
};

const show = async (run: TaskRun, news: Exclude<OperationReport, { kind: 'ended' }>): Promise<void> => {
  const { state } = run;
  if (news.kind === 'queued' || news.kind === 'begun') {
    state.current = {
      type: 'executing',
      state: news.kind === 'queued' ? 'waiting' : 'running',
      name:
        news.kind === 'queued'
          ? text('instance.queued', { count: news.before })
          : text(`instance.step.${news.step}`),
      durationMs: null,
      since: nowIso(),
    };
    run.touch();
    return;
  }
  state.current = null;
  addStep(
    state,
    'executing',
    {
      instanceStep: news.step,
      ok: news.failure === null,
      ...(news.detail ? { summary: news.detail } : {}),
      ...(news.failure ? { failure: news.failure } : {}),
    },
    nowIso(),
    news.durationMs,
  );
  run.touch();
  await writeSteps(run);
};

const NO_OUTPUT = { output: '', outputBytes: 0, cut: false };

const toEnd = (
  { failure, summary }: Extract<OperationReport, { kind: 'ended' }>,
  durationMs: number,
): OperationEnd => ({ result: { ...NO_OUTPUT, ok: failure === null, failure, durationMs }, summary });

const unknownEnd = (durationMs: number): OperationEnd => ({
  result: {
    ...NO_OUTPUT,
    ok: false,
    failure: { code: 'outcome_unknown', params: { action: 'instance' } },
    durationMs,
  },
  summary: raw(''),
});
