import { openclawConfig } from '../../core/openclaw-config.ts';
import { describeClusterDriver } from '../../core/testing/cluster-driver-contract.ts';
import { BRIDGE, createLocalInstances, VERSION } from './testing/local-instances.ts';

describeClusterDriver('local process', async () => {
  const world = await createLocalInstances();
  return {
    driver: world.driver,
    version: VERSION,
    config: openclawConfig({ port: 18_789, bind: 'lan', bridgePath: BRIDGE, logFile: '/tmp/openclaw.log' }),
    stop: () => world.close(),
  };
});
