import type { Locale } from './member.ts';
import type { JsonSchema } from './skill.ts';

/** What a catalogue, a form or `/help` needs to know of a runbook; the steps stay with the worker. */
export interface RunbookInfo {
  readonly name: string;
  readonly title: Readonly<Record<Locale, string>>;
  readonly description: Readonly<Record<Locale, string>>;
  /** Capabilities the agent that runs it must have. */
  readonly capabilities: readonly string[];
  readonly inputSchema: JsonSchema;
  /** An example the reader can run as it is, e.g. `/run site-check url=https://example.org`. */
  readonly example: string;
}
