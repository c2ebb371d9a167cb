import type { SeedName } from './emulated-slack.ts';
import { createEphemerals, type Ephemerals } from './ephemerals.ts';
import type { Json } from './json.ts';

export interface Usergroup {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly users: readonly string[];
}

/** What a person sees above the box they write in, in a conversation with the app. */
export interface AssistantPane {
  readonly status: string;
  readonly title: string;
  readonly prompts: readonly { readonly title: string; readonly message: string }[];
}

export interface SlackPersonSeed {
  readonly userId: string;
  readonly token: string;
  readonly name: string;
  readonly email: string;
}

export type TokenKind = 'bot' | 'user' | 'app';

/** What the workspace knows that the emulator does not keep. */
export interface FrontState {
  readonly ephemerals: Ephemerals;
  readonly tokens: Map<string, TokenKind>;
  readonly revoked: Set<string>;
  readonly homes: Map<string, Json>;
  /** The top one is the last. */
  readonly modals: Map<string, readonly Json[]>;
  readonly panes: Map<string, AssistantPane>;
  readonly usergroups: Map<string, Usergroup>;
  /** Over what the emulator says of a user, or all of one it does not know. */
  readonly users: Map<string, Json>;
  people: Readonly<Record<SeedName, SlackPersonSeed>> | null;
  scopes: readonly string[];
}

export const paneKey = (channel: string, threadTs: string): string => `${channel}/${threadTs}`;

export const createFrontState = (scopes: readonly string[]): FrontState => ({
  ephemerals: createEphemerals(),
  tokens: new Map(),
  revoked: new Set(),
  homes: new Map(),
  modals: new Map(),
  panes: new Map(),
  usergroups: new Map(),
  users: new Map(),
  people: null,
  scopes,
});
