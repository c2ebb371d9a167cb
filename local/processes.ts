import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { DataFolder } from './data-folder.ts';
import { type OwnedProcess, startOwnedProcess } from './owned-process.ts';
import type { Service } from './supervisor.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface ProcessSettings {
  readonly folder: DataFolder;
  readonly appUrl: string;
  readonly temporalAddress: string;
  /** Of the api, on the loopback address. */
  readonly port: number;
  /** The organization that a Slack token in the environment belongs to. */
  readonly tenantId: string;
  /** Seals stored tokens; base64 of 32 bytes. */
  readonly encryptionKey: string;
}

export const apiUrl = (port: number): string => `http://127.0.0.1:${port}`;

/** The same variables for all three; each reads those it needs. */
const environment = (settings: ProcessSettings): NodeJS.ProcessEnv => ({
  ...process.env,
  DATABASE_URL: settings.appUrl,
  TEMPORAL_ADDRESS: settings.temporalAddress,
  COUNTERSIGN_DATA: settings.folder.path,
  COUNTERSIGN_SKILLS_FILE: process.env.COUNTERSIGN_SKILLS_FILE ?? settings.folder.file('skills.yaml'),
  COUNTERSIGN_RUNBOOKS_DIR: process.env.COUNTERSIGN_RUNBOOKS_DIR ?? settings.folder.file('runbooks'),
  COUNTERSIGN_HOST: '127.0.0.1',
  COUNTERSIGN_PORT: String(settings.port),
  COUNTERSIGN_PUBLIC_URL: apiUrl(settings.port),
  COUNTERSIGN_LOCAL: '1',
  COUNTERSIGN_SLACK_TENANT: process.env.COUNTERSIGN_SLACK_TENANT ?? settings.tenantId,
  COUNTERSIGN_DISCORD_TENANT: process.env.COUNTERSIGN_DISCORD_TENANT ?? settings.tenantId,
  COUNTERSIGN_ENCRYPTION_KEY: process.env.COUNTERSIGN_ENCRYPTION_KEY ?? settings.encryptionKey,
  COUNTERSIGN_INSTANCES:
    process.env.COUNTERSIGN_INSTANCES ??
    (process.env.COUNTERSIGN_KUBECONFIG ? 'kubernetes' : 'local-process'),
  COUNTERSIGN_OWNER_PID: String(process.pid),
});

const ownProcess = (name: string, settings: ProcessSettings): OwnedProcess =>
  startOwnedProcess({
    main: `${ROOT}${name}/main.ts`,
    cwd: ROOT,
    env: environment(settings),
    logFile: settings.folder.file('logs', `${name}.log`),
  });

export const workerService = (settings: ProcessSettings): Service => ({
  name: 'worker',
  graceMs: 3_000,
  start: () => ownProcess('worker', settings),
});

export const apiService = (settings: ProcessSettings): Service => ({
  name: 'api',
  graceMs: 2_000,
  start: () => ownProcess('api', settings),
  isReady: (running) => untilAnswers(`${apiUrl(settings.port)}/readyz`, running),
});

/** Null when there is no chat to connect to: with HTTP only, Slack comes to the api. */
export const botService = (
  settings: ProcessSettings,
): (Service & { readonly chats: readonly string[] }) | null => {
  const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET } = process.env;
  const isSlack = SLACK_APP_TOKEN || (SLACK_BOT_TOKEN && !SLACK_SIGNING_SECRET);
  const chats = [...(isSlack ? ['Slack'] : []), ...(process.env.DISCORD_BOT_TOKEN ? ['Discord'] : [])];
  if (chats.length === 0) return null;
  return { name: 'bot', chats, graceMs: 2_000, start: () => ownProcess('bot', settings) };
};

const untilAnswers = async (url: string, running: OwnedProcess): Promise<void> => {
  let ended = false;
  void running.exited.then(() => {
    ended = true;
  });
  while (!ended) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    if (answer?.ok) return;
    await delay(50);
  }
};
