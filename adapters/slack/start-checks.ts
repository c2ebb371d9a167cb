import { setTimeout as delay } from 'node:timers/promises';
import { WebAPIPlatformError } from '@slack/web-api';
import { AppError } from '../../core/errors.ts';
import type { Installation, InstallationStore } from '../../core/ports/chat-stores.ts';
import type { Log } from '../../core/ports/runtime.ts';
import { missingScopes } from './methods.ts';
import { createWebClient } from './slack-api.ts';

/** What is wrong with the set-up, in one sentence that says what to change. */
export class SlackSetupProblem extends Error {}

interface Identity {
  readonly team_id: string;
  readonly team: string;
  readonly user_id: string;
  readonly bot_id?: string;
  readonly enterprise_id?: string;
  readonly is_enterprise_install?: boolean;
  readonly response_metadata?: { readonly scopes?: readonly string[] };
}

const WRONG_TOKEN = [
  'not_allowed_token_type',
  'invalid_auth',
  'not_authed',
  'token_revoked',
  'token_expired',
  'account_inactive',
];

const askWhoWeAre = async (token: string, apiUrl: string, log: Log): Promise<Identity> => {
  try {
    return (await createWebClient(token, apiUrl, log).apiCall('auth.test')) as unknown as Identity;
  } catch (error) {
    const code = error instanceof WebAPIPlatformError ? error.data.error : null;
    if (code && WRONG_TOKEN.includes(code)) {
      throw new SlackSetupProblem(
        `Slack does not accept SLACK_BOT_TOKEN (${code}): copy the Bot User OAuth Token (xoxb-…) again from "OAuth & Permissions" of your app and set it.`,
      );
    }
    throw error;
  }
};

/**
 * Connects the one workspace whose token is in the environment to its tenant. Throws SlackSetupProblem when the token
 * is wrong or lacks scopes, and anything else when Slack could not be asked.
 */
const connectEnvironmentWorkspace = async (options: {
  readonly token: string;
  readonly tenantId: string;
  readonly apiUrl: string;
  readonly installations: InstallationStore;
  readonly log: Log;
}): Promise<Installation> => {
  const { token, tenantId, apiUrl, installations, log } = options;
  const me = await askWhoWeAre(token, apiUrl, log);
  const scopes = me.response_metadata?.scopes ?? [];
  const missing = missingScopes(scopes);
  if (missing.length > 0) {
    throw new SlackSetupProblem(
      `The Slack app lacks ${missing.length === 1 ? 'the scope' : 'the scopes'} ${missing.join(', ')}: run "npm run slack:manifest", paste it on the app’s page "App Manifest", and reinstall the app.`,
    );
  }
  const installation: Installation = {
    tenantId,
    platform: 'slack',
    workspaceId: me.is_enterprise_install && me.enterprise_id ? me.enterprise_id : me.team_id,
    enterpriseId: me.enterprise_id ?? null,
    name: me.team,
    appId: null,
    botUserId: me.user_id,
    botId: me.bot_id ?? null,
    scopes,
    sealedToken: null,
    installedBy: null,
    status: 'active',
  };
  await installations.save(installation);
  // The environment has one token: what it opened before is another workspace's.
  for (const other of await installations.list(tenantId)) {
    if (other.platform !== 'slack' || other.sealedToken !== null || other.status !== 'active') continue;
    if (other.workspaceId !== installation.workspaceId) {
      await installations.revoke(tenantId, 'slack', other.workspaceId);
    }
  }
  return installation;
};

const FIRST_AGAIN_MS = 500;
const LONGEST_AGAIN_MS = 15_000;

/**
 * The same, for a process that must not wait for Slack: false while Slack is away, then it is tried again beside the
 * work and `later` is called when it is connected.
 */
export const connectWhenPossible = async (
  options: Parameters<typeof connectEnvironmentWorkspace>[0],
  later: () => void = () => undefined,
): Promise<boolean> => {
  try {
    await connectEnvironmentWorkspace(options);
    return true;
  } catch (error) {
    if (isForGood(error)) throw explainTaken(error);
    void connectLater(options, error, later);
    return false;
  }
};

const connectLater = async (
  options: Parameters<typeof connectEnvironmentWorkspace>[0],
  first: unknown,
  later: () => void,
): Promise<void> => {
  let error = first;
  for (let again = FIRST_AGAIN_MS; ; again = Math.min(again * 2, LONGEST_AGAIN_MS)) {
    options.log.warn({ err: error, again }, 'the Slack workspace can’t be connected yet; trying again');
    await delay(again, undefined, { ref: false });
    try {
      await connectEnvironmentWorkspace(options);
      return later();
    } catch (next) {
      if (isForGood(next)) return options.log.error({ err: explainTaken(next) }, 'Slack is not connected');
      error = next;
    }
  }
};

/** Somebody has to change something. All else passes: Slack or the database is away. */
const isForGood = (error: unknown): boolean => error instanceof SlackSetupProblem || isTaken(error);

const isTaken = (error: unknown): boolean => error instanceof AppError && error.code === 'workspace_taken';

const explainTaken = (error: unknown): unknown =>
  isTaken(error)
    ? new SlackSetupProblem(
        'The Slack workspace of SLACK_BOT_TOKEN is connected to another organization here: disconnect it there first, or set COUNTERSIGN_SLACK_TENANT to the id of that organization.',
        { cause: error },
      )
    : error;

/** Why Socket Mode will never start as things are; null when it may pass. */
export const socketProblem = (code: string | null): SlackSetupProblem | null => {
  if (code === null) return null;
  if (code === 'link_disabled') {
    return new SlackSetupProblem(
      'Socket Mode is switched off for this Slack app: switch it on on the app’s page "Socket Mode", or set SLACK_SIGNING_SECRET and use the HTTP address instead.',
    );
  }
  if (code === 'missing_scope' || code === 'no_permission') {
    return new SlackSetupProblem(
      'SLACK_APP_TOKEN may not open connections: on the app’s page "Basic Information" make an App-Level Token with the scope connections:write and set it.',
    );
  }
  return new SlackSetupProblem(
    `Slack does not accept SLACK_APP_TOKEN (${code}): copy an App-Level Token (xapp-…) with the scope connections:write from "Basic Information" of your app and set it.`,
  );
};
