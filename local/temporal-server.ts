import { fileURLToPath } from 'node:url';
import { type OwnedProcess, PROCESS_INPUT, startOwnedProcess } from './owned-process.ts';

export interface TemporalProcessInput {
  readonly binary: string;
  readonly port: number;
  /** Keeps everything over a restart; null: in memory only. */
  readonly dbFile: string | null;
  readonly pidFile: string | null;
  /** Made at the start, beside `default`. */
  readonly namespaces: readonly string[];
}

const TEMPORAL_MAIN = fileURLToPath(new URL('./temporal-process.ts', import.meta.url));

export const temporalArguments = (input: TemporalProcessInput): string[] => [
  'server',
  'start-dev',
  '--headless',
  '--ip',
  '127.0.0.1',
  '--port',
  String(input.port),
  '--log-level',
  'error',
  ...(input.dbFile
    ? // With these two the server waits far less for the disk; a killed process loses nothing, a power cut may.
      [
        '--db-filename',
        input.dbFile,
        '--sqlite-pragma',
        'journal_mode=wal',
        '--sqlite-pragma',
        'synchronous=normal',
      ]
    : []),
  // Without these two, an urgent chat post waits behind every post queued before it.
  '--dynamic-config-value',
  'matching.useNewMatcher=true',
  '--dynamic-config-value',
  'matching.enableFairness=true',
  ...input.namespaces.flatMap((name) => ['--namespace', name]),
];

/** Temporal's own development server; ready when it answers. */
export const startTemporalServer = (input: TemporalProcessInput, logFile?: string): OwnedProcess =>
  startOwnedProcess({
    main: TEMPORAL_MAIN,
    env: { ...process.env, [PROCESS_INPUT]: JSON.stringify(input) },
    ...(logFile ? { logFile } : {}),
  });
