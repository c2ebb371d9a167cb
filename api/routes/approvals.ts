import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { taskNumber } from '../../core/task.ts';
import { text } from '../../core/text.ts';
import { answerDecision } from '../decision-answer.ts';
import { findApproval, findTask } from '../lookup.ts';
import { callerOf } from '../plugins/auth.ts';
import { refuse } from '../problem.ts';
import {
  approval,
  approvalParams,
  approvalQuery,
  decisionAnswer,
  decisionBody,
  taskDecisionBody,
  toApprovalBody,
} from '../schemas/approval.ts';
import { pageOf } from '../schemas/common.ts';
import { problems } from '../schemas/problem.ts';
import { taskParams } from '../schemas/task.ts';
import type { ApiServices } from '../services.ts';

const tags = ['approvals'];
const decided = { 200: decisionAnswer, 202: decisionAnswer, ...problems };

/** Approvals and the decisions on them: the same use case as a button, so the same rules and the same answers. */
export const approvalRoutes: FastifyPluginAsyncZod<{ services: ApiServices }> = async (app, { services }) => {
  const { stores, decideApproval } = services;

  app.get(
    '/approvals',
    {
      config: { access: 'approvals:read' },
      schema: {
        tags,
        summary: 'Approvals, newest first',
        querystring: approvalQuery,
        response: { 200: pageOf(approval), ...problems },
      },
    },
    async (request) => {
      const { tenantId } = callerOf(request).actor;
      const { status, task, cursor, limit } = request.query;
      const taskId = task === undefined ? undefined : (await findTask(stores, tenantId, task)).id;
      const page = await stores.approvals.list(tenantId, {
        limit,
        ...(status === undefined ? {} : { status }),
        ...(taskId === undefined ? {} : { taskId }),
        ...(cursor === undefined ? {} : { cursor }),
      });
      return { items: page.items.map(toApprovalBody), next_cursor: page.nextCursor };
    },
  );

  app.get(
    '/approvals/:id',
    {
      config: { access: 'approvals:read' },
      schema: {
        tags,
        summary: 'One approval: what will run, why, and who decided',
        params: approvalParams,
        response: { 200: approval, ...problems },
      },
    },
    async (request) =>
      toApprovalBody(await findApproval(stores, callerOf(request).actor.tenantId, request.params.id)),
  );

  app.post(
    '/approvals/:id/decision',
    {
      config: { access: 'approvals:decide' },
      schema: {
        tags,
        summary: 'Decide; answers what became of the decision',
        description:
          '200: it counted. 202: recorded, and applied when a worker is back. 409 `already_decided`, `changed`; ' +
          '403 `own_request`, `not_entitled`; 410 `expired`, `withdrawn`; 422 `reason_required`.',
        params: approvalParams,
        body: decisionBody,
        response: decided,
      },
    },
    async (request, reply) => {
      const { actor, surface } = callerOf(request);
      const { id: approvalId } = await findApproval(stores, actor.tenantId, request.params.id);
      const { verdict, digest } = request.body;
      const reason = request.body.reason || null;
      const result = await decideApproval({ actor, approvalId, verdict, reason, digest, surface });
      request.log.info({ approval: approvalId, verdict, outcome: result.answer.kind }, 'decision');
      return answerDecision(request, reply, result);
    },
  );

  for (const verdict of ['approve', 'reject'] as const) {
    app.post(
      `/agent-tasks/:id/${verdict}`,
      {
        config: { access: 'approvals:decide' },
        schema: {
          tags: ['tasks'],
          summary: `${verdict === 'approve' ? 'Approve' : 'Reject'} what the task waits for`,
          params: taskParams,
          body: taskDecisionBody,
          response: decided,
        },
      },
      async (request, reply) => {
        const { actor, surface } = callerOf(request);
        const task = await findTask(stores, actor.tenantId, request.params.id);
        // The newest: when it is over already, the answer says how it ended.
        const { items } = await stores.approvals.list(actor.tenantId, { taskId: task.id, limit: 1 });
        const newest = items[0];
        if (!newest) {
          const number = taskNumber(task.number);
          return refuse(request, reply, {
            status: 409,
            code: 'nothing_to_decide',
            text: text('api.nothing_to_decide', { number }),
          });
        }
        const reason = request.body?.reason || null;
        const digest = request.body?.digest ?? newest.digest;
        const result = await decideApproval({
          actor,
          approvalId: newest.id,
          verdict,
          reason,
          digest,
          surface,
        });
        request.log.info(
          { task: task.id, approval: newest.id, verdict, outcome: result.answer.kind },
          'decision',
        );
        return answerDecision(request, reply, result);
      },
    );
  }
};
