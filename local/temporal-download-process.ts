import { Runtime } from '@temporalio/worker';
import { PROCESS_INPUT } from './owned-process.ts';
import { TEMPORAL_CLI_VERSION } from './temporal-binary.ts';

/** The SDK downloads by starting a server; a process of its own can be given up at any moment. */
const { folder } = JSON.parse(process.env[PROCESS_INPUT] ?? '{}') as { folder: string };
const server = await Runtime.instance().createEphemeralServer({
  type: 'dev-server',
  exe: {
    type: 'cached-download',
    downloadDir: folder,
    version: TEMPORAL_CLI_VERSION,
    ttl: 0,
    sdkName: 'sdk-typescript',
    sdkVersion: 'default',
  },
  namespace: 'default',
  ip: '127.0.0.1',
  port: null,
  uiPort: null,
  dbFilename: null,
  ui: false,
  log: { format: 'pretty', level: 'error' },
  extraArgs: [],
});
await Runtime.instance().shutdownEphemeralServer(server);
