import { AppError } from '../../errors.ts';
import type { Member } from '../../member.ts';
import type { ApproverGroup, ChatPlace, GroupStore, IdentityStore } from '../../ports/chat-stores.ts';
import { found, type MemoryState } from './state.ts';

interface Link {
  readonly tenantId: string;
  readonly memberId: string;
  readonly place: ChatPlace;
  readonly platformUserId: string;
}

interface LinkCode {
  readonly tenantId: string;
  readonly memberId: string;
  readonly codeHash: string;
  readonly expiresAt: string;
}

const isAt =
  (tenantId: string, place: ChatPlace) =>
  (link: Link): boolean =>
    link.tenantId === tenantId &&
    link.place.platform === place.platform &&
    link.place.workspaceId === place.workspaceId;

const without = <T>(rows: readonly T[], isGone: (row: T) => boolean): T[] =>
  rows.filter((row) => !isGone(row));

export const createIdentityFake = (memory: MemoryState, now: () => string): IdentityStore => {
  const emails = new Map<string, string>();
  let links: Link[] = [];
  let codes: LinkCode[] = [];
  const memberOf = (tenantId: string, id: string): Member | undefined =>
    memory.tenants.get(tenantId)?.members.get(id);
  const linkedAt = (tenantId: string, place: ChatPlace): readonly Link[] =>
    links.filter(isAt(tenantId, place));

  return {
    async memberOf(tenantId, place, platformUserId) {
      const link = linkedAt(tenantId, place).find((one) => one.platformUserId === platformUserId);
      return (link && memberOf(tenantId, link.memberId)) ?? null;
    },
    userOf: async (tenantId, place, memberId) =>
      linkedAt(tenantId, place).find((one) => one.memberId === memberId)?.platformUserId ?? null,
    linked: async (tenantId, place) =>
      linkedAt(tenantId, place).map(({ memberId, platformUserId }) => ({
        member: found(memberOf(tenantId, memberId)),
        platformUserId,
      })),
    async link(tenantId, memberId, place, platformUserId) {
      found(memberOf(tenantId, memberId));
      const here = isAt(tenantId, place);
      links = without(
        links,
        (one) => here(one) && (one.memberId === memberId || one.platformUserId === platformUserId),
      );
      links.push({ tenantId, memberId, place, platformUserId });
    },
    async unlink(tenantId, memberId, place) {
      const here = isAt(tenantId, place);
      links = without(links, (one) => here(one) && one.memberId === memberId);
    },
    async memberByEmail(tenantId, email) {
      const members = [...memory.of(tenantId).members.values()];
      const those = members.filter(({ id }) => emails.get(id)?.toLowerCase() === email.toLowerCase());
      return those.length === 1 ? (those[0] ?? null) : null;
    },
    async newLinkCode(tenantId, memberId, codeHash, expiresAt) {
      found(memberOf(tenantId, memberId));
      codes = without(codes, (code) => code.tenantId === tenantId && code.memberId === memberId);
      codes.push({ tenantId, memberId, codeHash, expiresAt });
    },
    async redeemLinkCode(tenantId, codeHash) {
      const code = codes.find((one) => one.tenantId === tenantId && one.codeHash === codeHash);
      codes = without(codes, (one) => one === code);
      return code && code.expiresAt > now() ? (memberOf(tenantId, code.memberId) ?? null) : null;
    },
    async addMember(tenantId, { displayName, email, role, locale }) {
      const member = { id: memory.nextId(), tenantId, displayName, role, locale };
      found(memory.tenants.get(tenantId)).members.set(member.id, member);
      if (email !== null) emails.set(member.id, email);
      return member;
    },
    async setRole(tenantId, memberId, role) {
      const member = found(memberOf(tenantId, memberId));
      memory.of(tenantId).members.set(memberId, { ...member, role });
    },
  };
};

export const createGroupFake = (memory: MemoryState): GroupStore => {
  const groups = new Map<string, Map<string, ApproverGroup>>();
  const inside = new Map<string, Set<string>>();
  const of = (tenantId: string): Map<string, ApproverGroup> => {
    const own = groups.get(tenantId) ?? new Map<string, ApproverGroup>();
    groups.set(tenantId, own);
    return own;
  };

  return {
    list: async (tenantId) =>
      [...of(tenantId).values()].sort((one, other) => (one.name < other.name ? -1 : 1)),
    async save(tenantId, { name, source }) {
      const group = { id: of(tenantId).get(name)?.id ?? memory.nextId(), name, source };
      of(tenantId).set(name, group);
      return group;
    },
    async remove(tenantId, name) {
      inside.delete(of(tenantId).get(name)?.id ?? '');
      return of(tenantId).delete(name);
    },
    async setMember(tenantId, groupId, memberId, isMember) {
      const isOurs = [...of(tenantId).values()].some(({ id }) => id === groupId);
      const members = inside.get(groupId) ?? new Set();
      if (!isMember) return void (isOurs && members.delete(memberId));
      if (!isOurs || !memory.of(tenantId).members.has(memberId)) throw new AppError('not_found');
      inside.set(groupId, members.add(memberId));
    },
    manualGroupsOf: async (tenantId, memberId) =>
      [...of(tenantId).values()]
        .filter(({ id, source }) => source === 'manual' && inside.get(id)?.has(memberId))
        .map(({ id }) => id),
  };
};
