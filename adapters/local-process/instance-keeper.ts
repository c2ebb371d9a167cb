import { text } from 'node:stream/consumers';
import { instanceFolderAt } from './instance-folder.ts';
import { type KeeperInput, keepGateway } from './keep-gateway.ts';

/** One process per running instance: outlives the worker that started it. Its one argument is the instance's folder. */
const asked = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => asked.abort());

const main = async (): Promise<void> => {
  const input = JSON.parse(await text(process.stdin)) as KeeperInput;
  await keepGateway(instanceFolderAt(process.argv[2] ?? ''), input, asked.signal);
};

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
