import type { Stores } from '../../core/ports/stores.ts';
import type { Database } from './database.ts';
import { createAgentMessageStore, createAgentStore } from './stores/agent-store.ts';
import { createApprovalStore } from './stores/approval-store.ts';
import { createAuditStore } from './stores/audit-store.ts';
import { createCatalogueStore } from './stores/catalogue-store.ts';
import { createConsoleChatStore } from './stores/console-chat-store.ts';
import { createCredentialStore } from './stores/credential-store.ts';
import { createInstanceStore } from './stores/instance-store.ts';
import { createMemberStore } from './stores/member-store.ts';
import { createTaskStore } from './stores/task-store.ts';
import { createThreadStore } from './stores/thread-store.ts';
import { createTraceStore } from './stores/trace-store.ts';

/** Every store of the core on one database. */
export const createPostgresStores = (db: Database): Stores => ({
  tasks: createTaskStore(db),
  traces: createTraceStore(db),
  agents: createAgentStore(db),
  agentMessages: createAgentMessageStore(db),
  approvals: createApprovalStore(db),
  members: createMemberStore(db),
  threads: createThreadStore(db),
  audit: createAuditStore(db),
  catalogue: createCatalogueStore(db),
  credentials: createCredentialStore(db),
  consoleChat: createConsoleChatStore(db),
  instances: createInstanceStore(db),
  ping: () => db.ping(),
});
