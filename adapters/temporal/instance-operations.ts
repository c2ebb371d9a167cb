import { type Client, WithStartWorkflowOperation, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import {
  INSTANCE_WORKFLOW,
  type InstanceWorkflowInput,
  OPERATION_REFUSED,
  type OperationAccepted,
  type OperationRequest,
  SUBMIT_UPDATE,
} from '../../core/contract/instance-workflow.ts';
import { MAIN_QUEUE } from '../../core/contract/task-queues.ts';
import { instanceWorkflowId } from '../../core/contract/workflow-ids.ts';
import { AppError, type Failure } from '../../core/errors.ts';
import type { InstanceOperations } from '../../core/ports/instance-operations.ts';

const CALL_MS = 10_000;

type InstanceWorkflow = (input: InstanceWorkflowInput) => Promise<void>;

/** The way to the instances' workflows over the Temporal client. */
export const createTemporalInstanceOperations = (
  client: Client,
  options: { readonly taskQueue?: string } = {},
): InstanceOperations => ({
  async submit(tenantId, instanceId, request) {
    // The first operation makes the workflow; every later one finds it.
    const startWorkflowOperation = new WithStartWorkflowOperation<InstanceWorkflow>(INSTANCE_WORKFLOW, {
      taskQueue: options.taskQueue ?? MAIN_QUEUE,
      workflowId: instanceWorkflowId(tenantId, instanceId),
      workflowIdConflictPolicy: 'USE_EXISTING',
      args: [{ tenantId, instanceId }],
      memo: { tenantId },
    });
    try {
      return await client.withDeadline(Date.now() + CALL_MS, () =>
        client.workflow.executeUpdateWithStart<InstanceWorkflow, OperationAccepted, [OperationRequest]>(
          SUBMIT_UPDATE,
          {
            startWorkflowOperation,
            updateId: request.operationId,
            args: [request],
          },
        ),
      );
    } catch (error) {
      throw refusalIn(error) ?? new AppError('workflow_service_unavailable', {}, { cause: error });
    }
  },
});

const refusalIn = (error: unknown): AppError | null => {
  if (!(error instanceof WorkflowUpdateFailedError)) return null;
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure) || cause.type !== OPERATION_REFUSED) return null;
  const failure = cause.details?.[0] as Failure | undefined;
  return failure ? new AppError(failure.code, failure.params) : null;
};
