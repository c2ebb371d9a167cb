import { actionFor, type DiscordError, type DiscordErrorAction } from './errors.ts';
import type { DiscordRoute } from './routes.ts';

/**
 * Discord answered, and said no. `errors.ts` has what is done about each code. Made without the library's own error
 * for a cause: that one holds the address, which has the interaction's token in it, and everything that was sent.
 */
export class DiscordRefusal extends Error {
  /** Discord's own number, e.g. 10008; 0 when it gave none. */
  readonly discordCode: number;
  /** Of HTTP. */
  readonly status: number;
  readonly action: DiscordErrorAction;
  constructor(error: DiscordError & { readonly words: string }, route: DiscordRoute) {
    const details = error.details?.length ? ` (${error.details.join(', ')})` : '';
    super(`${route}: ${error.status} ${error.code} ${error.words}${details}`);
    this.name = 'DiscordRefusal';
    this.discordCode = error.code;
    this.status = error.status;
    this.action = actionFor(error);
  }
}
