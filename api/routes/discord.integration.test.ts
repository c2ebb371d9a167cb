import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCommands } from '../../adapters/discord/commands.ts';
import { interaction } from '../../adapters/discord/testing/discord-payloads.ts';
import { type DiscordApiHarness, startDiscordApi } from '../testing/discord-api.ts';

/** Rejections nobody caught while this ran. */
const uncaughtWhile = async (act: () => Promise<void>): Promise<readonly unknown[]> => {
  const uncaught: unknown[] = [];
  const note = (reason: unknown): void => void uncaught.push(reason);
  process.on('unhandledRejection', note);
  try {
    await act();
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('unhandledRejection', note);
  }
  return uncaught;
};

/** As any of Discord's own clients sends it, and then changed in one place. */
const SAMPLES = [
  interaction(2, { id: '1', name: 'help', type: 1 }),
  interaction(2, {
    id: '1',
    name: 'run',
    type: 1,
    options: [{ name: 'target', type: 3, value: 'site-check' }],
  }),
  interaction(2, { id: '1', name: 'Run as a task', type: 3, target_id: '5', resolved: { messages: {} } }),
  interaction(3, { custom_id: 'ba..=x', component_type: 2 }, { message: { id: '5', flags: 64 } }),
  interaction(4, { id: '1', name: 'run', options: [{ name: 'target', type: 3, value: 's', focused: true }] }),
  interaction(5, { custom_id: 'run:5', components: [] }),
];

const anyValue = fc.oneof(
  fc.constantFrom(null, true, 0, -1, '', 'x'.repeat(3_000), '\u0000', '\ud800', [], {}, [[]], { id: {} }),
  fc.string(),
  fc.integer(),
);

/** One of them with one field, however deep, changed or taken away. */
const mutated = fc
  .record({ sample: fc.nat({ max: SAMPLES.length - 1 }), at: fc.nat({ max: 60 }), to: fc.option(anyValue) })
  .map(({ sample, at, to }) => {
    const payload = structuredClone(SAMPLES[sample]) as unknown as Record<string, unknown>;
    const places: [Record<string, unknown>, string][] = [];
    const walk = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const key of Object.keys(value)) {
        places.push([value as Record<string, unknown>, key]);
        walk((value as Record<string, unknown>)[key]);
      }
    };
    walk(payload);
    const [where, key] = places[at % places.length] ?? [payload, 'id'];
    if (to === null) delete where[key];
    else where[key] = to;
    return payload;
  });

describe('POST /discord/interactions', () => {
  let harness: DiscordApiHarness;
  beforeAll(async () => {
    harness = await startDiscordApi();
    const { world, api } = harness;
    world.register(createCommands());
    const place = { platform: 'discord' as const, workspaceId: world.guildId };
    const { member } = api.acme.people.requester;
    await api.chatStores.identities.link(member.tenantId, member.id, place, world.person('anna').userId);
  });
  afterAll(() => harness.stop());

  const tasks = async (): Promise<number> => {
    const { stores, acme } = harness.api;
    return (await stores.tasks.list(acme.tenant.id, { limit: 100 })).items.length;
  };
  const RUN = { target: 'site-check', arguments: 'url=https://example.org' };

  it('answers Discord’s question whose address this is', async () => {
    expect(await harness.world.ping()).toEqual({ status: 200, body: { type: 1 } });
  });

  it('refuses what is not signed, or signed for something else', async () => {
    const { world } = harness;
    const payload = interaction(2, { id: '1', name: 'help', type: 1 });
    const old = Math.floor(Date.now() / 1000) - 360;
    const answers = await Promise.all([
      world.unsigned(payload),
      world.wrongSignature(payload),
      world.post(payload, { sentBody: JSON.stringify({ ...payload, id: '1' }) }),
      world.post(payload, { timestamp: old }),
      world.post(payload, { timestamp: old + 720 }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
  });

  it('starts one task however often an interaction comes', async () => {
    const { world, intake } = harness;
    const before = await tasks();
    const anna = world.person('anna');
    const { id, failed } = await anna.command('run', RUN, { channelId: world.channels.general });
    expect(failed).toBe(false);
    const again = await Promise.all([world.redeliver(id), world.redeliver(id)]);
    expect(again.map((answer) => answer?.status)).toEqual([200, 200]);
    await intake.idle();
    expect(await tasks()).toBe(before + 1);
  });

  it('does nothing with a form that nobody opened, and says so', async () => {
    const { world } = harness;
    const before = await tasks();
    const body = { ...interaction(5, { custom_id: 'fa..~x.~y', components: [] }), guild_id: world.guildId };
    const { status } = await world.post(body);
    expect(status).toBe(200);
    expect(await tasks()).toBe(before);
  });

  it('is never broken by what comes, and starts nothing for strangers', { timeout: 120_000 }, async () => {
    const { world, intake } = harness;
    const before = await tasks();
    const seen = new Map<number, number>();
    const uncaught = await uncaughtWhile(async () => {
      await fc.assert(
        fc.asyncProperty(mutated, async (payload) => {
          const { status } = await world.post({ ...payload, guild_id: world.guildId });
          seen.set(status, (seen.get(status) ?? 0) + 1);
          expect([200, 204, 400]).toContain(status);
        }),
        { numRuns: 200 },
      );
      await intake.idle();
    });
    expect(uncaught).toEqual([]);
    expect(seen.get(200)).toBeGreaterThan(0);
    expect(await tasks()).toBe(before);
  });

  it('starts nothing of what is not signed, whatever it is', { timeout: 60_000 }, async () => {
    const { world } = harness;
    await fc.assert(
      fc.asyncProperty(mutated, async (payload) => {
        const { status } = await world.wrongSignature(payload);
        expect(status).toBe(401);
      }),
      { numRuns: 50 },
    );
  });
});
