import type { CardActionName } from '../../../core/card.ts';
import type { FromTeam } from './read.ts';

export interface SharedFile {
  readonly id: string;
  readonly name: string;
  readonly mimetype: string;
  /** Bytes. */
  readonly size: number;
  readonly urlPrivateDownload: string | null;
}

/** Done by a person: the same deed has the same identity under whatever delivery. */
interface ByPerson extends FromTeam {
  readonly identity: string;
  readonly userId: string;
}

export type Inbound =
  | { readonly kind: 'challenge'; readonly challenge: string }
  | { readonly kind: 'ssl_check' }
  | (ByPerson & {
      readonly kind: 'message';
      readonly channelId: string;
      readonly channelType: 'channel' | 'group' | 'im' | 'mpim' | null;
      readonly ts: string;
      readonly threadTs: string | null;
      /** As it was typed, our own name before it taken off. */
      readonly text: string;
      /** Users that are named in it. */
      readonly mentions: readonly string[];
      /** Slack itself says that it is to us. */
      readonly isMention: boolean;
      readonly files: readonly SharedFile[];
    })
  | (ByPerson & {
      readonly kind: 'command';
      /** Without its slash, lower case. */
      readonly name: string;
      readonly text: string;
      readonly channelId: string;
      readonly triggerId: string;
      readonly responseUrl: string | null;
    })
  | (ByPerson & {
      readonly kind: 'click';
      readonly action: CardActionName;
      readonly value: string;
      /** Of the approval as it was shown. */
      readonly shownDigest: string | null;
      readonly channelId: string | null;
      readonly messageTs: string | null;
      readonly threadTs: string | null;
      readonly inHome: boolean;
      readonly triggerId: string;
      readonly responseUrl: string | null;
    })
  | (ByPerson & {
      readonly kind: 'submission';
      readonly callbackId: string;
      readonly viewId: string;
      readonly privateMetadata: string;
      readonly values: Readonly<Record<string, string>>;
      readonly triggerId: string;
    })
  | (ByPerson & {
      readonly kind: 'message_shortcut';
      readonly callbackId: string;
      readonly channelId: string;
      readonly messageTs: string;
      readonly threadTs: string | null;
      readonly messageText: string;
      readonly triggerId: string;
    })
  | (ByPerson & { readonly kind: 'global_shortcut'; readonly callbackId: string; readonly triggerId: string })
  | (FromTeam & { readonly kind: 'home_opened'; readonly userId: string })
  | (FromTeam & {
      readonly kind: 'assistant_started';
      readonly userId: string;
      readonly channelId: string;
      /** null: the conversation itself is the pane. */
      readonly threadTs: string | null;
    })
  | (FromTeam & { readonly kind: 'assistant_context_changed' })
  | (FromTeam & { readonly kind: 'uninstalled' })
  | (FromTeam & { readonly kind: 'tokens_revoked'; readonly botUserIds: readonly string[] })
  | (FromTeam & { readonly kind: 'usergroup_changed'; readonly usergroupId: string })
  | (FromTeam & { readonly kind: 'channel_gone'; readonly channelId: string })
  | (FromTeam & { readonly kind: 'user_changed'; readonly userId: string })
  /** Nothing is to be done about it, on purpose. */
  | { readonly kind: 'ignored'; readonly why: string }
  /** Nobody knows what it is. */
  | { readonly kind: 'unsupported'; readonly why: string };

export const ignored = (why: string): Inbound => ({ kind: 'ignored', why });
export const unsupported = (why: string): Inbound => ({ kind: 'unsupported', why });
