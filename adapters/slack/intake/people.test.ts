import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatText } from '../../../core/messages/format.ts';
import { text } from '../../../core/text.ts';
import { type IntakeHarness, startIntakeHarness } from '../testing/intake-harness.ts';
import type { SeenInSlack, SlackPerson } from '../testing/slack-person.ts';

let here: IntakeHarness;
beforeEach(async () => {
  here = await startIntakeHarness();
});
afterEach(() => here.stop());

const sentence = (key: Parameters<typeof text>[0], params = {}): string =>
  formatText(text(key, params), { locale: 'en', timeZone: 'UTC' });
const GUEST = sentence('error.guest_refused');
const UNKNOWN = sentence('error.not_linked');
const general = (): string => here.world.channels.general;
const toBot = (words: string): string => `<@${here.world.botUserId}> ${words}`;
const RUN = 'run workspace-report';

/** All that this person sees of the bot, anywhere. */
const told = async (person: SlackPerson, threadTs?: string): Promise<readonly SeenInSlack[]> => {
  await here.settled();
  const places = [person.read(general()), person.read(await person.direct())];
  if (threadTs) places.push(person.read(general(), threadTs));
  return (await Promise.all(places)).flat().filter(({ by }) => by === null);
};
const words = (all: readonly SeenInSlack[]): readonly string[] => all.map((message) => message.text);

describe('somebody who may not', () => {
  it.each([
    ['a guest', { is_restricted: true }],
    ['a guest of one channel', { is_restricted: true, is_ultra_restricted: true }],
    ['somebody of another workspace', { team_id: 'T0ELSEWHERE' }],
    ['a stranger in a shared channel', { is_stranger: true }],
  ])('%s is refused privately and kindly, by words and by command', async (_what, over) => {
    const { dave, ben } = here.people;
    await here.member('Dave', 'admin', 'dave');
    here.world.setUser(dave.userId, over);
    const ts = await dave.say(general(), toBot(RUN));
    await dave.command('run', 'workspace-report', general());
    await dave.dm(RUN);
    await here.settled();
    const inChannel = (await told(dave, ts)).filter(({ channel }) => channel === general());
    expect(inChannel.length).toBeGreaterThanOrEqual(2);
    expect(inChannel.every(({ onlyYou, text: said }) => onlyYou && said.includes(GUEST))).toBe(true);
    expect(words(await dave.read(await dave.direct()))).toContainEqual(expect.stringContaining(GUEST));
    expect(words(await told(ben, ts))).toEqual([]);
    expect(await here.tasks()).toEqual([]);
  });

  it.each([
    ['a guest', { is_restricted: true }, GUEST],
    ['a stranger', { is_stranger: true, team_id: 'T0ELSEWHERE' }, GUEST],
    ['a deleted user', { deleted: true }, null],
    ['a bot', { is_bot: true }, null],
    ['a workflow', { is_bot: true, is_workflow_bot: true }, null],
  ] as const)('%s cannot approve by a click', async (_what, over, answer) => {
    const { dave } = here.people;
    await here.member('Dave', 'approver', 'dave');
    const ts = await here.people.anna.say(general(), 'a thread');
    const approval = await here.asks(await here.thread(general(), ts));
    here.world.setUser(dave.userId, over);
    const { status } = await here.bring(click(dave.userId, approval.id, approval.digest, ts));
    expect(status).toBe(200);
    await here.settled();
    expect(await here.stores.approvals.byId(here.tenantId, approval.id)).toMatchObject({
      status: 'pending',
      decisions: [],
    });
    const said = words(await told(dave, ts));
    if (answer === null) expect(said).toEqual([]);
    else expect(said).toContainEqual(expect.stringContaining(answer));
    // The same click of a full member counts.
    await here.member('Carla', 'approver', 'carla');
    await here.bring(click(here.people.carla.userId, approval.id, approval.digest, ts));
    expect(await here.stores.approvals.byId(here.tenantId, approval.id)).toMatchObject({
      status: 'approved',
    });
  });

  it.each([
    ['a bot', { is_bot: true }],
    ['a workflow', { is_bot: true, is_workflow_bot: true }],
    ['a deleted user', { deleted: true }],
  ])('%s is not answered', async (_what, over) => {
    const { dave } = here.people;
    here.world.setUser(dave.userId, over);
    const ts = await dave.say(general(), toBot(RUN));
    expect(words(await told(dave, ts))).toEqual([]);
    expect(await here.tasks()).toEqual([]);
  });

  it('a full member who becomes a guest is one at once, and a guest who becomes a member, too', async () => {
    const { dave } = here.people;
    await here.member('Dave', 'requester', 'dave');
    const changed = () => here.world.events.send({ type: 'user_change', user: { id: dave.userId } });
    await dave.say(general(), toBot(RUN));
    await here.settled();
    expect(await here.tasks()).toHaveLength(1);
    here.world.setUser(dave.userId, { is_restricted: true });
    await changed();
    await dave.command('run', 'workspace-report', general());
    expect(words(await told(dave))).toContainEqual(expect.stringContaining(GUEST));
    expect(await here.tasks()).toHaveLength(1);
    here.world.setUser(dave.userId, { is_restricted: false });
    await changed();
    await dave.command('run', 'workspace-report', general());
    await here.settled();
    expect(await here.tasks()).toHaveLength(2);
  });

  it('somebody nobody linked hears how to be known, and starts nothing', async () => {
    const { dave, ben } = here.people;
    const ts = await dave.say(general(), toBot(RUN));
    expect(words(await told(dave, ts))).toEqual([expect.stringContaining(UNKNOWN)]);
    expect(words(await told(ben, ts))).toEqual([]);
    expect(await here.tasks()).toEqual([]);
  });
});

const click = (userId: string, id: string, digest: string, threadTs: string) => ({
  type: 'block_actions',
  team: { id: here.world.teamId },
  user: { id: userId, team_id: here.world.teamId },
  trigger_id: `1.2.${userId}`,
  channel: { id: general() },
  message: { ts: threadTs, thread_ts: threadTs },
  actions: [{ action_id: 'approve', block_id: `act:${digest}`, value: id, action_ts: '19.1' }],
});

describe('linked by a confirmed e-mail address', () => {
  const allow = (...linkEmailDomains: string[]): Promise<void> =>
    here.chatStores.chatSettings.write(here.tenantId, { approvalsChannel: null, linkEmailDomains });
  const member = (email: string) =>
    here.chatStores.identities.addMember(here.tenantId, {
      displayName: 'Anna',
      email,
      role: 'requester',
      locale: 'en',
    });
  const confirmed = (over: object = {}): void =>
    here.world.setUser(here.people.anna.userId, { is_email_confirmed: true, ...over });
  const linked = async (): Promise<string | null> => {
    await here.people.anna.command('help', '', general());
    await here.settled();
    const place = { platform: 'slack' as const, workspaceId: here.world.teamId };
    const found = await here.chatStores.identities.memberOf(here.tenantId, place, here.people.anna.userId);
    return found?.id ?? null;
  };

  it('of the tenant’s domains, whatever its case', async () => {
    const { id } = await member('Anna@ACME.example');
    confirmed();
    await allow('Acme.Example');
    expect(await linked()).toBe(id);
    expect(words(await told(here.people.anna))).not.toContainEqual(expect.stringContaining(UNKNOWN));
  });

  it.each([
    ['no domain was named', [], {}],
    ['another domain was named', ['other.example'], {}],
    ['the domain only ends like it', ['cme.example'], {}],
    ['the address is not confirmed', ['acme.example'], { is_email_confirmed: false }],
    ['nobody says whether it is confirmed', ['acme.example'], { is_email_confirmed: undefined }],
    ['they are a guest', ['acme.example'], { is_restricted: true }],
  ])('not when %s', async (_what, domains, over) => {
    await member('anna@acme.example');
    confirmed(over);
    await allow(...domains);
    expect(await linked()).toBeNull();
  });

  it('not when that member is somebody else here already', async () => {
    const { id } = await member('anna@acme.example');
    const place = { platform: 'slack' as const, workspaceId: here.world.teamId };
    await here.chatStores.identities.link(here.tenantId, id, place, here.people.ben.userId);
    confirmed();
    await allow('acme.example');
    expect(await linked()).toBeNull();
  });

  it('not when two members have the address', async () => {
    await member('anna@acme.example');
    await member('ANNA@acme.example');
    confirmed();
    await allow('acme.example');
    expect(await linked()).toBeNull();
  });
});

describe('linked by a one-time code', () => {
  const LINKED = sentence('slack.linked', { name: 'Dave Novak' });
  const INVALID = sentence('error.link_code_invalid');
  const newCode = async (): Promise<string> => {
    const actor = await here.member('Dave Novak', 'requester');
    return (await here.useCases.linkPerson.newCode(actor)).code;
  };

  it.each([
    ['a direct message', async (code: string) => void (await here.people.dave.dm(`/link ${code}`))],
    [
      'words in a direct message',
      async (code: string) => void (await here.people.dave.dm(`link ${code.toLowerCase()}`)),
    ],
    [
      'a mention',
      async (code: string) => void (await here.people.dave.say(general(), toBot(`/link ${code}`))),
    ],
    ['a command', async (code: string) => void (await here.people.dave.command('link', code, general()))],
    [
      'the one command',
      async (code: string) => void (await here.people.dave.command('countersign', `link ${code}`, general())),
    ],
  ])('by %s, and known from then on', async (_what, send) => {
    const code = await newCode();
    await send(code);
    expect(words(await told(here.people.dave))).toContainEqual(expect.stringContaining(LINKED));
    expect(words(await here.people.ben.read(general())).join()).not.toContain(LINKED);
    await here.people.dave.command('run', 'workspace-report', general());
    await here.settled();
    expect(await here.tasks()).toMatchObject([{ requestedBy: { displayName: 'Dave Novak' } }]);
    // Once.
    await here.people.carla.command('link', code, general());
    expect(words(await told(here.people.carla)).at(-1)).toContain(INVALID);
  });

  it('a wrong code, an old one, and a guest’s do nothing', async () => {
    const { dave } = here.people;
    const code = await newCode();
    await dave.command('link', 'AAAAAAAAAA', general());
    expect(words(await told(dave))).toEqual([expect.stringContaining(INVALID)]);
    here.world.setUser(here.people.carla.userId, { is_restricted: true });
    await here.people.carla.command('link', code, general());
    expect(words(await told(here.people.carla))).toEqual([expect.stringContaining(GUEST)]);
    here.clock.pass(16 * 60_000);
    await dave.command('link', code, general());
    expect(words(await told(dave)).filter((said) => said.includes(INVALID))).toHaveLength(2);
    await dave.command('run', 'workspace-report', general());
    await here.settled();
    expect(await here.tasks()).toEqual([]);
  });
});
