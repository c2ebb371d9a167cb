import { AppError } from '../errors.ts';
import type { Actor, Member } from '../member.ts';
import type { ChatPlace, IdentityStore } from '../ports/chat-stores.ts';
import type { Clock, Hasher } from '../ports/runtime.ts';
import type { AuditStore } from '../ports/stores.ts';

export interface LinkPersonDeps {
  readonly identities: Pick<IdentityStore, 'newLinkCode' | 'redeemLinkCode' | 'link'>;
  readonly audit: AuditStore;
  readonly clock: Clock;
  readonly hasher: Hasher;
  /** Unguessable bytes. */
  readonly randomBytes: (count: number) => Uint8Array;
}

export interface LinkPerson {
  /** A new code for this person; an older one stops working. It is shown once and kept as a hash. */
  newCode(actor: Actor): Promise<{ readonly code: string; readonly expiresAt: string }>;
  /** Who wrote the code there is this member from now on. Throws AppError `link_code_invalid`. */
  redeem(tenantId: string, place: ChatPlace, platformUserId: string, code: string): Promise<Member>;
  /** Makes a code worthless that was written where others can read it. */
  burn(tenantId: string, code: string): Promise<void>;
}

/** Letters and digits that nobody takes for one another. */
const LETTERS = 'ACDEFGHJKMNPQRTUVWXY34679';
const LENGTH = 10;
const LIFETIME_MS = 15 * 60_000;

/** Only bytes below a multiple of the letters' number, so that each letter is equally likely. */
const newCode = (randomBytes: LinkPersonDeps['randomBytes']): string => {
  let code = '';
  while (code.length < LENGTH) {
    for (const byte of randomBytes(LENGTH)) {
      if (byte < 250 && code.length < LENGTH) code += LETTERS[byte % LETTERS.length];
    }
  }
  return code;
};

const CODE = new RegExp(`^[${LETTERS}]{${LENGTH}}$`, 'i');

/**
 * The code of `/link CODE`, or of `link CODE` where slash commands can't be typed; null when it is something else. A
 * wrong code behind the slash is still one: whoever wrote it hears that it is wrong.
 */
export const parseLinkCode = (words: string): string | null => {
  const [, slash, code = ''] = /^(?:@countersign[:,]?\s+)?(\/?)link\s+(\S{1,40})$/i.exec(words.trim()) ?? [];
  if (code === '') return null;
  return slash === '/' || CODE.test(code) ? code.toUpperCase() : null;
};

/** A person shows with a one-time code that a chat's user is them. */
export const createLinkPerson = (deps: LinkPersonDeps): LinkPerson => {
  const { identities, audit, clock, hasher } = deps;
  const hashOf = (code: string): string => hasher.digest(code.toUpperCase());

  return {
    async newCode({ tenantId, memberId }) {
      const code = newCode(deps.randomBytes);
      const expiresAt = new Date(clock.now().getTime() + LIFETIME_MS).toISOString();
      await identities.newLinkCode(tenantId, memberId, hashOf(code), expiresAt);
      await audit.append(tenantId, {
        memberId,
        action: 'member.link_code',
        subjectType: 'member',
        subjectId: memberId,
        outcome: 'accepted',
        surface: 'console',
        details: { expiresAt },
      });
      return { code, expiresAt };
    },
    async redeem(tenantId, place, platformUserId, code) {
      const { platform, workspaceId } = place;
      const member = CODE.test(code) ? await identities.redeemLinkCode(tenantId, hashOf(code)) : null;
      if (member) await identities.link(tenantId, member.id, place, platformUserId);
      await audit.append(tenantId, {
        memberId: member?.id ?? null,
        action: 'member.link',
        subjectType: member ? 'member' : 'workspace',
        subjectId: member?.id ?? workspaceId,
        outcome: member ? 'accepted' : 'link_code_invalid',
        surface: platform,
        details: { by: 'code', platform, workspaceId, platformUserId },
      });
      if (!member) throw new AppError('link_code_invalid');
      return member;
    },
    async burn(tenantId, code) {
      if (CODE.test(code)) await identities.redeemLinkCode(tenantId, hashOf(code));
    },
  };
};
