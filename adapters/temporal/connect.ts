import { Client, Connection } from '@temporalio/client';
import type { TemporalConfig } from './config.ts';

export interface TemporalClient {
  readonly client: Client;
  /** Resolves when the service answers within two seconds; rejects otherwise. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Connects lazily: a service that is away at start is used as soon as it is there. */
export const connectTemporal = (config: TemporalConfig): TemporalClient => {
  const connection = Connection.lazy({ address: config.TEMPORAL_ADDRESS });
  const client = new Client({ connection, namespace: config.TEMPORAL_NAMESPACE });
  return {
    client,
    async ping() {
      await connection.withDeadline(Date.now() + 2000, () => connection.workflowService.getSystemInfo({}));
    },
    close: () => connection.close(),
  };
};
