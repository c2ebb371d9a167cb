import { createTimedCache } from '../../core/chat/timed-cache.ts';
import { AppError } from '../../core/errors.ts';
import type { Locale } from '../../core/member.ts';
import type { ChatPlace, ChatStores, Installation } from '../../core/ports/chat-stores.ts';
import type { Log } from '../../core/ports/runtime.ts';
import type { SecretBox } from '../../core/ports/secret-box.ts';
import type { Stores } from '../../core/ports/stores.ts';
import { createSlackApi, type SlackApi } from './slack-api.ts';
import { SlackRefusal } from './slack-refusal.ts';

/** A connected workspace (or a whole organization that installed the app once) and the tenant it belongs to. */
export interface SlackWorkspace {
  readonly tenantId: string;
  readonly installation: Installation;
  readonly place: ChatPlace;
  readonly api: SlackApi;
  /** Of what everybody sees there. */
  readonly locale: Locale;
}

export interface SlackWorkspaces {
  /** Who sent this? null: nobody here knows that workspace, or it took the app away. */
  byTeam(teamId: string, enterpriseId: string | null): Promise<SlackWorkspace | null>;
  /** Throws AppError `chat_unavailable` when the tenant has no such workspace, or took the app away. */
  byTenant(tenantId: string, workspaceId: string): Promise<SlackWorkspace>;
  /** Whether the tenant has that workspace, and the app is in it; its token may be unreadable for now. */
  isConnected(tenantId: string, workspaceId: string): Promise<boolean>;
  all(tenantId: string): Promise<readonly SlackWorkspace[]>;
  /** The app was taken away, or so it seems: Slack is asked before the workspace is given up. */
  revokeIfDead(workspace: SlackWorkspace): Promise<void>;
  /** After a change of the installations. */
  forget(): void;
}

export interface SlackWorkspacesDeps {
  readonly stores: Pick<Stores, 'members'>;
  readonly chatStores: Pick<ChatStores, 'installations' | 'budget'>;
  /** Opens the tokens of installed workspaces; null: there is no key, only the environment's token. */
  readonly box: SecretBox | null;
  /** Of the one workspace that is connected by the environment. */
  readonly environmentToken: string | null;
  readonly apiUrl: string;
  readonly log: Log;
}

/** An installation made or taken away in another process counts after this time. */
const LIFE_MS = 15_000;

export const tokenContext = ({
  tenantId,
  workspaceId,
}: Pick<Installation, 'tenantId' | 'workspaceId'>): string =>
  `chat_installations/${tenantId}/slack/${workspaceId}`;

export const createSlackWorkspaces = (deps: SlackWorkspacesDeps): SlackWorkspaces => {
  const { installations } = deps.chatStores;
  const byTeam = createTimedCache<SlackWorkspace | null>(LIFE_MS);
  const byTenant = createTimedCache<readonly SlackWorkspace[]>(LIFE_MS);
  const rowsOf = createTimedCache<readonly Installation[]>(LIFE_MS);

  const open = async (installation: Installation): Promise<SlackWorkspace | null> => {
    const { tenantId, workspaceId } = installation;
    const token = tokenOf(deps, installation);
    if (token === null) return null;
    const tenant = await deps.stores.members.tenant(tenantId);
    const { apiUrl, log } = deps;
    const { budget } = deps.chatStores;
    return {
      tenantId,
      installation,
      place: { platform: 'slack', workspaceId },
      api: createSlackApi({ token, tenantId, teamId: workspaceId, apiUrl, budget, log }),
      locale: tenant?.locale ?? 'en',
    };
  };

  const connected = (tenantId: string): Promise<readonly Installation[]> =>
    rowsOf.get(tenantId, async () =>
      (await installations.list(tenantId)).filter(
        ({ platform, status }) => platform === 'slack' && status === 'active',
      ),
    );

  const all = (tenantId: string): Promise<readonly SlackWorkspace[]> =>
    byTenant.get(tenantId, async () => {
      const rows = await connected(tenantId);
      return (await Promise.all(rows.map(open))).filter((workspace) => workspace !== null);
    });

  const forget = (): void => {
    byTeam.clear();
    byTenant.clear();
    rowsOf.clear();
  };

  return {
    byTeam: (teamId, enterpriseId) =>
      byTeam.get(`${teamId}/${enterpriseId ?? ''}`, async () => {
        const row = await installations.find('slack', teamId, enterpriseId);
        return row?.status === 'active' ? open(row) : null;
      }),
    all,
    isConnected: async (tenantId, id) =>
      (await connected(tenantId)).some(({ workspaceId }) => workspaceId === id),
    async byTenant(tenantId, workspaceId) {
      const found = (await all(tenantId)).find(({ place }) => place.workspaceId === workspaceId);
      if (!found) throw new AppError('chat_unavailable', { workspace: workspaceId });
      return found;
    },
    async revokeIfDead(workspace) {
      try {
        await workspace.api.call('auth.test', {});
      } catch (error) {
        if (error instanceof SlackRefusal && error.action === 'reinstall') await revoke(workspace);
      }
    },
    forget,
  };

  async function revoke({ tenantId, place }: Pick<SlackWorkspace, 'tenantId' | 'place'>): Promise<void> {
    deps.log.warn(
      { tenantId, workspace: place.workspaceId },
      'the workspace took the app away: install it again',
    );
    await installations.revoke(tenantId, 'slack', place.workspaceId);
    forget();
  }
};

const tokenOf = (deps: SlackWorkspacesDeps, installation: Installation): string | null => {
  if (installation.sealedToken === null) {
    if (deps.environmentToken) return deps.environmentToken;
    deps.log.error(
      { workspace: installation.workspaceId },
      'this workspace was connected with SLACK_BOT_TOKEN, which this process does not have: set it here too',
    );
    return null;
  }
  if (deps.box) return deps.box.open(installation.sealedToken, tokenContext(installation));
  deps.log.error(
    { workspace: installation.workspaceId },
    'the token of this workspace is sealed: set COUNTERSIGN_ENCRYPTION_KEY to the key it was sealed with',
  );
  return null;
};
