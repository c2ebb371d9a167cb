import { pino } from 'pino';
import { onParentGone, reportReady } from '../adapters/supervisor/parent.ts';
import { compose } from './compose.ts';
import { readConfig } from './config.ts';

const main = async (): Promise<void> => {
  const config = readConfig(process.env);
  const log = pino({ name: 'bot', level: config.COUNTERSIGN_LOG_LEVEL });
  const bot = compose(config, log);
  onParentGone(() => bot.stop());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      bot.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
  await bot.start();
  log.info('running');
  reportReady();
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
