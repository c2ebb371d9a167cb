import { actionFor, type SlackErrorAction } from './errors.ts';
import type { SlackMethod } from './methods.ts';

/** Slack answered, and said no. `errors.ts` has what is done about each code. */
export class SlackRefusal extends Error {
  /** Slack's own word, e.g. `not_in_channel`. */
  readonly slackCode: string;
  readonly action: SlackErrorAction;
  constructor(slackCode: string, method: SlackMethod, options?: ErrorOptions) {
    super(`${method}: ${slackCode}`, options);
    this.name = 'SlackRefusal';
    this.slackCode = slackCode;
    this.action = actionFor(slackCode);
  }
}
