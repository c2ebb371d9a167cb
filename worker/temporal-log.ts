import { Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';

/** The SDK's own log lines go where all others go. Once per process, before the first worker. */
export const logTemporalTo = (log: Logger): void => {
  const say =
    (level: 'trace' | 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: Readonly<Record<string | symbol, unknown>> = {}): void =>
      log[level](fields, message);
  Runtime.install({
    logger: {
      log: (level, message, fields) =>
        say(level.toLowerCase() as 'trace' | 'debug' | 'info' | 'warn' | 'error')(message, fields),
      trace: say('trace'),
      debug: say('debug'),
      info: say('info'),
      warn: say('warn'),
      error: say('error'),
    },
  });
};
