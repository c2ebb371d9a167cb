import { parseArgs } from 'node:util';
import { DEFAULT_DATA_FOLDER } from './data-folder.ts';
import { StartError } from './start-error.ts';

const DEFAULT_PORT = 4680;

export interface StartArguments {
  readonly dataFolder: string;
  /** 0: any free one. */
  readonly port: number;
}

const USAGE = 'npm start -- [--port N] [--data DIR]';

/** Throws StartError with the right form for anything it does not know. */
export const readStartArguments = (argv: readonly string[]): StartArguments => {
  const values = parse(argv);
  const port = values.port === undefined ? DEFAULT_PORT : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new StartError(`--port needs a number from 0 (any free port) to 65535, not "${values.port}".`);
  }
  return { dataFolder: values.data ?? DEFAULT_DATA_FOLDER, port };
};

const parse = (argv: readonly string[]): { port?: string; data?: string } => {
  try {
    const options = { port: { type: 'string' }, data: { type: 'string' } } as const;
    return parseArgs({ args: [...argv], options, strict: true }).values;
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message.split('. ')[0] : error}. Usage: ${USAGE}`);
  }
};
