import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text } from '../../core/text.ts';
import { type Answer, type Person, SOME, says } from '../testing/person.ts';
import { type ApprovalBody, inOrder, startWorld, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** `/run files.write_file …` of the requester, up to the card that asks. */
const asksToWrite = async (file: string) => {
  const { people } = world;
  const { threadKey, id } = await world.starts(
    people.requester,
    `/run files.write_file path=${file} content=written`,
  );
  const approval = await world.pending(id);
  const card = await people.approver.sees(threadKey, `Approval needed`);
  return { threadKey, id, approval, slot: card.slot, file: world.workspace(file) };
};

/** `@approvers or @admins` */
const WHO = text('approval.or', {
  first: text('approval.role.approver'),
  second: text('approval.role.admin'),
});

type Asked = Awaited<ReturnType<typeof asksToWrite>>;

const press = (person: Person, { threadKey, slot, approval }: Asked, shownDigest = approval.digest) =>
  person.click(threadKey, { slot, action: 'approve', value: approval.id, shownDigest });

const nothingPrivateFor = async (person: Person, { threadKey }: Asked): Promise<void> => {
  expect((await person.read(threadKey)).filter((message) => message.private)).toEqual([]);
};

const detailOf = (answer: Answer): string => String(answer.body.detail);

describe('a click that does not count', () => {
  it('of the requester on their own request is refused in private, on the page and over HTTP', async () => {
    const asked = await asksToWrite('own.md');
    const { requester, approver } = world.people;
    const words = says('notice.own_request', { who: WHO });
    expect(await press(requester, asked)).toMatch(words);
    await nothingPrivateFor(approver, asked);
    const answer = await world.decide(requester, asked.approval);
    expect([answer.status, answer.body.code]).toEqual([403, 'own_request']);
    expect(detailOf(answer)).toMatch(words);
    expect(existsSync(asked.file)).toBe(false);
    expect((await world.pending(asked.id)).id).toBe(asked.approval.id);
  });

  it('of a stranger is refused in private, on the page and over HTTP', async () => {
    const asked = await asksToWrite('stranger.md');
    const { stranger, requester } = world.people;
    const words = says('notice.not_entitled', { who: WHO, number: asked.approval.ref });
    expect(await press(stranger, asked)).toMatch(words);
    await nothingPrivateFor(requester, asked);
    const answer = await world.decide(stranger, asked.approval);
    expect([answer.status, answer.body.code]).toEqual([403, 'not_entitled']);
    expect(detailOf(answer)).toMatch(words);
    expect(existsSync(asked.file)).toBe(false);
    expect((await world.pending(asked.id)).id).toBe(asked.approval.id);
  });

  it('on other arguments than were shown is refused in private, on the page and over HTTP', async () => {
    const asked = await asksToWrite('changed.md');
    const { approver } = world.people;
    const words = says('notice.changed', { number: asked.approval.ref });
    expect(await press(approver, asked, 'another')).toMatch(words);
    const answer = await world.decide(approver, { ...asked.approval, digest: 'another' });
    expect([answer.status, answer.body.code]).toEqual([409, 'changed']);
    expect(detailOf(answer)).toMatch(words);
    expect(existsSync(asked.file)).toBe(false);
  });

  it('after the task was stopped is told so, and the card has no buttons any more', async () => {
    const asked = await asksToWrite('withdrawn.md');
    const { requester, approver } = world.people;
    await requester.say(asked.threadKey, '/stop');
    await world.taskIs(asked.id, 'cancelled');
    expect(await press(approver, asked)).toMatch(says('notice.withdrawn', { by: 'Requester', at: SOME }));
    const answer = await world.decide(approver, asked.approval);
    expect([answer.status, answer.body.code]).toEqual([410, 'withdrawn']);
    const card = await approver.sees(asked.threadKey, /Withdrawn/);
    expect(card.text).not.toContain('Approve');
    const end = await approver.sees(asked.threadKey, says('card.stopped_by', { by: 'Requester' }));
    expect(end.text).toMatch(says('card.stopped_nothing'));
    expect(existsSync(asked.file)).toBe(false);
  });

  it('without a reason is no rejection; with one it ends the task and everybody sees why', async () => {
    const asked = await asksToWrite('rejected.md');
    const { approver, requester } = world.people;
    const silent = await world.decide(approver, asked.approval, { verdict: 'reject' });
    expect([silent.status, silent.body.code]).toEqual([422, 'reason_required']);
    const rejected = await world.decide(approver, asked.approval, {
      verdict: 'reject',
      reason: 'wrong file',
    });
    expect(rejected.body.outcome).toBe('accepted');
    await requester.sees(asked.threadKey, /Rejected.*“wrong file”/);
    await world.taskIs(asked.id, 'failed');
    await requester.sees(
      asked.threadKey,
      says('error.approval_rejected', { by: 'Approver', reason: 'wrong file' }),
    );
    expect(existsSync(asked.file)).toBe(false);
  });
});

describe('fifty decisions at once', () => {
  it('by two people over both ways: one counts, everybody else hears by whom and when, and it runs once', async () => {
    const { requester, approver, admin } = world.people;
    const { threadKey, id } = await world.starts(requester, '/run ledger.slow_append line=fifty');
    const approval = await world.pending(id);
    const { slot } = await approver.sees(threadKey, 'Approval needed');
    const button = { slot, action: 'approve', value: approval.id, shownDigest: approval.digest } as const;
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, index): Promise<string> => {
        const person = index % 2 === 0 ? approver : admin;
        if (index % 4 < 2) return person.click(threadKey, button);
        const { body } = await world.decide(person, approval);
        return String(body.message ?? body.detail);
      }),
    );
    await world.taskIs(id, 'completed');
    expect(world.effects('ledger')).toEqual(['fifty']);

    const decided = (await world.approvals(id))[0] as ApprovalBody;
    expect(decided.decisions).toHaveLength(1);
    const winner = decided.decisions[0]?.by.display_name;
    const yes = says('notice.accepted.approve', { action: 'ledger.slow_append' });
    const tooLate = says('notice.already_decided.approved', { by: winner ?? '', at: SOME });
    const accepted = answers.filter((answer) => yes.test(answer));
    const told = answers.filter((answer) => tooLate.test(answer));
    const own = answers.filter((answer) => says('notice.decided_by_you.approved', { at: SOME }).test(answer));
    // The same person pressing the same button again is the same decision: each press hears that it counts.
    expect(accepted.length).toBeGreaterThanOrEqual(1);
    expect(accepted.length + own.length).toBe(25);
    expect(told).toHaveLength(25);
    const losers = answers.filter((_, index) => (index % 2 === 0 ? 'Approver' : 'Admin') !== winner);
    expect(losers.filter((answer) => told.includes(answer))).toHaveLength(25);
    const steps = await world.trace(id);
    expect(steps.filter(({ step_type }) => step_type === 'approval_granted')).toHaveLength(1);
    expect(steps.filter(({ step_type }) => step_type === 'skill_call')).toHaveLength(1);
    expect(steps.map(({ step_order }) => step_order)).toEqual(inOrder(steps.map((step) => step.step_order)));
  });
});

describe('the same again', () => {
  it('a message delivered five times, at once and late, is one task', async () => {
    const { requester } = world.people;
    const threadKey = randomUUID();
    const messageId = randomUUID();
    const line = '/run files.list_directory path=.';
    const deliver = () => requester.say(threadKey, line, messageId);
    const answers = await Promise.all(Array.from({ length: 5 }, deliver));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
    const card = await requester.sees(threadKey, /T-\d+/);
    const id = card.slot.slice('task:'.length);
    await world.taskIs(id, 'completed');
    await requester.sees(threadKey, /done/);
    expect((await deliver()).status).toBe(202);
    const messages = await requester.read(threadKey);
    expect(messages.filter(({ slot }) => slot.startsWith('task:'))).toHaveLength(1);
    expect(messages.filter(({ text }) => text === line)).toHaveLength(1);
    expect(messages.filter((message) => message.private)).toEqual([]);
    const { body } = await requester.api<{ items: { thread: { thread_key: string } | null }[] }>(
      'GET',
      '/api/v1/agent-tasks?limit=100',
    );
    expect(body.items.filter(({ thread }) => thread?.thread_key === threadKey)).toHaveLength(1);
  });

  it('an Idempotency-Key five times is one task; with another body it is refused', async () => {
    const { requester, admin } = world.people;
    const headers = { 'idempotency-key': randomUUID() };
    const body = { runbook: 'files.list_directory', arguments: { path: '.' } };
    const submit = (person: Person, of: object = body) =>
      person.api<{ id: string; code?: string; detail?: string }>('POST', '/api/v1/agent-tasks', of, headers);
    const first = await Promise.all(Array.from({ length: 5 }, () => submit(requester)));
    const id = first[0]?.body.id ?? '';
    expect(first.map((answer) => [answer.status, answer.body.id])).toEqual(first.map(() => [202, id]));
    await world.taskIs(id, 'completed');
    const late = await submit(requester);
    expect([late.status, late.body.id, late.headers.get('idempotent-replayed')]).toEqual([202, id, 'true']);
    const other = await submit(requester, { ...body, arguments: { path: 'notes' } });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_mismatch']);
    // A key is its member's own.
    expect((await submit(admin)).body.id).not.toBe(id);
  });
});

describe('an approval that is granted', () => {
  it('runs exactly what was shown', async () => {
    const asked = await asksToWrite('granted.md');
    const { approver, admin } = world.people;
    expect(await press(approver, asked)).toMatch(
      says('notice.accepted.approve', { action: 'files.write_file' }),
    );
    await world.taskIs(asked.id, 'completed');
    expect(readFileSync(asked.file, 'utf8')).toBe('written');
    expect(await press(admin, asked)).toMatch(
      /^@Approver approved this on .* Nothing was changed by your click\.$/,
    );
  });
});
