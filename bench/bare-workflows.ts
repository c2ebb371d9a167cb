import {
  condition,
  defineSignal,
  defineUpdate,
  log,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { NextStep } from '../core/ports/agent-backend.ts';
import type { TaskRequest } from '../core/task.ts';
import { raw } from '../core/text.ts';
import type { StepDetails, TraceStep } from '../core/trace.ts';
import {
  onceOnlySkill,
  repeatableSkill,
  store,
  storeUntilDone,
} from '../worker/workflows/activity-options.ts';

export * from '../worker/workflows/index.ts';

/** What the product's workflow does with the same activities, and nothing else: no signals, no card, no stop. */
export async function bareTaskWorkflow(request: TaskRequest): Promise<string> {
  const key = { tenantId: request.tenantId, taskId: request.taskId };
  const begun = await store.beginTask(request);
  if (!begun.agent) throw new Error('no agent');
  const agent = begun.agent;
  let stepOrder = begun.steps.length;
  const row = (stepType: TraceStep['stepType'], details: StepDetails, durationMs: number): TraceStep => {
    stepOrder += 1;
    return { stepOrder, stepType, agentId: agent.id, details, durationMs, at: new Date().toISOString() };
  };
  for (;;) {
    const next: NextStep = await store.nextLocal({ ...key, agent, objective: request.objective });
    if (next.type === 'final') {
      await storeUntilDone.finishTask({
        ...key,
        steps: [row('completed', {}, 0)],
        end: {
          status: 'completed',
          output: next.output,
          error: null,
          confidence: null,
          tokensUsed: 0,
          cost: null,
          completedAt: new Date().toISOString(),
          agentId: agent.id,
          skillsUsed: [{ skillName: 'files', ok: true }],
          memory: { content: next.output, importance: 0.5, trust: 'trusted' },
        },
      });
      return next.output;
    }
    if (next.type !== 'call') throw new Error(next.type);
    for (const call of next.calls) {
      const evidence = { reads: [], readPrivate: false, readUntrusted: false };
      const { routes } = await store.routeCalls({ ...key, calls: [call], evidence });
      const route = routes[0];
      if (route?.kind !== 'run') throw new Error('not allowed');
      const skill = route.tool.idempotent ? repeatableSkill : onceOnlySkill;
      const result = await skill.runSkillCall({
        ...key,
        stepOrder: stepOrder + 1,
        call,
        toolDigest: route.tool.digest,
        idempotent: route.tool.idempotent,
        approvalId: null,
        before: [],
      });
      const details = {
        skill: call.skill,
        action: call.action,
        arguments: call.arguments,
        ...(next.runbookStep === null ? {} : { runbookStep: next.runbookStep }),
        ok: result.ok,
        output: result.output,
        ...(result.structured === undefined ? {} : { structured: result.structured }),
        outputBytes: result.outputBytes,
        cut: result.cut,
        summary: raw(route.tool.target ?? ''),
      };
      const steps = [row('skill_call', details, result.durationMs)];
      await store.recordSteps({ ...key, steps, patch: { status: 'executing' } });
    }
  }
}

export interface InsertRow {
  insertRow(row: { readonly id: string; readonly verdict: string }): Promise<void>;
}

const rows = proxyActivities<InsertRow>({ startToCloseTimeout: '20s' });

export const bareDecide = defineUpdate<string, [string]>('bareDecide');
export const bareEnd = defineSignal('bareEnd');

/** The least an approval can be: an Update whose handler inserts one row. */
export async function bareDecisionWorkflow(): Promise<void> {
  let ended = false;
  setHandler(bareDecide, async (verdict) => {
    await rows.insertRow({ id: workflowInfo().workflowId, verdict });
    return 'accepted';
  });
  setHandler(bareEnd, () => {
    ended = true;
  });
  log.debug('waiting');
  await condition(() => ended);
}

/** The least a request can start: it is there, and says what was asked. */
export async function bareStartWorkflow(words: string): Promise<string> {
  return words;
}
