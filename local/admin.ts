import { createOperatorStore } from '../adapters/postgres/operator-store.ts';
import { readAdminArguments, USAGE } from './admin-arguments.ts';
import { runAdminCommand } from './admin-commands.ts';
import { dataFolderAt } from './data-folder.ts';
import { StartError } from './start-error.ts';

/** `npm run admin`: what an operator does, on a running `npm start` or on DATABASE_URL. */
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const main = async (): Promise<void> => {
  const input = readAdminArguments(process.argv.slice(2));
  if (!input) return print(USAGE);
  const ownerUrl = process.env.DATABASE_URL ?? dataFolderAt(input.dataFolder).readState().ownerUrl;
  if (!ownerUrl) {
    throw new StartError(
      `Nothing runs on the data folder ${input.dataFolder}: run \`npm start\` first, name its folder with --data DIR, or set DATABASE_URL to the owner of an existing database.`,
    );
  }
  const store = createOperatorStore(ownerUrl);
  try {
    await runAdminCommand(input, store, print);
  } finally {
    await store.close();
  }
};

/** Of core's AppError; told by its code, as a person at a terminal needs it. */
const REASONS: Readonly<Record<string, string>> = {
  store_unavailable: 'The database does not answer: is `npm start` still running?',
  invalid_request: 'That name is taken already.',
  not_found: 'There is no such tenant or member.',
};

main().catch((error: unknown) => {
  const code = (error as { code?: string } | null)?.code ?? '';
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${error instanceof StartError ? message : (REASONS[code] ?? message)}\n`);
  process.exitCode = 1;
});
