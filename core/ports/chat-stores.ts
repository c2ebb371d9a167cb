import type { Locale, Member, Platform } from '../member.ts';
import type { Slot } from './chat-platform.ts';

/** A workspace of a chat platform: a Slack team, a Discord guild. */
export interface ChatPlace {
  readonly platform: Platform;
  readonly workspaceId: string;
}

/** A row of `chat_installations`: one workspace, or one whole organization of a platform, given to one tenant. */
export interface Installation extends ChatPlace {
  readonly tenantId: string;
  /** Slack: `T…`, or `E…` of an install for the whole organization. */
  readonly workspaceId: string;
  readonly enterpriseId: string | null;
  readonly name: string;
  readonly appId: string | null;
  /** Our own user and bot ids there. */
  readonly botUserId: string;
  readonly botId: string | null;
  readonly scopes: readonly string[];
  /** Sealed by SecretBox; null: the token is given by the environment. */
  readonly sealedToken: string | null;
  /** Their own id of who installed it; `WAITS_FOR_ADMIN` while an admin here has not said that it may be used. */
  readonly installedBy: string | null;
  readonly status: 'active' | 'revoked';
}

/** `installedBy` of a workspace that took us in by itself, or that an admin here disconnected: it is not served. */
export const WAITS_FOR_ADMIN = 'waits';

export interface InstallationStore {
  /** Before any tenant is known: that workspace's own installation, else the one of its organization. Revoked ones too. */
  find(platform: Platform, workspaceId: string, enterpriseId: string | null): Promise<Installation | null>;
  /** Inserts or replaces. Throws AppError `workspace_taken` when another tenant has this workspace. */
  save(installation: Installation): Promise<void>;
  revoke(tenantId: string, platform: Platform, workspaceId: string): Promise<void>;
  list(tenantId: string): Promise<readonly Installation[]>;
}

/** A member together with the platform's own id. */
export interface LinkedMember {
  readonly member: Member;
  readonly platformUserId: string;
}

export interface IdentityStore {
  memberOf(tenantId: string, place: ChatPlace, platformUserId: string): Promise<Member | null>;
  userOf(tenantId: string, place: ChatPlace, memberId: string): Promise<string | null>;
  /** Everybody of the tenant who is linked in this workspace. */
  linked(tenantId: string, place: ChatPlace): Promise<readonly LinkedMember[]>;
  /** That user is this member from now on; a member has one user in a workspace. */
  link(tenantId: string, memberId: string, place: ChatPlace, platformUserId: string): Promise<void>;
  unlink(tenantId: string, memberId: string, place: ChatPlace): Promise<void>;
  /** `members.email`, compared without case; null also when two have it. */
  memberByEmail(tenantId: string, email: string): Promise<Member | null>;
  /** A one-time code for this member; an older one of theirs stops working. Hash: SHA-256 hex. */
  newLinkCode(tenantId: string, memberId: string, codeHash: string, expiresAt: string): Promise<void>;
  /** Uses the code up; null when it is unknown, used or too old. */
  redeemLinkCode(tenantId: string, codeHash: string): Promise<Member | null>;
  addMember(
    tenantId: string,
    member: {
      readonly displayName: string;
      readonly email: string | null;
      readonly role: Member['role'];
      readonly locale: Locale;
    },
  ): Promise<Member>;
  setRole(tenantId: string, memberId: string, role: Member['role']): Promise<void>;
}

/** A row of `approver_groups`. */
export interface ApproverGroup {
  readonly id: string;
  readonly name: string;
  /** `manual`, or where its people are kept: `slack_usergroup:S…`, `discord_role:R…`. */
  readonly source: string;
}

export interface GroupStore {
  list(tenantId: string): Promise<readonly ApproverGroup[]>;
  /** Same name: replaced. */
  save(tenantId: string, group: { readonly name: string; readonly source: string }): Promise<ApproverGroup>;
  remove(tenantId: string, name: string): Promise<boolean>;
  /** Of `manual` groups. */
  setMember(tenantId: string, groupId: string, memberId: string, isMember: boolean): Promise<void>;
  /** Ids of the `manual` groups this member is in. */
  manualGroupsOf(tenantId: string, memberId: string): Promise<readonly string[]>;
}

/** What the tenant chose for its chats: the part of `tenants.settings` this product writes. */
export interface ChatSettings {
  /** Slack channel that gets a copy of every approval; null: none. */
  readonly approvalsChannel: {
    readonly platform: Platform;
    readonly workspaceId: string;
    readonly channelId: string;
  } | null;
  /** A verified e-mail of these domains links a chat user to the member with that e-mail; []: nobody is linked that way. */
  readonly linkEmailDomains: readonly string[];
}

export interface ChatSettingsStore {
  read(tenantId: string): Promise<ChatSettings>;
  write(tenantId: string, settings: ChatSettings): Promise<void>;
}

/** A row of `posted_messages`: where the message of a slot is. */
export interface PostedMessage {
  /** The platform's own address of the message, e.g. `C1:1700000000.000100`; null while it is being posted. */
  readonly messageRef: string | null;
  /** Of what was last shown; null when nothing was yet. */
  readonly contentHash: string | null;
  /** What it shows is the end: nothing older may be written over it. */
  readonly final: boolean;
}

export type SlotClaim =
  | {
      readonly claimed: true;
      /** Says which claim it is when it is settled. */
      readonly token: string;
      readonly posted: PostedMessage;
      /** Somebody claimed it before and never said what became of it: the message may exist. */
      readonly abandoned: boolean;
    }
  | { readonly claimed: false };

/** One writer at a time per slot, over all processes; a writer that died frees it after the lease. */
export interface PostedMessageStore {
  claim(tenantId: string, threadId: string, slot: Slot, leaseMs: number): Promise<SlotClaim>;
  /** What is shown now; frees the slot. Once somebody else has it, an old claim writes nothing. */
  settle(tenantId: string, threadId: string, slot: Slot, token: string, posted: PostedMessage): Promise<void>;
  /** Nobody knows whether it was shown; frees the slot, and the next one finds it `abandoned`. */
  abandon(tenantId: string, threadId: string, slot: Slot, token: string): Promise<void>;
  /** Nothing was shown; frees the slot as it was. */
  release(tenantId: string, threadId: string, slot: Slot, token: string): Promise<void>;
  /**
   * The message of `from` becomes the one of `to`, which the caller has claimed and which has none yet; null: there is
   * nothing to take over.
   */
  adopt(
    tenantId: string,
    threadId: string,
    from: Slot,
    to: Slot,
    token: string,
  ): Promise<PostedMessage | null>;
  /** Threads in which this slot was shown. */
  threadsOf(tenantId: string, slot: Slot): Promise<readonly string[]>;
}

/** What people wrote, kept so that it can be sent again; `shown` when the platform itself does not show it. */
export interface WrittenWordsStore {
  /** Safe to repeat: the first one stays. */
  keep(
    tenantId: string,
    threadId: string,
    messageId: string,
    words: { readonly memberId: string; readonly text: string },
  ): Promise<void>;
  textOf(tenantId: string, threadId: string, messageId: string): Promise<string | null>;
}

/** A row of `chat_inbox`: something a person did in a chat, until it was dealt with. */
export interface InboxEntry {
  readonly tenantId: string;
  readonly platform: Platform;
  /** The same again is the same deed: channel and ts, interaction id. */
  readonly identity: string;
  /** What the platform's adapter needs to deal with it again. */
  readonly payload: unknown;
  /** ISO 8601 */
  readonly receivedAt: string;
  /** How often it was begun, this time included. */
  readonly attempts: number;
}

export interface InboxStore {
  /**
   * `new`: kept, and the caller deals with it now; others leave it alone for `leaseMs`. `busy`: somebody is at it.
   * `done`: it was dealt with. A kept one whose lease ran out is `new` again.
   */
  take(entry: Omit<InboxEntry, 'receivedAt' | 'attempts'>, leaseMs: number): Promise<'new' | 'busy' | 'done'>;
  /** Dealt with: the payload is forgotten, the mark stays for 30 days. */
  done(tenantId: string, platform: Platform, identity: string): Promise<void>;
  /** Not dealt with; it may be taken again at once after the first two attempts, then after a pause that grows to five minutes. */
  giveBack(tenantId: string, platform: Platform, identity: string): Promise<void>;
  /** Entries of all tenants that nobody deals with any more, taken for `leaseMs`; fewer than `maxAttempts` begun. */
  abandoned(
    platform: Platform,
    options: { readonly leaseMs: number; readonly limit: number; readonly maxAttempts: number },
  ): Promise<readonly InboxEntry[]>;
  /** Removes marks and leftovers received before this time. ISO 8601. */
  forget(before: string): Promise<void>;
}

/**
 * How urgent a post is: `now` may wait in line for ten seconds, `soon` for two, `later` not at all, and it leaves half
 * of what may go at once to the others.
 */
export type PostUrgency = 'now' | 'soon' | 'later';

/** The outbound budget of a chat, shared by all processes: one row per key, e.g. `slack/T1/chat.update`. */
export interface OutboundBudget {
  /**
   * Takes one place in line. `waitMs`: call then (0: at once); null: the line is too long for this urgency and
   * nothing was taken, `retryInMs` says when to ask again.
   */
  reserve(
    tenantId: string,
    key: string,
    rate: { readonly perMinute: number; readonly burst: number },
    urgency: PostUrgency,
  ): Promise<{ readonly waitMs: number } | { readonly waitMs: null; readonly retryInMs: number }>;
  /** The service said no: nobody calls under this key before then. */
  block(tenantId: string, key: string, forMs: number): Promise<void>;
}

/** The stores that chats need beside the product's own. */
export interface ChatStores {
  readonly installations: InstallationStore;
  readonly identities: IdentityStore;
  readonly groups: GroupStore;
  readonly chatSettings: ChatSettingsStore;
  readonly posted: PostedMessageStore;
  readonly words: WrittenWordsStore;
  readonly inbox: InboxStore;
  readonly budget: OutboundBudget;
}
