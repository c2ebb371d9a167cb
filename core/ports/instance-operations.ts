import type { OperationAccepted, OperationRequest } from '../contract/instance-workflow.ts';

/** The only way to an instance's workflow. Throws AppError `workflow_service_unavailable`: safe to send again. */
export interface InstanceOperations {
  /**
   * Hands it over durably; the same operation id again is the same operation. Throws AppError `instance_state` when it
   * can't be done as the instance is (destroyed, or being destroyed).
   */
  submit(tenantId: string, instanceId: string, request: OperationRequest): Promise<OperationAccepted>;
}
