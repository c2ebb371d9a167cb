import { pino } from 'pino';
import { onParentGone, reportReady } from '../adapters/supervisor/parent.ts';
import { FileError } from '../core/schema/file-problems.ts';
import { compose } from './compose.ts';
import { readConfig } from './config.ts';
import { logTemporalTo } from './temporal-log.ts';

const main = async (): Promise<void> => {
  const config = readConfig(process.env);
  const log = pino({ name: 'worker', level: config.COUNTERSIGN_LOG_LEVEL });
  logTemporalTo(log);
  const worker = await compose(config, process.env, log);
  const end = async (): Promise<void> => {
    await worker.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
  onParentGone(() => worker.stop());
  const ended = worker.start();
  reportReady();
  await ended;
};

/** What a person wrote wrongly is said in lines for that person; anything else is a fault, with where it came from. */
const describe = (error: unknown): string => {
  if (error instanceof FileError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};

main().catch((error: unknown) => {
  process.stderr.write(`${describe(error)}\n`);
  process.exit(1);
});
