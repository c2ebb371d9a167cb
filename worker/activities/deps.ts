import type { AgentBackendKind } from '../../core/agent.ts';
import type { Requirement } from '../../core/approval.ts';
import type { Platform } from '../../core/member.ts';
import type { AgentBackend } from '../../core/ports/agent-backend.ts';
import type { ChatPlatform } from '../../core/ports/chat-platform.ts';
import type { ChatSettingsStore, PostedMessageStore } from '../../core/ports/chat-stores.ts';
import type { Clock, Hasher, Log } from '../../core/ports/runtime.ts';
import type { SkillRegistry } from '../../core/ports/skill-backend.ts';
import type { Stores } from '../../core/ports/stores.ts';
import type { RunbookInfo } from '../../core/runbook.ts';
import type { ResolveActor } from '../../core/usecases/resolve-actor.ts';

/** What the activities are given; they name no adapter. */
export interface ActivityDeps {
  readonly stores: Stores;
  readonly registry: SkillRegistry;
  readonly minds: ReadonlyMap<AgentBackendKind, AgentBackend>;
  readonly chats: ReadonlyMap<Platform, ChatPlatform>;
  /** Where a message was shown, over all chats. */
  readonly posted: Pick<PostedMessageStore, 'threadsOf'>;
  /** Names the channel in which approvals are shown, too. */
  readonly chatSettings: Pick<ChatSettingsStore, 'read'>;
  /** Role and groups of a person as they are now; fails rather than guesses. */
  readonly resolveActor: ResolveActor;
  readonly runbook: (name: string) => RunbookInfo | undefined;
  /** What a risky call needs. */
  readonly requirement: Requirement;
  readonly hasher: Hasher;
  readonly clock: Clock;
  readonly log: Log;
}
