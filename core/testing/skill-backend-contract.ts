import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SkillBackend } from '../ports/skill-backend.ts';
import type { Arguments } from '../skill.ts';

interface Sample {
  readonly action: string;
  readonly arguments: Arguments;
}

/** A backend that is up, with calls that show each way a call can go. */
export interface SkillBackendHarness {
  readonly skill: string;
  readonly backend: SkillBackend;
  /** Ends well; its text contains `text`. */
  readonly works: Sample & { readonly text: string };
  /** The tool's own no. */
  readonly refused: Sample;
  /** Takes longer than a test waits; `begun` resolves when it is under way. */
  readonly slow: Sample & { begun(): Promise<void> };
  /** The service goes away in the middle of it. */
  readonly lost: Sample;
  /** The same skill, with nobody there to answer. */
  unreachable(): Promise<{ readonly backend: SkillBackend; readonly call: Sample }>;
  close(): Promise<void>;
}

/** What every skill backend promises, run on the fake and on each adapter. */
export const describeSkillBackend = (name: string, start: () => Promise<SkillBackendHarness>): void => {
  describe(`skill backend: ${name}`, () => {
    let harness: SkillBackendHarness;
    beforeAll(async () => {
      harness = await start();
      await harness.backend.list();
    });
    afterAll(() => harness.close());

    const invoke = (call: Sample, signal = new AbortController().signal, backend = harness.backend) =>
      backend.invoke(
        { skill: harness.skill, action: call.action, arguments: call.arguments },
        {},
        {
          signal,
          idempotencyKey: 'task/1',
          tenantId: 'tenant',
        },
      );

    it('lists actions that can be shown, checked and bound to an approval', async () => {
      const actions = await harness.backend.list();
      expect(actions.map((action) => action.action)).toContain(harness.works.action);
      for (const action of actions) {
        expect(action.skill).toBe(harness.skill);
        expect(action.backend).toBe(harness.backend.kind);
        expect(action.digest).toMatch(/^[0-9a-f]{64}$/);
        expect(action.inputSchema).toMatchObject({ type: 'object' });
      }
      expect(await harness.backend.list()).toEqual(actions);
    });

    it('gives the whole output of a call', async () => {
      const result = await invoke(harness.works);
      expect(result).toMatchObject({ ok: true });
      expect(result.text).toContain(harness.works.text);
    });

    it("tells the tool's own no as a result", async () => {
      const result = await invoke(harness.refused);
      expect(result.ok).toBe(false);
      expect(result.failure?.code).toBe('skill_failed');
    });

    it('rejects with the reason of the abort, at once', async () => {
      const abort = new AbortController();
      const reason = new Error('stopped');
      const call = invoke(harness.slow, abort.signal);
      call.catch(() => undefined);
      await harness.slow.begun();
      abort.abort(reason);
      await expect(call).rejects.toBe(reason);
    });

    it('begins nothing when it is aborted already', async () => {
      const reason = new Error('stopped before');
      await expect(invoke(harness.works, AbortSignal.abort(reason))).rejects.toBe(reason);
    });

    it("says skill_unavailable when the call can't have begun", async () => {
      const { backend, call } = await harness.unreachable();
      await expect(invoke(call, undefined, backend)).rejects.toMatchObject({ code: 'skill_unavailable' });
      await backend.close?.();
    });

    it('says skill_timeout when the call may have begun', async () => {
      await expect(invoke(harness.lost)).rejects.toMatchObject({ code: 'skill_timeout' });
    });

    it('works again after its service was lost', async () => {
      expect(await invoke(harness.works)).toMatchObject({ ok: true });
    });
  });
};
