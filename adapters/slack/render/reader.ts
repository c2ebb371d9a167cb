import type { Locale } from '../../../core/member.ts';

/** For whom a message is written out. */
export interface SlackReader {
  readonly locale: Locale;
  /** IANA name; only for what Slack can't show in everybody's own zone. */
  readonly timeZone: string;
  /** Origin of the web page, for links; null: no links. */
  readonly publicUrl: string | null;
  readonly now?: Date;
  /** Slack's way to name people, `<@U…>` or `<!subteam^S…>`, when known; only of those who must decide. */
  readonly mention?: readonly string[];
}
