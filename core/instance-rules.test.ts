import { describe, expect, it } from 'vitest';
import { INSTANCE_OPERATIONS, INSTANCE_STATUSES } from './instance.ts';
import { operationRefusal } from './instance-rules.ts';

const refusal = (operation: never, status: never, applied: boolean) =>
  operationRefusal(operation, { name: 'main', status, applied });

describe('what can be done to an instance', () => {
  it.each([
    ['deploy', 'provisioning', false],
    ['deploy', 'error', false],
    ['stop', 'running', true],
    ['start', 'stopped', true],
    ['restart', 'error', true],
    ['upgrade', 'running', true],
    ['rotate', 'running', true],
    ['destroy', 'error', false],
    ['destroy', 'destroying', true],
  ] as const)('%s while it is %s', (operation, status, applied) => {
    expect(refusal(operation as never, status as never, applied)).toBeNull();
  });

  it.each([
    ['deploy', 'running', true],
    ['deploy', 'error', true],
    ['start', 'running', true],
    ['stop', 'stopped', true],
    ['upgrade', 'stopped', true],
    ['restart', 'error', false],
    ['destroy', 'destroyed', false],
  ] as const)('not %s while it is %s', (operation, status, applied) => {
    expect(refusal(operation as never, status as never, applied)).toEqual({
      code: 'instance_state',
      params: { name: 'main', status, operation },
    });
  });

  it('is nothing once it was destroyed', () => {
    for (const operation of INSTANCE_OPERATIONS) {
      expect(operationRefusal(operation, { name: 'x', status: 'destroyed', applied: false })).not.toBeNull();
    }
    expect(INSTANCE_STATUSES).toContain('destroyed');
  });
});
