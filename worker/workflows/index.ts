export { approvalWorkflow } from './approval.ts';
export { openclawProvisionWorkflow } from './instance.ts';
export { taskExecutionWorkflow } from './task-execution.ts';
