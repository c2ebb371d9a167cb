import { createClusterDriverFake } from './cluster-driver.ts';
import { describeClusterDriver } from './cluster-driver-contract.ts';

describeClusterDriver('in memory', async () => ({
  driver: createClusterDriverFake(),
  version: '2026.9.6',
  config: {},
  stop: async () => undefined,
}));
