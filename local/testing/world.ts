import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createOperatorStore } from '../../adapters/postgres/operator-store.ts';
import type { Role } from '../../core/member.ts';
import { dataFolderAt } from '../data-folder.ts';
import { createFullKey } from '../people.ts';
import { cloneDatabase } from './database.ts';
import { createPerson, type Person } from './person.ts';
import { newDataFolder, type RunningStack, removeDataFolder, startStack } from './stack.ts';
import { freshNamespace } from './temporal.ts';
import { until } from './until.ts';

const COUNTING_SERVER = fileURLToPath(
  new URL('../../adapters/mcp/testing/counting-server.ts', import.meta.url),
);
const DEFAULT_SKILLS = fileURLToPath(new URL('../defaults/skills.yaml', import.meta.url));

export interface WorldOptions {
  readonly env?: NodeJS.ProcessEnv;
  /**
   * True: the stack has its own embedded Postgres and Temporal, as `npm start` has. By default it uses those of the
   * test run, each with a place of its own, which starts quicker.
   */
  readonly ownServers?: boolean;
  /** Changes the addresses before they are used, to stand between the stack and its servers. */
  readonly through?: (addresses: { databaseUrl: string; temporalAddress: string }) => Promise<{
    databaseUrl: string;
    temporalAddress: string;
  }>;
}

export interface TaskBody {
  readonly id: string;
  readonly ref: string;
  readonly number: number;
  readonly status: string;
  readonly output: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly tokens_used: number;
  readonly links: Readonly<Record<string, string>>;
}

export interface ApprovalBody {
  readonly id: string;
  readonly ref: string;
  readonly status: string;
  readonly digest: string;
  readonly expires_at: string;
  readonly subject: { readonly skill: string; readonly action: string };
  readonly decisions: readonly { readonly by: { display_name: string }; readonly at: string }[];
}

export interface StepBody {
  readonly step_order: number;
  readonly step_type: string;
  readonly summary: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

export type World = Awaited<ReturnType<typeof startWorld>>;

/**
 * The whole product in its real processes, with people in it. Beside the default skills there are two copies of a
 * server that counts its effects in a file: `counting` runs without an approval, `ledger` asks for one.
 */
export const startWorld = async (options: WorldOptions = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-world-'));
  const dataFolder = newDataFolder();
  const skillsFile = join(folder, 'skills.yaml');
  const counters = { counting: join(folder, 'counting.txt'), ledger: join(folder, 'ledger.txt') };
  writeFileSync(skillsFile, skillsYaml(counters));
  const servers = options.ownServers ? null : await placeOnSharedServers(options);
  const start = (port = '0'): Promise<RunningStack> =>
    startStack({
      dataFolder,
      arguments: ['--port', port],
      env: { COUNTERSIGN_SKILLS_FILE: skillsFile, ...servers?.env, ...options.env },
    });
  let stack = await start();
  const { url } = stack;
  const people = await createPeople(stack);

  const effects = (counter: keyof typeof counters): readonly string[] => linesOf(counters[counter]);
  const task = async (reference: string): Promise<TaskBody> => {
    const { status, body } = await people.requester.api<TaskBody>('GET', `/api/v1/agent-tasks/${reference}`);
    if (status !== 200) throw new Error(`the task answered ${status}: ${JSON.stringify(body)}`);
    return body;
  };
  const approvals = async (reference: string): Promise<readonly ApprovalBody[]> => {
    const path = `/api/v1/approvals?task=${reference}`;
    return (await people.requester.api<{ items: ApprovalBody[] }>('GET', path)).body.items;
  };
  const trace = async (reference: string): Promise<readonly StepBody[]> => {
    const path = `/api/v1/agent-tasks/${reference}/trace`;
    return (await people.requester.api<{ items: StepBody[] }>('GET', path)).body.items;
  };
  return {
    url,
    dataFolder,
    people,
    counters,
    effects,
    /** What calls of the counter have begun. */
    begun: (counter: keyof typeof counters): readonly string[] => linesOf(`${counters[counter]}.begun`),
    stack: (): RunningStack => stack,
    workspace: (name: string): string => join(dataFolder, 'workspace', name),
    /** Starts again on the same data folder, at the same address. */
    async startAgain(): Promise<void> {
      stack = await start(new URL(url).port);
    },
    /** Another one-time link, as the operator can make. */
    signInLink: (role: Role): Promise<string> => signInLink(stack, people[role].memberId),
    /** Written in a thread of its own; resolves when its task is there. */
    async starts(
      person: Person,
      text: string,
      threadKey: string = randomUUID(),
    ): Promise<{ threadKey: string; id: string }> {
      const { status, body } = await person.say(threadKey, text);
      if (status !== 202) throw new Error(`the message answered ${status}: ${JSON.stringify(body)}`);
      const card = await person.sees(threadKey, /T-\d+/);
      if (!card.slot.startsWith('task:')) throw new Error(card.text);
      return { threadKey, id: card.slot.slice('task:'.length) };
    },
    task,
    trace,
    approvals,
    taskIs: (id: string, status: string, longestMs?: number): Promise<TaskBody> =>
      until(
        `task ${id} is ${status}`,
        async () => {
          const now = await task(id);
          if (now.status === status) return now;
          throw new Error(`it is ${now.status}: ${JSON.stringify(now.error)}`);
        },
        longestMs,
      ),
    pending: (id: string): Promise<ApprovalBody> =>
      until('a pending approval', async () =>
        (await approvals(id)).find(({ status }) => status === 'pending'),
      ),
    decide: (person: Person, approval: ApprovalBody, more: Record<string, unknown> = {}) =>
      person.api<Record<string, unknown>>('POST', `/api/v1/approvals/${approval.id}/decision`, {
        verdict: 'approve',
        digest: approval.digest,
        ...more,
      }),
    /** The trace's numbers, for "no gap and no duplicate". */
    async numbers(id: string): Promise<readonly number[]> {
      return (await trace(id)).map(({ step_order }) => step_order);
    },
    async stop(): Promise<void> {
      await stack.stop();
      await removeDataFolder(dataFolder);
      await rm(folder, { recursive: true, force: true });
      await servers?.drop();
    },
  };
};

/** 1, 2, 3 … without a gap. */
export const inOrder = (numbers: readonly number[]): readonly number[] =>
  numbers.map((_, index) => index + 1);

const linesOf = (file: string): readonly string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];

const skillsYaml = (counters: Readonly<Record<string, string>>): string =>
  [
    readFileSync(DEFAULT_SKILLS, 'utf8'),
    ...Object.entries(counters).map(([name, file]) =>
      [
        `  ${name}:`,
        '    backend: mcp',
        '    transport: stdio',
        `    command: ${JSON.stringify(process.execPath)}`,
        `    args: ${JSON.stringify([COUNTING_SERVER, file])}`,
        ...(name === 'counting' ? ['    actions:', '      slow_append: { approval: never }'] : []),
        '',
      ].join('\n'),
    ),
  ].join('\n');

const placeOnSharedServers = async ({ through }: WorldOptions) => {
  const [database, temporal] = await Promise.all([cloneDatabase(), freshNamespace()]);
  const direct = { databaseUrl: database.ownerUrl, temporalAddress: temporal.address };
  const { databaseUrl, temporalAddress } = through ? await through(direct) : direct;
  return {
    env: {
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporalAddress,
      TEMPORAL_NAMESPACE: temporal.namespace,
    },
    drop: () => database.drop(),
  };
};

const ownerUrlOf = (stack: RunningStack): string => {
  const { ownerUrl } = dataFolderAt(stack.dataFolder).readState();
  if (!ownerUrl) throw new Error('the stack did not say where its database is');
  return ownerUrl;
};

const withOperator = async <T>(
  stack: RunningStack,
  run: (operator: ReturnType<typeof createOperatorStore>) => Promise<T>,
): Promise<T> => {
  const operator = createOperatorStore(ownerUrlOf(stack));
  try {
    return await run(operator);
  } finally {
    await operator.close();
  }
};

const signInLink = (stack: RunningStack, memberId: string): Promise<string> =>
  withOperator(stack, async (operator) => {
    const tenant = await operator.findTenant('local');
    const expires = new Date(Date.now() + 3_600_000).toISOString();
    return `${stack.url}/signin?token=${await operator.createSignInLink(tenant?.id ?? '', memberId, expires)}`;
  });

/** The seeded three and a stranger, who is a requester like the first one. */
const createPeople = async (stack: RunningStack) => {
  const members = await withOperator(stack, async (operator) => {
    const tenant = await operator.findTenant('local');
    if (!tenant) throw new Error('the local tenant is missing');
    const stranger = await operator.addMember(tenant.id, { displayName: 'Stranger', role: 'requester' });
    const seeded = await operator.listMembers(tenant.id);
    const named = (name: string) => seeded.find((member) => member.displayName === name) ?? stranger;
    return {
      requester: { member: named('Requester'), key: stack.apiKey('requester') },
      approver: { member: named('Approver'), key: stack.apiKey('approver') },
      admin: { member: named('Admin'), key: stack.apiKey('admin') },
      stranger: { member: stranger, key: await createFullKey(operator, stranger, 'stranger') },
    };
  });
  const entries = await Promise.all(
    Object.entries(members).map(async ([name, { member, key }]) => {
      const answer = await fetch(await signInLink(stack, member.id), { redirect: 'manual' });
      const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
      if (!cookie) throw new Error(`signing in answered ${answer.status}`);
      const identity = { memberId: member.id, name: member.displayName, key, cookie };
      return [name, createPerson(stack.url, identity)] as const;
    }),
  );
  return Object.fromEntries(entries) as Record<keyof typeof members, Person>;
};
