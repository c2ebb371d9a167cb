import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../member.ts';
import { type ChatWorld, createChatWorld } from '../testing/chat-world.ts';

let world: ChatWorld;
beforeEach(async () => {
  world = await createChatWorld();
});

const SLACK = { platform: 'slack', workspaceId: 'T1' } as const;

/** What this person is answered. */
const ask = async (who: Actor, line: string): Promise<string> => {
  await world.says(who, line);
  return world.sees(who).at(-1) ?? '';
};
const admin = (line: string): Promise<string> => ask(world.people.adam, line);

const connect = (workspaceId = 'T1'): Promise<void> =>
  world.chatStores.installations.save({
    ...SLACK,
    workspaceId,
    tenantId: world.people.adam.tenantId,
    enterpriseId: null,
    name: 'Acme',
    appId: null,
    botUserId: 'UBOT',
    botId: null,
    scopes: [],
    sealedToken: null,
    installedBy: null,
    status: 'active',
  });

const roleOf = async (name: string) =>
  (await world.stores.members.list(world.people.adam.tenantId)).find((one) => one.displayName === name)?.role;

const actions = async (subjectId: string): Promise<readonly string[]> =>
  (await world.stores.audit.list(world.people.adam.tenantId, 'member', subjectId)).map(
    ({ action, outcome }) => `${action} ${outcome}`,
  );

describe('/member', () => {
  it('is for admins: nobody else is told anything, and a try is recorded', async () => {
    const { ana, rita } = world.people;
    for (const line of [
      '/member list',
      '/member role Rita admin',
      '/member role Riat admin',
      '/member xyzzy',
    ]) {
      expect(await ask(ana, line)).toContain('Your role does not allow that');
      expect(await ask(rita, line)).not.toMatch(/Adam|Rita|Did you mean|There are/);
    }
    expect(await roleOf('Rita')).toBe('requester');
    expect(await actions(ana.memberId)).toEqual([
      'member.list forbidden',
      'member.role forbidden',
      'member.role forbidden',
    ]);
  });

  it('lists people with their roles, links and groups', async () => {
    await connect();
    await admin('/member link Rita <@U1>');
    await admin('/member group add ops');
    await admin('/member group join ops Rita');
    const list = await admin('/member list');
    expect(list).toContain('● Adam · admin · not linked');
    expect(list).toContain('◐ Ana · approver · not linked');
    expect(list).toContain('○ Rita · requester · linked as U1 · in @ops');
    expect(world.sees(world.people.ana).join('\n')).not.toContain('linked as');
  });

  it('adds somebody once, and says who is there already', async () => {
    expect(await admin('/member add "Tom Reyes" role:approver email:tom@example.org')).toBe(
      'Tom Reyes is a member now: approver.',
    );
    expect(await admin('/member add "Tom Reyes" role:approver')).toBe('Tom Reyes is a member now: approver.');
    expect(await admin('/member add tom reyes role:admin')).toContain('is a member already: approver');
    expect(await admin('/member add Tim email:TOM@example.org')).toContain('has the address');
    const added = (await world.stores.members.list(world.people.adam.tenantId)).filter((one) =>
      one.displayName.startsWith('T'),
    );
    expect(added).toMatchObject([{ displayName: 'Tom Reyes', role: 'approver' }]);
    expect(await actions(added[0]?.id ?? '')).toEqual(['member.add accepted']);
  });

  it('changes a role from the next act on, but leaves an admin', async () => {
    const { rita, adam } = world.people;
    expect(await admin('/member role rita approver')).toBe('Rita is approver now.');
    expect(await roleOf('Rita')).toBe('approver');
    expect(await admin('/member role Adam approver')).toContain('Adam is the only admin');
    expect(await roleOf('Adam')).toBe('admin');
    await admin('/member role Rita admin');
    expect(await admin('/member role Adam requester')).toBe('Adam is requester now.');
    expect(await actions(rita.memberId)).toEqual(['member.role accepted', 'member.role accepted']);
    expect(await actions(adam.memberId)).toEqual(['member.role last_admin', 'member.role accepted']);
  });

  it('does nothing by a name that two have', async () => {
    await world.stores.seed.member(world.people.adam.tenantId, 'rita', 'requester');
    expect(await admin('/member role RITA admin')).toContain('more than one member is named RITA');
    expect(await admin('/member role rita approver')).toBe('rita is approver now.');
    expect(await roleOf('Rita')).toBe('requester');
  });

  it('corrects a name, with a button that does it', async () => {
    const { adam } = world.people;
    const messageId = await world.says(adam, '/member role Riat approver');
    expect(world.sees(adam).at(-1)).toContain('Did you mean /member role Rita approver?');
    await world.clicks(adam, 'run_suggestion', messageId);
    expect(await roleOf('Rita')).toBe('approver');
  });

  it('links and unlinks a chat user', async () => {
    const { rita, ana } = world.people;
    const { identities } = world.chatStores;
    expect(await admin('/member link Rita U1')).toContain('This workspace is not connected');
    await connect();
    expect(await admin('/member link Rita U1')).toBe('U1 of T1 is Rita from now on.');
    expect(await identities.memberOf(rita.tenantId, SLACK, 'U1')).toMatchObject({ displayName: 'Rita' });
    expect(await admin('/member link Ana U2 workspace:T9')).toContain('This workspace is not connected');
    await connect('T2');
    expect(await admin('/member link Ana U2')).toContain('workspace:T1');
    await admin('/member link Ana U2 workspace:T2');
    expect(await identities.userOf(ana.tenantId, { ...SLACK, workspaceId: 'T2' }, ana.memberId)).toBe('U2');
    expect(await admin('/member unlink Rita')).toBe('Rita is not linked any more.');
    expect(await identities.memberOf(rita.tenantId, SLACK, 'U1')).toBeNull();
    expect(await admin('/member unlink Rita')).toContain('was not linked');
    expect(await actions(rita.memberId)).toEqual(['member.link accepted', 'member.unlink accepted']);
  });

  it('links a user of the workspace it is written in', async () => {
    const { adam, rita } = world.people;
    const thread = await world.stores.threads.ensure(adam.tenantId, {
      ...SLACK,
      channelId: 'C1',
      threadKey: '',
    });
    await world.says(adam, 'member link Rita <@U7>', { thread, platform: 'slack', mentioned: true });
    expect(await world.chatStores.identities.userOf(rita.tenantId, SLACK, rita.memberId)).toBe('U7');
  });

  it('lets addresses of a domain say who somebody is', async () => {
    const { adam } = world.people;
    expect(await admin('/member email')).toContain('Nobody is linked by an e-mail address');
    expect(await admin('/member email example.org')).toContain('a confirmed address of example.org');
    expect(await admin('/member email')).toContain('example.org');
    expect(await world.chatStores.chatSettings.read(adam.tenantId)).toMatchObject({
      linkEmailDomains: ['example.org'],
    });
    expect(await admin('/member email off')).toContain('Nobody is linked');
  });

  it('chooses the channel that gets a copy of every approval', async () => {
    const { adam, ana } = world.people;
    const { chatSettings } = world.chatStores;
    const thread = await world.stores.threads.ensure(adam.tenantId, {
      ...SLACK,
      channelId: 'C1',
      threadKey: '',
    });
    const answer = async (who: Actor, line: string) => {
      await world.says(who, line, { thread, platform: 'slack' });
      return world.sees(who, thread).at(-1);
    };
    expect(await answer(ana, '/approvals here')).toContain('Your role does not allow that');
    expect(await admin('/approvals here')).toContain('This is the web chat');
    expect((await chatSettings.read(adam.tenantId)).approvalsChannel).toBeNull();
    expect(await answer(adam, '/approvals here')).toContain('is shown here as well');
    expect((await chatSettings.read(adam.tenantId)).approvalsChannel).toEqual({
      ...SLACK,
      channelId: 'C1',
    });
    expect(await answer(adam, '/approvals off')).toContain('in their own threads alone');
    expect((await chatSettings.read(adam.tenantId)).approvalsChannel).toBeNull();
    expect(await world.stores.audit.list(adam.tenantId, 'workspace', 'T1')).toMatchObject([
      { action: 'member.approvals_here', outcome: 'accepted' },
      { action: 'member.approvals_off', outcome: 'accepted' },
    ]);
  });

  it('keeps groups of its own, and names those kept outside', async () => {
    const { rita, ana } = world.people;
    const inOps = async (who: Actor) =>
      (await world.resolveActor(who.tenantId, who.memberId))?.groups.includes('ops');
    expect(await admin('/member group list')).toContain('No groups yet');
    expect(await admin('/member group add @Ops')).toContain('@ops is a group now');
    expect(await admin('/member group join ops Rita')).toBe('Rita is in @ops now.');
    expect([await inOps(rita), await inOps(ana)]).toEqual([true, false]);
    expect(await admin('/member group')).toContain('@ops · Rita');
    expect(await admin('/member group leave ops Rita')).toBe('Rita is not in @ops any more.');
    expect(await inOps(rita)).toBe(false);
    expect(await admin('/member group add fin slack_usergroup:S1')).toContain('slack_usergroup:S1');
    expect(await admin('/member group join fin Rita')).toContain('Add and remove them there');
    expect(await admin('/member group list')).toContain('@fin · kept in slack_usergroup:S1');
    expect(await admin('/member group remove ops')).toContain('@ops is gone');
    expect(await admin('/member group remove ops')).toContain('There is no group named @ops');
    expect(await actions(rita.memberId)).toEqual([
      'member.group_join accepted',
      'member.group_leave accepted',
    ]);
  });
});
