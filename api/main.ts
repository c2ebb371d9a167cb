import { pino } from 'pino';
import { onParentGone, reportReady } from '../adapters/supervisor/parent.ts';
import { compose } from './compose.ts';
import { readConfig } from './config.ts';

const main = async (): Promise<void> => {
  const config = readConfig(process.env);
  const log = pino({ name: 'api', level: config.logLevel });
  const api = compose(config, log);
  onParentGone(() => api.stop());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      api.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
  const { url } = await api.start();
  log.info({ url }, 'listening');
  reportReady({ url });
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
