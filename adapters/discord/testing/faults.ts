import type { DiscordRoute } from '../routes.ts';

/** Routes that the library or a test calls, beside the product's own. */
export type OtherRoute =
  | 'gateway.bot'
  | 'commands.putAll'
  | 'guildCommands.putAll'
  | 'commands.update'
  | 'guildCommands.update'
  | 'guild.channels'
  | 'followUp.get'
  | 'followUp.delete';
export type WorldRoute = DiscordRoute | OtherRoute;

/** What can go wrong with one call. */
export type DiscordFault = {
  /** How many calls; one unless told. */
  readonly times?: number;
} & (
  | {
      readonly status: 429;
      readonly retryAfterS: number;
      readonly scope?: 'user' | 'shared' | 'global';
    }
  | { readonly status: number }
  /** Discord's own no, with the status it has. */
  | { readonly code: number; readonly status?: number }
  /** Answered, but only after this time. */
  | { readonly delayMs: number }
  /** The connection breaks before anything is done. */
  | { readonly dropConnection: true }
  /** It is done, and the connection breaks before anybody is told. */
  | { readonly dropAfter: true }
);

/** `*`: whatever is called. */
export interface Faults {
  next(route: WorldRoute | '*', fault: DiscordFault): void;
  always(route: WorldRoute | '*', fault: DiscordFault): void;
  clear(): void;
}

export const createFaults = (): Faults & { take(route: string): DiscordFault | null } => {
  const once = new Map<string, DiscordFault[]>();
  const lasting = new Map<string, DiscordFault>();
  return {
    next(route, fault) {
      const more = Array.from({ length: fault.times ?? 1 }, () => fault);
      once.set(route, [...(once.get(route) ?? []), ...more]);
    },
    always(route, fault) {
      lasting.set(route, fault);
    },
    clear() {
      once.clear();
      lasting.clear();
    },
    take: (route) =>
      once.get(route)?.shift() ?? once.get('*')?.shift() ?? lasting.get(route) ?? lasting.get('*') ?? null,
  };
};
