import { type Logger, LogLevel } from '@slack/web-api';
import type { Log } from '../../core/ports/runtime.ts';

/** The SDK's lines as our own at debug level: what matters of them comes back as an error and is logged once there. */
export const quietLogger = (log: Log): Logger => {
  const note = (...words: unknown[]): void => log.debug({ slack: words.map(String).join(' ') }, 'Slack SDK');
  return {
    debug: () => undefined,
    info: note,
    warn: note,
    error: note,
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
};
