import type { Logger } from 'pino';
import { createConsoleChat } from '../adapters/console/console-chat.ts';
import { createDiscord } from '../adapters/discord/create-discord.ts';
import { readLlmConfig } from '../adapters/llm/config.ts';
import { createLlmProvider } from '../adapters/llm/llm-provider.ts';
import { createPostgresChatStores } from '../adapters/postgres/create-chat-stores.ts';
import { createPostgresStores } from '../adapters/postgres/create-stores.ts';
import { createDatabase } from '../adapters/postgres/database.ts';
import { createRunbookBackend } from '../adapters/runbook/runbook-backend.ts';
import { readSecretBox } from '../adapters/secret-box/config.ts';
import { createSlack } from '../adapters/slack/create-slack.ts';
import { systemClock, systemHasher, systemIds } from '../adapters/system/runtime.ts';
import type { AgentBackendKind } from '../core/agent.ts';
import { allOutsideGroups } from '../core/chat/all-outside-groups.ts';
import type { Platform } from '../core/member.ts';
import { formatText } from '../core/messages/format.ts';
import type { AgentBackend } from '../core/ports/agent-backend.ts';
import type { ChatPlatform } from '../core/ports/chat-platform.ts';
import type { SkillRegistry } from '../core/ports/skill-backend.ts';
import type { Stores } from '../core/ports/stores.ts';
import { DEFAULT_REQUIREMENT } from '../core/requirement.ts';
import type { RunbookInfo } from '../core/runbook.ts';
import { createModelBackend } from '../core/usecases/model-backend.ts';
import { createResolveActor } from '../core/usecases/resolve-actor.ts';
import type { ActivityDeps } from './activities/deps.ts';
import { composeInstances } from './compose-instances.ts';
import { loadRunbooks, startSkills } from './compose-skills.ts';
import type { WorkerConfig } from './config.ts';
import { createTemporalWorkers, loadWorkflows } from './temporal-workers.ts';

export interface WorkerProcess {
  /** Resolves when the workers have stopped; rejects when one fails for good. */
  start(): Promise<void>;
  /** Finishes what runs, within a few seconds, then releases everything in reverse order. */
  stop(): Promise<void>;
}

/** The worker with its real parts. */
export const compose = async (
  config: WorkerConfig,
  env: NodeJS.ProcessEnv,
  log: Logger,
): Promise<WorkerProcess> => {
  const runbooks = loadRunbooks(config.COUNTERSIGN_RUNBOOKS_DIR);
  const llmConfig = readLlmConfig(env);
  const database = createDatabase({ url: config.DATABASE_URL, log });
  const stores = createPostgresStores(database);
  const chatStores = createPostgresChatStores(database);
  const publicUrl = config.COUNTERSIGN_PUBLIC_URL ? new URL(config.COUNTERSIGN_PUBLIC_URL).origin : null;
  const chatParts = { config, stores, chatStores, publicUrl, log };
  const box = readSecretBox(config);
  const slack = createSlack({ ...chatParts, box });
  const instances = composeInstances({ config, env, llm: llmConfig, stores, box, log });
  const discord = createDiscord(chatParts);
  // Both take a second or two, and neither needs the other.
  const [registry, workflowBundle] = await Promise.all([
    startSkills(config, env, log, instances?.backend),
    loadWorkflows(config.COUNTERSIGN_WORKFLOW_BUNDLE ?? null),
  ]);
  const minds: readonly AgentBackend[] = [
    createRunbookBackend(runbooks),
    createModelBackend({
      llm: llmConfig ? createLlmProvider(llmConfig) : null,
      runbooks: () => runbooks.list(),
      format: (words, locale) => formatText(words, { locale, timeZone: 'UTC' }),
    }),
    ...(instances ? [instances.mind] : []),
  ];
  const deps: ActivityDeps = {
    stores,
    registry,
    minds: new Map(minds.map((mind): [AgentBackendKind, AgentBackend] => [mind.kind, mind])),
    chats: new Map<Platform, ChatPlatform>([
      [
        'console',
        createConsoleChat({ chat: stores.consoleChat, threads: stores.threads, newId: systemIds.next }),
      ],
      ['slack', slack.chat],
      ...(discord ? [['discord', discord.chat] as const] : []),
    ]),
    posted: chatStores.posted,
    chatSettings: chatStores.chatSettings,
    // Nothing runs on a guess: while a chat can't be asked who is in a group, nobody is taken to be.
    resolveActor: createResolveActor({
      members: stores.members,
      groups: chatStores.groups,
      outside: allOutsideGroups([slack.usergroups, ...(discord ? [discord.roles] : [])]),
    }),
    runbook: (name) => runbooks.find(name)?.info,
    requirement: { ...DEFAULT_REQUIREMENT, expiresAfter: config.COUNTERSIGN_APPROVAL_EXPIRES_AFTER },
    hasher: systemHasher,
    clock: systemClock,
    log,
  };
  const workers = await createTemporalWorkers({
    address: config.TEMPORAL_ADDRESS,
    namespace: config.TEMPORAL_NAMESPACE,
    deps,
    workflowBundle,
    ...(instances ? { instances: instances.parts } : {}),
  });
  await publishCatalogue(stores, registry, runbooks.list(), log);
  let running: Promise<void> = Promise.resolve();
  return {
    start() {
      running = workers.run();
      return running;
    },
    async stop() {
      workers.shutdown();
      await running.catch((error: unknown) => log.error({ err: error }, 'the workers ended badly'));
      await workers.close();
      await registry.close();
      await instances?.close();
      await database.close();
    },
  };
};

/** Tells api and bot what can be run here, now and whenever a server changes its tools. */
const publishCatalogue = async (
  stores: Stores,
  registry: SkillRegistry,
  runbooks: readonly RunbookInfo[],
  log: Logger,
): Promise<void> => {
  const publish = (): Promise<void> => stores.catalogue.replace({ runbooks, actions: registry.list() });
  await publish();
  registry.onChange(() => {
    publish().catch((error: unknown) =>
      log.warn({ err: error }, 'the changed list of actions was not published'),
    );
  });
};
