import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenario } from '../parity/scenarios.ts';
import { SOME, says } from '../testing/person.ts';
import { until } from '../testing/until.ts';
import { inOrder, startWorld, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ env: { COUNTERSIGN_APPROVAL_EXPIRES_AFTER: 'PT1S' } });
});
afterAll(() => world.stop());

describe('an approval nobody answers', () => {
  it(
    scenario(
      'expiry',
      'expires as expired, a late click is told so on the page and over HTTP, and nothing is written',
    ),
    async () => {
      const { requester, approver } = world.people;
      const { threadKey, id } = await world.starts(
        requester,
        '/run files.write_file path=late.md content=written',
      );
      const approval = await until('an expired approval', async () =>
        (await world.approvals(id)).find(({ status }) => status === 'expired'),
      );
      const card = await approver.sees(threadKey, /⊘ Expired/);
      expect(card.text).not.toContain('Approve');
      const told = await approver.click(threadKey, {
        slot: card.slot,
        action: 'approve',
        value: approval.id,
        shownDigest: approval.digest,
      });
      const words = says('notice.expired', { at: SOME });
      expect(told).toMatch(words);
      const answer = await world.decide(approver, approval);
      expect([answer.status, answer.body.code]).toEqual([410, 'expired']);
      expect(answer.body.detail).toMatch(words);

      const task = await world.taskIs(id, 'failed');
      expect(task.error?.code).toBe('approval_expired');
      await requester.sees(threadKey, says('error.approval_expired'));
      const steps = await world.trace(id);
      expect(steps.map(({ step_type }) => step_type)).toContain('approval_expired');
      expect(steps.map(({ step_type }) => step_type)).not.toContain('approval_rejected');
      const numbers = steps.map(({ step_order }) => step_order);
      expect(numbers).toEqual(inOrder(numbers));
      expect(existsSync(world.workspace('late.md'))).toBe(false);
    },
  );
});
