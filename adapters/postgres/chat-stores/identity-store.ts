import { AppError } from '../../../core/errors.ts';
import type { Member } from '../../../core/member.ts';
import type { IdentityStore } from '../../../core/ports/chat-stores.ts';
import type { Database } from '../database.ts';
import {
  addLink,
  addMember,
  clearLink,
  linkedMembers,
  lockLinks,
  memberOfUser,
  membersByEmail,
  newLinkCode,
  redeemLinkCode,
  removeLink,
  setMemberRole,
  userOfMember,
} from '../queries/identities.ts';
import { isUuid } from '../values.ts';
import { refuseMissing } from './refuse-missing.ts';

export const createIdentityStore = (db: Database): IdentityStore => {
  const one = async <Row>(tenantId: string, statement: Parameters<Database['run']>[1]): Promise<Row | null> =>
    (await db.run<Row>(tenantId, statement))[0] ?? null;

  return {
    memberOf: (tenantId, place, user) => one<Member>(tenantId, memberOfUser(tenantId, place, user)),
    async userOf(tenantId, place, memberId) {
      if (!isUuid(memberId)) return null;
      const statement = userOfMember(tenantId, place, memberId);
      return (await one<{ readonly platformUserId: string }>(tenantId, statement))?.platformUserId ?? null;
    },
    async linked(tenantId, place) {
      const statement = linkedMembers(tenantId, place);
      const rows = await db.run<Member & { readonly platformUserId: string }>(tenantId, statement);
      return rows.map(({ platformUserId, ...member }) => ({ member, platformUserId }));
    },
    link: (tenantId, memberId, place, user) =>
      refuseMissing([memberId], () =>
        db.withTenant(tenantId, async (scope) => {
          await scope.query(lockLinks(tenantId, place));
          await scope.query(clearLink(tenantId, place, memberId, user));
          await scope.query(addLink(tenantId, place, memberId, user));
        }),
      ),
    async unlink(tenantId, memberId, place) {
      if (isUuid(memberId)) await db.run(tenantId, removeLink(tenantId, place, memberId));
    },
    async memberByEmail(tenantId, email) {
      const rows = await db.run<Member>(tenantId, membersByEmail(tenantId, email));
      return rows.length === 1 ? (rows[0] ?? null) : null;
    },
    newLinkCode: (tenantId, memberId, codeHash, expiresAt) =>
      refuseMissing([memberId], async () => {
        await db.run(tenantId, newLinkCode(tenantId, memberId, codeHash, expiresAt));
      }),
    redeemLinkCode: (tenantId, codeHash) => one<Member>(tenantId, redeemLinkCode(tenantId, codeHash)),
    async addMember(tenantId, member) {
      const added = await refuseMissing([], () => one<Member>(tenantId, addMember(tenantId, member)));
      if (!added) throw new AppError('internal');
      return added;
    },
    async setRole(tenantId, memberId, role) {
      const known = isUuid(memberId) ? await one(tenantId, setMemberRole(tenantId, memberId, role)) : null;
      if (!known) throw new AppError('not_found');
    },
  };
};
