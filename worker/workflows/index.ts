export { approvalWorkflow } from './approval.ts';
export { taskExecutionWorkflow } from './task-execution.ts';
