import type { ApiKeyHolder, CredentialStore } from '../../../core/ports/stores.ts';
import type { Database, Scope } from '../database.ts';
import {
  endSession,
  findApiKey,
  findSession,
  redeemLink,
  switchMember,
  touchApiKey,
} from '../queries/credentials.ts';
import { isUuid } from '../values.ts';

interface Holder {
  readonly tenantId: string;
  readonly memberId: string;
}

export const createCredentialStore = (db: Database): CredentialStore => {
  const presenting = <T>(hash: string, fn: (scope: Scope) => Promise<T>): Promise<T> =>
    db.withSettings({ 'app.presented_hash': hash }, fn);
  const find = async (scope: Scope, hash: string, kind: 'link' | 'session'): Promise<Holder | null> =>
    (await scope.query<Holder>(findSession(hash, kind)))[0] ?? null;

  return {
    apiKey: (hash) =>
      presenting(hash, async (scope) => {
        const [row] = await scope.query<ApiKeyHolder & { readonly stale: boolean }>(findApiKey(hash));
        if (!row) return null;
        const { stale, ...holder } = row;
        if (stale) {
          await scope.enter(holder.tenantId);
          await scope.query(touchApiKey(holder.tenantId, holder.keyId));
        }
        return holder;
      }),
    session: (hash) => presenting(hash, (scope) => find(scope, hash, 'session')),
    redeemLink: (linkHash, sessionHash, sessionExpiresAt) =>
      presenting(linkHash, async (scope) => {
        const holder = await find(scope, linkHash, 'link');
        if (!holder) return null;
        await scope.enter(holder.tenantId);
        const statement = redeemLink(holder.tenantId, linkHash, sessionHash, sessionExpiresAt);
        return (await scope.query<Holder>(statement))[0] ?? null;
      }),
    switchMember: (sessionHash, memberId) =>
      presenting(sessionHash, async (scope) => {
        const holder = isUuid(memberId) ? await find(scope, sessionHash, 'session') : null;
        if (!holder) return false;
        await scope.enter(holder.tenantId);
        return (await scope.query(switchMember(holder.tenantId, sessionHash, memberId))).length > 0;
      }),
    endSession: (sessionHash) =>
      presenting(sessionHash, async (scope) => {
        const holder = await find(scope, sessionHash, 'session');
        if (!holder) return;
        await scope.enter(holder.tenantId);
        await scope.query(endSession(holder.tenantId, sessionHash));
      }),
  };
};
