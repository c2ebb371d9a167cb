import type { Log } from '../../../core/ports/runtime.ts';

/** What is logged in a test, when somebody asks for it: `DISCORD_LOG=1`. */
const note =
  (level: string) =>
  (fields: unknown, words?: string): void => {
    if (process.env.DISCORD_LOG) process.stderr.write(`${level} ${words ?? ''} ${describe(fields)}\n`);
  };

const describe = (fields: unknown): string => {
  const { err, ...rest } = (typeof fields === 'object' ? fields : { fields }) as Record<string, unknown>;
  return `${JSON.stringify(rest)} ${err instanceof Error ? (err.stack ?? err.message) : ''}`;
};

export const testLog: Log = {
  debug: note('debug'),
  info: note('info'),
  warn: note('warn'),
  error: note('error'),
};
