import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { scenario } from '../parity/scenarios.ts';
import { type SlackStack, startSlackStack } from '../testing/slack-stack.ts';
import { until } from '../testing/until.ts';

/** A deed that a dead process left is taken up by another after its lease. */
const LATE_MS = 75_000;
const SOON_MS = 30_000;

let stack: SlackStack;
beforeAll(async () => {
  stack = await startSlackStack('socket');
});
afterEach(() => stack.slack.faults.clear());
afterAll(() => stack?.stop());

const general = (): string => stack.slack.channels.general;
const asks = (words: string): Promise<string> =>
  stack.people.anna.say(general(), `<@${stack.slack.botUserId}> ${words}`);
const effects = (line: string): number =>
  stack.world.effects('counting').filter((entry) => entry === line).length;

it(
  scenario(
    'crash',
    'bot killed between a click and its answer: it is answered, the decision counts once, the card ends',
  ),
  async () => {
    const { anna, ben } = stack.people;
    const ts = await asks('run files.write_file path=killed.md content=once');
    const approval = await ben.sees(general(), ts, 'Approval needed', SOON_MS);
    // The answer is under way and does not arrive.
    stack.slack.faults.always('chat.postEphemeral', { delayMs: 60_000 });
    const clicked = ben.click(approval, 'Approve').catch(() => null);
    await ben.sees(general(), ts, /✓ Approved/, SOON_MS);
    process.kill(stack.world.stack().pidOf('bot'), 'SIGKILL');
    stack.slack.faults.clear();
    await clicked;
    const answer = await ben.sees(general(), ts, /^You approved this/m, LATE_MS);
    expect(answer.onlyYou).toBe(true);
    await anna.sees(general(), ts, /✓ files\.write_file/, SOON_MS);
    expect(readFileSync(stack.world.workspace('killed.md'), 'utf8')).toBe('once');
  },
);

it('worker killed while a task runs: the thread ends, and nothing ran twice', async () => {
  const ts = await asks('run counting.slow_read delayMs=3000');
  await stack.people.anna.sees(general(), ts, /◔ counting/, SOON_MS);
  process.kill(stack.world.stack().pidOf('worker'), 'SIGKILL');
  const end = await stack.people.anna.sees(general(), ts, /[✓✗] counting\.slow_read/, LATE_MS);
  expect(end.buttons.map(({ label }) => label)).not.toContain('Stop');
});

it(
  scenario('reconnect', 'both sockets closed while people write: nothing is lost, nothing runs twice'),
  async () => {
    stack.slack.socket.disconnect('refresh_requested');
    const first = await asks('run counting.slow_append delayMs=50 line=refreshed');
    stack.slack.socket.drop();
    const second = await asks('run counting.slow_append delayMs=50 line=dropped');
    await until('both connections are back', async () => stack.slack.socket.connections() === 2, SOON_MS);
    for (const ts of [first, second]) {
      await stack.people.anna.sees(general(), ts, /✓ counting/, LATE_MS);
    }
    expect([effects('refreshed'), effects('dropped')]).toEqual([1, 1]);
  },
);

it('Slack away for a while: what was under way ends in its thread when it is back', async () => {
  const ts = await asks('run counting.slow_append delayMs=1500 line=away');
  await stack.people.anna.sees(general(), ts, /T-\d+/, SOON_MS);
  stack.slack.goAway();
  await until('the task ended meanwhile', async () => effects('away') === 1, SOON_MS);
  stack.slack.comeBack();
  await stack.people.anna.sees(general(), ts, /✓ counting/, LATE_MS);
  expect(effects('away')).toBe(1);
});

it('the token dies in the middle of a task: the task is done, and the next one is shown when it is set again', async () => {
  const { anna } = stack.people;
  const ts = await asks('run counting.slow_append delayMs=1500 line=revoked');
  await anna.sees(general(), ts, /T-\d+/, SOON_MS);
  stack.slack.faults.always('*', { error: 'token_revoked' });
  const { body } = await stack.world.people.admin.api<{ items: { id: string }[] }>(
    'GET',
    '/api/v1/agent-tasks?limit=1',
  );
  await stack.world.taskIs(body.items[0]?.id ?? '', 'completed', SOON_MS);
  expect(effects('revoked')).toBe(1);
  await until('the workspace is given up', async () =>
    stack.slack.calls().some(({ error }) => error === 'token_revoked'),
  );
  stack.slack.faults.clear();
  await stack.world.stack().stop();
  await stack.world.startAgain();
  const next = await asks('run counting.slow_append delayMs=50 line=again');
  await anna.sees(general(), next, /✓ counting/, LATE_MS);
});
