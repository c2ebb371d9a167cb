import type { Locale } from '../../../core/member.ts';

/** For whom a message is written out. Moments need no zone: Discord shows them in everybody's own. */
export interface DiscordReader {
  readonly locale: Locale;
  /** Origin of the web page, for links; null: no links. */
  readonly publicUrl: string | null;
  /** Ids of users to call by name; only of those who must decide. */
  readonly mention?: readonly string[];
  /** The same of roles. */
  readonly mentionRoles?: readonly string[];
}
