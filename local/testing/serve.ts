import { join } from 'node:path';
import { startEmbeddedPostgres } from '../embedded-postgres.ts';
import { freePort } from '../free-port.ts';
import { resolveTemporal } from '../temporal-binary.ts';
import { startTemporalServer } from '../temporal-server.ts';

/** Both servers under a process of its own, to be killed by a test. Prints one line of JSON when they are ready. */
const folder = process.argv[2] ?? '';
const found = await resolveTemporal({ env: process.env, say: () => undefined });
const postgresPort = await freePort();
const postgres = startEmbeddedPostgres({
  folder: join(folder, 'postgres'),
  port: postgresPort,
  password: 'test',
  settings: {},
  temporary: false,
});
const temporal = startTemporalServer({
  binary: found.kind === 'binary' ? found.path : '',
  port: await freePort(),
  dbFile: join(folder, 'temporal.db'),
  pidFile: join(folder, 'temporal.pid'),
  namespaces: [],
});
const [postgresFacts, temporalFacts] = await Promise.all([postgres.ready, temporal.ready]);
const facts = {
  postgresPort,
  watchers: [postgres.pid, temporal.pid],
  servers: [postgresFacts.pid, temporalFacts.pid],
};
process.stdout.write(`${JSON.stringify(facts)}\n`);
process.once('SIGTERM', () => {
  void Promise.all([postgres.stop(), temporal.stop()]).then(() => process.exit(0));
});
