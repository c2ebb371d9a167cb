import { describe, expect, it } from 'vitest';
import { type CommandJson, createCommands } from './commands.ts';
import type { DiscordRest, RestRequest } from './discord-rest.ts';
import { registerCommands } from './register.ts';

const APPLICATION = '900000000000000001';
const GUILD = '900000000000000002';
const EVERYWHERE = { applicationId: APPLICATION, guildId: null };
const NAMES = createCommands().map(({ name }) => name);

type Kept = Record<string, unknown> & { id: string; name: string; type?: unknown };

/** Discord as far as commands go: keeps them, and gives them back as it writes them. */
const createRegistry = () => {
  const kept = new Map<string, Kept>();
  const asked: RestRequest[] = [];
  let nextId = 1;
  const put = (params: Readonly<Record<string, string>>, body: CommandJson): Kept => {
    const scope = params.guildId ?? 'everywhere';
    const same = [...kept].find(
      ([, one]) => one.scope === scope && one.name === body.name && one.type === body.type,
    );
    const id = same?.[0] ?? String(nextId++);
    const stored = asDiscordWrites({
      ...body,
      id,
      scope,
      application_id: params.applicationId,
      version: `${nextId}`,
    });
    kept.set(id, stored);
    return stored;
  };
  const rest: DiscordRest = {
    async request(request) {
      asked.push(request);
      const { route, params, body } = request;
      if (route.endsWith('.list')) {
        const scope = params.guildId ?? 'everywhere';
        return [...kept.values()]
          .filter((one) => one.scope === scope)
          .map(({ scope: _scope, ...one }) => one);
      }
      if (route.endsWith('.put')) return put(params, body as CommandJson);
      kept.delete(params.commandId ?? '');
      return undefined;
    },
  };
  const sent = () => asked.filter(({ route }) => !route.endsWith('.list'));
  return { rest, kept, asked, sent };
};

/** The order, the defaults and the empty fields of real answers. */
const asDiscordWrites = (command: object): Kept => {
  const again = JSON.parse(JSON.stringify(command)) as Kept & { options?: object[]; contexts?: number[] };
  const { options, contexts, ...others } = again;
  return {
    dm_permission: true,
    nsfw: false,
    default_member_permissions: null,
    name_localizations: null,
    description: '',
    description_localizations: null,
    contexts: contexts ? [...contexts].reverse() : null,
    ...Object.fromEntries(Object.entries(others).reverse()),
    ...(options
      ? {
          options: options.map((option) => ({
            required: false,
            ...Object.fromEntries(Object.entries(option).reverse()),
          })),
        }
      : {}),
  } as unknown as Kept;
};

describe('registering', () => {
  it('makes every command once, and sends nothing that is there already', async () => {
    const { rest, sent } = createRegistry();
    const first = await registerCommands(rest, EVERYWHERE);
    expect(first).toEqual({ created: NAMES, changed: [], unchanged: [], removed: [] });
    expect(sent()).toHaveLength(NAMES.length);
    const second = await registerCommands(rest, EVERYWHERE);
    expect(second).toEqual({ created: [], changed: [], unchanged: NAMES, removed: [] });
    expect(sent()).toHaveLength(NAMES.length);
  });

  it('sends what became different, also in one language alone', async () => {
    const { rest, sent } = createRegistry();
    const before = createCommands().map((command) =>
      command.name === 'run'
        ? { ...command, description_localizations: { 'es-ES': 'otra cosa' } }
        : command.name === 'stop'
          ? { ...command, options: [] }
          : command,
    ) as CommandJson[];
    await registerCommands(rest, { ...EVERYWHERE, known: before });
    const already = sent().length;
    const report = await registerCommands(rest, EVERYWHERE);
    expect(report).toMatchObject({ created: [], changed: ['run', 'stop'], removed: [] });
    expect(sent().slice(already)).toMatchObject([{ body: { name: 'run' } }, { body: { name: 'stop' } }]);
  });

  it('removes what is no longer there, and leaves the entry of an Activity alone', async () => {
    const { rest, kept } = createRegistry();
    const old = [
      { type: 1, name: 'ask', description: 'x' },
      { type: 3, name: 'run', description: '' },
      { type: 4, name: 'launch', description: 'x' },
    ] as unknown as CommandJson[];
    await registerCommands(rest, { ...EVERYWHERE, known: old });
    const report = await registerCommands(rest, EVERYWHERE);
    expect(report).toMatchObject({ created: NAMES, removed: ['ask', 'run'] });
    expect([...kept.values()].map(({ name }) => name).sort()).toEqual([...NAMES, 'launch'].sort());
  });

  it('in one server leaves those of every server alone, and says no places', async () => {
    const { rest, asked, sent } = createRegistry();
    const where = { applicationId: APPLICATION, guildId: GUILD };
    expect((await registerCommands(rest, where)).created).toEqual(NAMES);
    expect((await registerCommands(rest, where)).unchanged).toEqual(NAMES);
    expect(new Set(asked.map(({ route }) => route))).toEqual(
      new Set(['guildCommands.list', 'guildCommands.put']),
    );
    for (const { params, body } of sent()) {
      expect(params).toMatchObject({ applicationId: APPLICATION, guildId: GUILD });
      expect(body).not.toHaveProperty('contexts');
    }
  });
});
