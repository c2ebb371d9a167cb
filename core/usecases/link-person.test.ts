import { describe, expect, it } from 'vitest';
import type { Actor } from '../member.ts';
import type { ChatPlace } from '../ports/chat-stores.ts';
import { createChatWorld } from '../testing/chat-world.ts';
import { testHasher } from '../testing/runtime.ts';
import { createLinkPerson, parseLinkCode } from './link-person.ts';

const SLACK: ChatPlace = { platform: 'slack', workspaceId: 'T1' };
const MINUTE = 60_000;

const start = async (bytes?: readonly number[]) => {
  const world = await createChatWorld();
  const { stores, chatStores, clock, people } = world;
  const kept: string[] = [];
  let next = 0;
  const link = createLinkPerson({
    identities: {
      ...chatStores.identities,
      newLinkCode: (tenantId, memberId, hash, until) => {
        kept.push(hash);
        return chatStores.identities.newLinkCode(tenantId, memberId, hash, until);
      },
    },
    audit: stores.audit,
    clock,
    hasher: testHasher,
    randomBytes: (count) =>
      Uint8Array.from({ length: count }, () => {
        next += 1;
        return bytes ? (bytes[(next - 1) % bytes.length] ?? 0) : (next * 37) % 256;
      }),
  });
  const who = (user: string) => chatStores.identities.memberOf(people.rita.tenantId, SLACK, user);
  const redeem = (who: Actor, user: string, code: string) => link.redeem(who.tenantId, SLACK, user, code);
  return { ...world, link, kept, who, redeem };
};

describe('a code', () => {
  it('links whoever writes it, once, however it is written', async () => {
    const { link, redeem, who, people, stores } = await start();
    const { code, expiresAt } = await link.newCode(people.rita);
    expect(code).toMatch(/^[A-Z0-9]{10}$/);
    expect(code).not.toMatch(/[01258BILOSZ]/);
    expect(expiresAt).toBe('2026-11-23T10:30:00.000Z');
    const member = await redeem(people.rita, 'U1', code.toLowerCase());
    expect(member).toMatchObject({ id: people.rita.memberId, displayName: 'Rita' });
    expect(await who('U1')).toMatchObject({ displayName: 'Rita' });
    await expect(redeem(people.rita, 'U2', code)).rejects.toMatchObject({ code: 'link_code_invalid' });
    expect(await who('U2')).toBeNull();
    const rows = await stores.audit.list(people.rita.tenantId, 'member', people.rita.memberId);
    expect(rows.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'member.link_code accepted',
      'member.link accepted',
    ]);
    expect(await stores.audit.list(people.rita.tenantId, 'workspace', 'T1')).toMatchObject([
      { action: 'member.link', outcome: 'link_code_invalid', memberId: null },
    ]);
  });

  it('is good for a quarter of an hour, and until there is a newer one', async () => {
    const { link, redeem, who, people, clock } = await start();
    const first = await link.newCode(people.rita);
    const second = await link.newCode(people.rita);
    await expect(redeem(people.rita, 'U1', first.code)).rejects.toMatchObject({ code: 'link_code_invalid' });
    clock.pass(15 * MINUTE);
    await expect(redeem(people.rita, 'U1', second.code)).rejects.toMatchObject({ code: 'link_code_invalid' });
    expect(await who('U1')).toBeNull();
  });

  it('is kept as a hash, and burnt when others saw it', async () => {
    const { link, redeem, kept, people } = await start();
    const { code } = await link.newCode(people.rita);
    expect(kept).toEqual([testHasher.digest(code)]);
    await link.burn(people.rita.tenantId, code);
    await expect(redeem(people.rita, 'U1', code)).rejects.toMatchObject({ code: 'link_code_invalid' });
  });

  it.each(['', 'x', 'nobody-knows-it', '0123456789', '%'.repeat(40)])('“%s” is none', async (code) => {
    const { redeem, people } = await start();
    await expect(redeem(people.rita, 'U1', code)).rejects.toMatchObject({ code: 'link_code_invalid' });
  });

  it('has each letter equally often: what would favour some is thrown away', async () => {
    const { link, people } = await start([250, 255, 0, 24, 25, 249]);
    expect((await link.newCode(people.rita)).code).toBe('A9A9A9A9A9');
  });
});

describe('words with a code', () => {
  it.each([
    ['/link ACDEF34679', 'ACDEF34679'],
    [' /LINK  acdef34679 ', 'ACDEF34679'],
    ['/link whatever', 'WHATEVER'],
    ['link ACDEF34679', 'ACDEF34679'],
    ['@countersign link ACDEF34679', 'ACDEF34679'],
    ['@countersign: /link ACDEF34679', 'ACDEF34679'],
    ['link everything', null],
    ['link', null],
    ['/link', null],
    ['/link one two', null],
    ['please link ACDEF34679', null],
    ['/linked ACDEF34679', null],
  ])('%s', (words, code) => {
    expect(parseLinkCode(words)).toBe(code);
  });
});
