import { describe, expect, it } from 'vitest';
import { countActions, difference, type HistoryEvent, totalOf } from './count-actions.ts';

const local = (workflowTask: string): HistoryEvent => ({
  type: 'MARKER_RECORDED',
  marker: 'core_local_activity',
  workflowTask,
});

describe('billable actions of a history', () => {
  it('counts all local activities of one workflow task once', () => {
    const count = countActions([
      { type: 'WORKFLOW_EXECUTION_STARTED' },
      local('4'),
      local('4'),
      local('9'),
      { type: 'MARKER_RECORDED', marker: 'Version', workflowTask: '9' },
    ]);
    expect(count).toEqual({ 'workflow start': 1, 'local activities, per workflow task': 2 });
  });

  it('counts every attempt of an activity', () => {
    const count = countActions([{ type: 'ACTIVITY_TASK_STARTED', activity: 'run', attempt: 3 }]);
    expect(count).toEqual({ 'activity run': 3 });
  });

  it('counts a child twice over both histories', () => {
    const parent = countActions([
      { type: 'START_CHILD_WORKFLOW_EXECUTION_INITIATED' },
      { type: 'CHILD_WORKFLOW_EXECUTION_STARTED' },
    ]);
    const child = countActions([{ type: 'WORKFLOW_EXECUTION_STARTED', childOf: 'parent' }]);
    expect(totalOf(parent) + totalOf(child)).toBe(2);
  });

  it('tells what one history has more than another', () => {
    expect(difference({ timer: 2, signal: 1 }, { timer: 1, signal: 1, update: 1 })).toEqual({
      timer: 1,
      update: -1,
    });
  });
});
