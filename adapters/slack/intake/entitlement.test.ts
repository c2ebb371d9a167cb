import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Approval } from '../../../core/approval.ts';
import { DEFAULT_REQUIREMENT, withApprovers } from '../../../core/requirement.ts';
import { type IntakeHarness, startIntakeHarness } from '../testing/intake-harness.ts';

let here: IntakeHarness;
let threadTs: string;
beforeEach(async () => {
  here = await startIntakeHarness();
  threadTs = await here.people.anna.say(here.world.channels.general, 'a thread');
});
afterEach(() => here.stop());

let clicks = 0;
const clickOn = async (
  { id, digest }: Approval,
  userId: string,
  teamId = here.world.teamId,
): Promise<void> => {
  clicks += 1;
  const { status } = await here.bring({
    type: 'block_actions',
    team: { id: teamId },
    user: { id: userId, team_id: teamId },
    trigger_id: `1.2.${clicks}`,
    channel: { id: here.world.channels.general },
    message: { ts: threadTs, thread_ts: threadTs },
    actions: [{ action_id: 'approve', block_id: `act:${digest}`, value: id, action_ts: `19.${clicks}` }],
  });
  expect(status).toBe(200);
  await here.settled();
};
const statusOf = async ({ id }: Approval): Promise<string | undefined> =>
  (await here.stores.approvals.byId(here.tenantId, id))?.status;

describe('a user group as approvers', () => {
  const asked = (): number => here.world.calls('usergroups.users.list').length;
  const asks = async (): Promise<Approval> =>
    here.asks(await here.thread(here.world.channels.general, threadTs), {
      requirement: withApprovers(DEFAULT_REQUIREMENT, ['@ops']),
    });
  beforeEach(async () => {
    await here.member('Ben', 'requester', 'ben');
    await here.member('Carla', 'requester', 'carla');
    here.world.setUsergroup({ id: 'S1', users: [here.people.ben.userId] });
    await here.chatStores.groups.save(here.tenantId, { name: 'ops', source: 'slack_usergroup:S1' });
  });

  it('is who is in it when somebody clicks', async () => {
    const approval = await asks();
    await clickOn(approval, here.people.carla.userId);
    expect(await statusOf(approval)).toBe('pending');
    await clickOn(approval, here.people.ben.userId);
    expect(await statusOf(approval)).toBe('approved');
  });

  it('is asked for once in a minute', async () => {
    const approval = await asks();
    await clickOn(approval, here.people.carla.userId);
    await clickOn(approval, here.people.carla.userId);
    expect(asked()).toBe(1);
  });

  it('is another one as soon as Slack says so', async () => {
    const approval = await asks();
    await clickOn(approval, here.people.carla.userId);
    here.world.setUsergroup({ id: 'S1', users: [here.people.carla.userId] });
    await here.world.events.send({ type: 'subteam_members_changed', subteam_id: 'S1', added_users: [] });
    await clickOn(approval, here.people.ben.userId);
    expect(await statusOf(approval)).toBe('pending');
    await clickOn(approval, here.people.carla.userId);
    expect(await statusOf(approval)).toBe('approved');
  });

  it('is nobody when Slack knows no such group, and when it does not answer', async () => {
    const approval = await asks();
    await here.chatStores.groups.save(here.tenantId, { name: 'ops', source: 'slack_usergroup:S404' });
    await clickOn(approval, here.people.ben.userId);
    await here.chatStores.groups.save(here.tenantId, { name: 'ops', source: 'slack_usergroup:S1' });
    here.world.faults.always('usergroups.users.list', { status: 500 });
    await clickOn(approval, here.people.ben.userId);
    expect(await statusOf(approval)).toBe('pending');
    // A failed question is not remembered.
    here.world.faults.clear();
    await clickOn(approval, here.people.ben.userId);
    expect(await statusOf(approval)).toBe('approved');
  });
});

describe('two organizations in two workspaces', () => {
  const OTHER = 'T0SECOND';
  let otherId: string;
  beforeEach(async () => {
    ({ id: otherId } = await here.stores.seed.tenant('Elsewhere'));
    await here.connect(otherId, OTHER);
  });

  it('do not know each other’s people', async () => {
    await here.member('Ben', 'approver', 'ben');
    await here.bring({
      command: '/run',
      text: 'workspace-report',
      team_id: OTHER,
      user_id: here.people.ben.userId,
      channel_id: here.world.channels.general,
      trigger_id: '1.2.x',
    });
    await here.settled();
    expect(await here.tasks()).toEqual([]);
    expect((await here.stores.tasks.list(otherId, { limit: 5 })).items).toEqual([]);
  });

  it('do not decide for each other, even with the button’s own id', async () => {
    const approval = await here.asks(await here.thread(here.world.channels.general, threadTs));
    const { id: memberId } = await here.stores.seed.member(otherId, 'Eve', 'admin');
    const place = { platform: 'slack' as const, workspaceId: OTHER };
    await here.chatStores.identities.link(otherId, memberId, place, here.people.dave.userId);
    here.world.setUser(here.people.dave.userId, { team_id: OTHER });
    await clickOn(approval, here.people.dave.userId, OTHER);
    expect(await statusOf(approval)).toBe('pending');
    const said = await here.people.dave.read(here.world.channels.general);
    expect(said.map(({ text }) => text).join()).not.toContain(approval.subject.action);
  });

  it('do not take each other’s codes', async () => {
    const actor = await here.member('Dave', 'admin');
    const { code } = await here.useCases.linkPerson.newCode(actor);
    here.world.setUser(here.people.dave.userId, { team_id: OTHER });
    await here.bring({
      command: '/link',
      text: code,
      team_id: OTHER,
      user_id: here.people.dave.userId,
      channel_id: here.world.channels.general,
      trigger_id: '1.2.y',
    });
    await here.settled();
    for (const [tenantId, workspaceId] of [
      [otherId, OTHER],
      [here.tenantId, here.world.teamId],
    ] as const) {
      const place = { platform: 'slack' as const, workspaceId };
      expect(await here.chatStores.identities.linked(tenantId, place)).toEqual([]);
    }
  });

  it('nobody is served in a workspace that took the app away, and is told so', async () => {
    const { ben } = here.people;
    await here.member('Ben', 'approver', 'ben');
    await here.chatStores.installations.revoke(here.tenantId, 'slack', here.world.teamId);
    here.slack.workspaces.forget();
    await ben.command('run', 'workspace-report', here.world.channels.general);
    await here.settled();
    const answer = await ben.sees(here.world.channels.general, null, /not connected to an organization here/);
    expect(answer.onlyYou).toBe(true);
    expect(await here.tasks()).toEqual([]);
  });

  it('nobody decides from a workspace that nobody connected', async () => {
    await here.member('Ben', 'approver', 'ben');
    const approval = await here.asks(await here.thread(here.world.channels.general, threadTs));
    const calls = here.world.calls().length;
    await clickOn(approval, here.people.ben.userId, 'T0UNKNOWN');
    expect(await statusOf(approval)).toBe('pending');
    expect(here.world.calls().length).toBe(calls);
  });
});
