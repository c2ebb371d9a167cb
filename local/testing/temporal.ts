import { randomBytes } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { inject } from 'vitest';

export interface TestTemporal {
  /** host:port */
  readonly address: string;
  /** Of this test file alone, so that the task queues may have their usual names. */
  readonly namespace: string;
}

/** A fresh namespace on the shared development server; returns when the server knows it everywhere. */
export const freshNamespace = async (): Promise<TestTemporal> => {
  const address = inject('temporalAddress');
  const namespace = `test-${randomBytes(6).toString('hex')}`;
  const connection = await Connection.connect({ address });
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs('1 day'),
    });
  } finally {
    await connection.close();
  }
  return { address, namespace };
};
