import { existsSync, readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { SOME, says } from '../../testing/person.ts';
import { openButtons, type Shows } from './scenario-room.ts';

const REASON = 'wrong *folder* <!channel> @everyone';
const WHO = { who: SOME };
const COUNTED = /runs now|approved this on/;

export const describeApprovals = (shows: Shows): void => {
  describe('an approval', () => {
    shows(
      'approve-twice',
      'is approved once by two who click at the same time; both are told, and no button is left',
      async ({ people: { anna, ben, carla }, asksToWrite }) => {
        const { thread, approval, file } = await asksToWrite('both.md');
        const same = await carla.sees(thread, 'Approval needed');
        await Promise.all([approval.press('Approve'), same.press('Approve')]);
        for (const who of [ben, carla]) {
          await who.hears(thread, COUNTED);
          expect((await who.sees(thread, /✓ Approved/)).buttons).toEqual(['Details']);
        }
        await anna.sees(thread, /✓ files\.write_file/);
        expect(await openButtons(carla, thread)).not.toContain('Approve');
        expect(readFileSync(file, 'utf8')).toBe('written');
      },
    );

    shows(
      'reject',
      'is rejected with a reason asked in a form, and did not run',
      async ({ people: { anna, ben }, asksToWrite }) => {
        const { thread, approval, file } = await asksToWrite('rejected.md');
        await approval.press('Reject…', { reason: REASON });
        await ben.hears(thread, /Rejected\. files\.write_file does not run/);
        const card = await anna.sees(thread, /✗ Rejected/);
        expect(card.text).toContain(REASON);
        expect(card.buttons).toEqual(['Details']);
        await anna.sees(thread, /✗ files\.write_file/);
        expect(existsSync(file)).toBe(false);
      },
    );

    shows(
      'refused',
      'is not decided by its requester, a stranger, or a value that was tampered with; each is told privately',
      async ({ people: { anna, ben, dave }, refusesDave, asksToWrite }) => {
        const { thread, approval, file } = await asksToWrite('refused.md');
        const own = says('notice.own_request', WHO);
        await (await anna.sees(thread, 'Approval needed')).press('Approve');
        await anna.hears(thread, own);
        await (await dave.sees(thread, 'Approval needed')).press('Approve');
        await dave.hears(thread, refusesDave);
        await approval.press('Approve', { value: "'; drop table approvals; --" });
        await ben.hears(thread, says('error.not_found'));
        for (const { text } of await ben.reads(thread)) {
          expect(text).not.toMatch(own);
          expect(text).not.toMatch(refusesDave);
        }
        expect(await openButtons(ben, thread)).toContain('Approve');
        expect(existsSync(file)).toBe(false);
      },
    );

    shows(
      'late',
      'answers a click on what was decided already, also long after',
      async ({ people: { ben, carla }, grewOld, asksToWrite }) => {
        const { thread, approval } = await asksToWrite('late.md');
        const old = await carla.sees(thread, 'Approval needed');
        grewOld();
        await approval.press('Approve');
        await ben.sees(thread, /✓ Approved/);
        await old.press('Approve');
        await carla.hears(thread, /approved this on .*Nothing was changed/);
      },
    );
  });
};
