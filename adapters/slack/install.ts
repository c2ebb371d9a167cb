import type { IncomingMessage, ServerResponse } from 'node:http';
import { ErrorCode, InstallProvider, type Installation as SlackInstallation } from '@slack/oauth';
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRequestError } from '@slack/web-api';
import { AppError, type ErrorCode as AppErrorCode } from '../../core/errors.ts';
import type { InstallationStore } from '../../core/ports/chat-stores.ts';
import type { Log } from '../../core/ports/runtime.ts';
import type { SecretBox } from '../../core/ports/secret-box.ts';
import type { Stores } from '../../core/ports/stores.ts';
import { BOT_SCOPES } from './methods.ts';
import { quietLogger } from './quiet-logger.ts';
import { tokenContext } from './slack-workspaces.ts';

export interface SlackInstallDeps {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiUrl: string;
  /** Origin people open: Slack comes back to `/slack/oauth_redirect` there. */
  readonly publicUrl: string;
  /** Signs the state; the same in all processes. */
  readonly stateSecret: string;
  readonly installations: InstallationStore;
  readonly audit: Stores['audit'];
  readonly box: SecretBox;
  readonly log: Log;
  readonly onInstalled: () => void;
}

/** Who asked for the installation, and for which tenant; travels in the signed state. */
export interface Installer {
  readonly tenantId: string;
  readonly memberId: string;
}

export type InstallOutcome =
  | { readonly ok: true; readonly workspace: string }
  | { readonly ok: false; readonly code: Refused };

type Refused = AppErrorCode | 'cancelled' | 'state';

/** "Add to Slack": an admin of a tenant gives it a workspace, or a whole Enterprise Grid organization. */
export interface SlackInstall {
  /** Sends the browser to Slack, with a state bound to it by a cookie. */
  begin(request: IncomingMessage, response: ServerResponse, installer: Installer): Promise<void>;
  /** Slack sent the browser back; `answer` writes the response. */
  finish(
    request: IncomingMessage,
    response: ServerResponse,
    answer: (outcome: InstallOutcome) => void,
  ): Promise<void>;
}

export const REDIRECT_PATH = '/slack/oauth_redirect';

export const createSlackInstall = (deps: SlackInstallDeps): SlackInstall => {
  const provider = new InstallProvider({
    clientId: deps.clientId,
    clientSecret: deps.clientSecret,
    stateSecret: deps.stateSecret,
    directInstall: true,
    logger: quietLogger(deps.log),
    authorizationUrl: new URL('../oauth/v2/authorize', deps.apiUrl).href,
    clientOptions: { slackApiUrl: deps.apiUrl, retryConfig: { retries: 1 }, timeout: 10_000 },
    installationStore: {
      storeInstallation: (installation) => store(deps, installation),
      fetchInstallation: () => Promise.reject(new Error('installations are read from the database')),
      deleteInstallation: () => Promise.reject(new Error('installations are revoked in the database')),
    },
  });
  const options = (installer?: Installer) => ({
    scopes: [...BOT_SCOPES],
    redirectUri: `${deps.publicUrl}${REDIRECT_PATH}`,
    ...(installer ? { metadata: JSON.stringify(installer) } : {}),
  });
  return {
    begin: (request, response, installer) =>
      provider.handleInstallPath(request, response, {}, options(installer)),
    finish: (request, response, answer) =>
      provider.handleCallback(request, response, {
        success: (installation) => answer({ ok: true, workspace: nameOf(installation) }),
        failure: (error) => {
          deps.log.warn({ err: error }, 'a Slack installation failed');
          answer({ ok: false, code: reasonOf(error) });
        },
      }),
  };
};

const nameOf = ({ team, enterprise }: SlackInstallation): string =>
  team?.name ?? enterprise?.name ?? team?.id ?? '';

/** Words of the library for an answer that is not of the installation this browser began. */
const NOT_OURS: readonly unknown[] = [
  ErrorCode.InvalidStateError,
  ErrorCode.MissingStateError,
  ErrorCode.MissingCodeError,
];
/** Slack's words for a code that was used, is too old, or was never given. */
const USED_CODES = ['invalid_code', 'code_already_used', 'code_expired'];

const reasonOf = (error: Error & { readonly code?: unknown }): Refused => {
  if (error instanceof AppError) return error.code;
  // The library has this one for nothing else here.
  if (error.code === ErrorCode.AuthorizationError) return 'cancelled';
  if (NOT_OURS.includes(error.code)) return 'state';
  if (error instanceof WebAPIPlatformError) {
    return USED_CODES.includes(error.data.error) ? 'state' : 'internal';
  }
  const isUnanswered = error instanceof WebAPIRequestError || error instanceof WebAPIHTTPError;
  return isUnanswered ? 'chat_unavailable' : 'internal';
};

const readInstaller = (metadata: string | undefined): Installer => {
  const { tenantId, memberId } = JSON.parse(metadata ?? '{}') as Partial<Installer>;
  if (!tenantId || !memberId) throw new AppError('invalid_request', { detail: 'state' });
  return { tenantId, memberId };
};

const store = async (deps: SlackInstallDeps, installation: SlackInstallation): Promise<void> => {
  const { tenantId, memberId } = readInstaller(installation.metadata);
  const { bot, team, enterprise } = installation;
  const workspaceId = installation.isEnterpriseInstall ? enterprise?.id : team?.id;
  if (!bot || !workspaceId) throw new AppError('invalid_request', { detail: 'bot' });
  await deps.installations.save({
    tenantId,
    platform: 'slack',
    workspaceId,
    enterpriseId: enterprise?.id ?? null,
    name: nameOf(installation),
    appId: installation.appId ?? null,
    botUserId: bot.userId,
    botId: bot.id ?? null,
    scopes: bot.scopes,
    sealedToken: deps.box.seal(bot.token, tokenContext({ tenantId, workspaceId })),
    installedBy: installation.user.id,
    status: 'active',
  });
  await deps.audit.append(tenantId, {
    memberId,
    action: 'workspace.connected',
    subjectType: 'workspace',
    subjectId: tenantId,
    outcome: 'accepted',
    surface: 'console',
    details: { platform: 'slack', workspace: workspaceId, name: nameOf(installation) },
  });
  deps.onInstalled();
};
